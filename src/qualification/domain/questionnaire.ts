import { atLineAndColumn, conditionsOver } from "../../kernel/index.ts";
import type { AskableFacts, FactsOf, QuestionType } from "../../kernel/index.ts";

import { schemaOfCondition } from "./condition-schema.ts";
import type { Question } from "./question.ts";

/** So many combinations of answers are tried to see whether a question is ever asked. */
const MOST_TRIED = 5_000;

type Problem = readonly [path: readonly (string | number)[], problem: string];
/** An answer as conditions see it. */
export type Given = bigint | boolean | string | readonly string[];

const FACTS = {
  ...{ TEXT: "string", DATE: "string", ONE_OF: "string" },
  ...{ NUMBER: "int", YES_NO: "bool", SOME_OF: "list<string>" },
} as const satisfies Record<QuestionType, AskableFacts[string]["type"]>;

/** What a condition sees of a question that was not asked or not answered. */
const UNANSWERED = {
  ...{ TEXT: "", DATE: "", ONE_OF: "" },
  ...{ NUMBER: 0n, YES_NO: false, SOME_OF: [] },
} as const satisfies Record<QuestionType, Given>;

const isChoice = ({ type }: Question): boolean => type === "ONE_OF" || type === "SOME_OF";

/** What is wrong with questions beside their texts, each with the path within the list. */
export function problemsOfQuestions(
  questions: readonly Question[],
  criterionKeys: readonly string[],
): readonly Problem[] {
  return questions.flatMap((question, index) => {
    const before = questions.slice(0, index);
    const problems: readonly Problem[] = [
      ...problemsOfKey(question, before),
      ...problemsOfOptions(question),
      ...problemsOfCriterion(question, criterionKeys),
      ...problemsOfCondition(question, before.filter(mayBeAsked)),
    ];
    return problems.map(([path, problem]): Problem => [[index, ...path], problem]);
  });
}

function problemsOfKey({ key }: Question, before: readonly Question[]): readonly Problem[] {
  if (before.some((other) => other.key === key))
    return [[["key"], `says ${key} again: each key stands once`]];
  return mayBeAsked({ key })
    ? []
    : [[["key"], `${key} is a word of conditions: choose another, such as ${key}_is`]];
}

/** Whether a question is asked: what was not answered before it is as conditions see that. */
export function isAsked(
  { condition }: Question,
  before: readonly Question[],
  answered: ReadonlyMap<string, Given>,
): boolean {
  if (condition === null) return true;
  const facts = Object.fromEntries(
    before.map(({ key, type }) => [key, answered.get(key) ?? UNANSWERED[type]]),
  );
  return conditionsOver(askableOf(before), atLineAndColumn).holds(condition, facts) === true;
}

const askableOf = (before: readonly Question[]): AskableFacts =>
  Object.fromEntries(
    before.map(({ key, type, label }) => [key, { type: FACTS[type], meaning: label }]),
  );

/** Whether conditions can name it: some words are CEL's own. */
function mayBeAsked({ key }: Pick<Question, "key">): boolean {
  try {
    const asked = { [key]: { type: "string", meaning: "" } } as const;
    return conditionsOver(asked, atLineAndColumn).read(`${key} == ""`).ok;
  } catch {
    return false;
  }
}

function problemsOfOptions(question: Question): readonly Problem[] {
  const { options, type } = question;
  if (!isChoice(question))
    return options.length === 0
      ? []
      : [[["options"], `are of ONE_OF and SOME_OF alone: ${type} has none`]];
  if (options.length < 2) return [[["options"], `must be two at least, got ${options.length}`]];
  return options.flatMap(({ key }, index): readonly Problem[] =>
    options.findIndex((other) => other.key === key) < index
      ? [[["options", index, "key"], `says ${key} again: each key stands once`]]
      : [],
  );
}

function problemsOfCriterion(
  { criterionKey, options, type }: Question,
  criterionKeys: readonly string[],
): readonly Problem[] {
  const saying = options.findIndex(({ suggests }) => suggests !== null);
  if (criterionKey === null)
    return saying < 0
      ? []
      : [[["options", saying, "suggests"], "says nothing without a criterionKey: name it"]];
  if (!criterionKeys.includes(criterionKey))
    return [
      [["criterionKey"], `names no criterion of the draft; there are ${criterionKeys.join(", ")}`],
    ];
  return type === "ONE_OF" && saying < 0
    ? [[["options"], `say nothing of ${criterionKey}: let one of them suggest a state`]]
    : [];
}

function problemsOfCondition(
  { condition }: Question,
  before: readonly Question[],
): readonly Problem[] {
  if (condition === null) return [];
  const conditions = conditionsOver(askableOf(before), atLineAndColumn);
  const read = conditions.read(condition);
  if (!read.ok) {
    const keys = before.map(({ key }) => key).join(", ");
    const asks = keys === "" ? "there are no questions before it" : `it may ask ${keys}`;
    return [[["condition"], `${read.problem}; ${asks}`]];
  }
  const checkable = schemaOfCondition(condition, before);
  if (!checkable.ok) return [[["condition"], checkable.problem]];
  const tried = combinationsOf(before, condition);
  const isReached = tried?.some((facts) => conditions.holds(condition, facts) === true) ?? true;
  return isReached
    ? []
    : [[["condition"], "holds for no answers to the questions before it: it would never be asked"]];
}

/** All that the questions a condition names can be answered with; null where that is not countable. */
function combinationsOf(
  before: readonly Question[],
  condition: string,
): readonly FactsOf<AskableFacts>[] | null {
  const words = new Set(condition.match(/\w+/gu));
  let combinations: Record<string, Given>[] = [{}];
  for (const question of before) {
    const answers: readonly Given[] | null = words.has(question.key)
      ? answersTo(question)
      : [UNANSWERED[question.type]];
    if (!answers || answers.length * combinations.length > MOST_TRIED) return null;
    combinations = combinations.flatMap((each) =>
      answers.map((given) => ({ ...each, [question.key]: given })),
    );
  }
  return combinations;
}

function answersTo({ type, options }: Question): readonly Given[] | null {
  const keys = options.map(({ key }) => key);
  if (type === "YES_NO") return [false, true];
  if (type === "ONE_OF") return ["", ...keys];
  if (type !== "SOME_OF" || 2 ** keys.length > MOST_TRIED) return null;
  return Array.from({ length: 2 ** keys.length }, (_, chosen) =>
    keys.filter((_key, bit) => (chosen & (1 << bit)) !== 0),
  );
}
