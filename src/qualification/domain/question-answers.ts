import type { GivenAnswer, QuestionAnswer, Refusal } from "../../kernel/index.ts";
import {
  excerpt,
  isLocalDate,
  lengthOf,
  LONGEST_ANSWER,
  refuse,
  refuseAll,
} from "../../kernel/index.ts";

import { LARGEST_NUMBER } from "./question.ts";
import type { Question } from "./question.ts";
import { isAsked } from "./questionnaire.ts";
import type { Given } from "./questionnaire.ts";

/** What is wrong with an answer, by the key of its question. */
export interface WrongAnswer {
  readonly key: string;
  readonly problem: string;
}

export interface AnswersRead {
  /** In the order of the questions. */
  readonly answers: readonly QuestionAnswer[];
  readonly wrong: readonly WrongAnswer[];
}

type Value =
  | { readonly ok: true; readonly seen: Given; readonly values: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads answers, by the keys of questions and as they are in JSON. Nothing is wrong with them just where the
 * schema of the questionnaire takes them.
 */
export function readAnswers(
  questions: readonly Question[],
  given: ReadonlyMap<string, unknown>,
): AnswersRead {
  const seen = new Map<string, Given>();
  const answers: QuestionAnswer[] = [];
  const wrong = [...given.keys()]
    .filter((key) => !questions.some((question) => question.key === key))
    .map((key): WrongAnswer => ({
      key,
      problem: `is none of the questions: ${keysOf(questions)}`,
    }));
  for (const [index, question] of questions.entries()) {
    const { key, type, required } = question;
    const asked = isAsked(question, questions.slice(0, index), seen);
    if (!given.has(key)) {
      if (asked && required) wrong.push({ key, problem: "must be answered" });
      continue;
    }
    const value = readValue(question, given.get(key));
    if (!asked) wrong.push({ key, problem: "is not asked, by what was answered before it" });
    if (!value.ok) wrong.push({ key, problem: value.problem });
    else {
      seen.set(key, value.seen);
      answers.push({ key, type, values: value.values });
    }
  }
  return { answers, wrong };
}

function readValue({ type, options }: Question, given: unknown): Value {
  const keys = options.map(({ key }) => key);
  switch (type) {
    case "TEXT":
      return typeof given === "string" && given !== "" && lengthOf(given) <= LONGEST_ANSWER
        ? one(given, given)
        : problem(`takes a text of 1 to ${LONGEST_ANSWER} characters`);
    case "NUMBER":
      return typeof given === "number" &&
        Number.isInteger(given) &&
        Math.abs(given) <= LARGEST_NUMBER
        ? one(BigInt(given), String(BigInt(given)))
        : problem(`takes a whole number such as 12, up to ${LARGEST_NUMBER} either way`);
    case "DATE":
      return typeof given === "string" && isLocalDate(given)
        ? one(given, given)
        : problem("takes a day of the calendar such as 2027-01-31");
    case "YES_NO":
      return typeof given === "boolean"
        ? one(given, String(given))
        : problem("takes true or false");
    case "ONE_OF":
      return typeof given === "string" && keys.includes(given)
        ? one(given, given)
        : problem(`takes the key of one option: ${keys.join(", ")}`);
    case "SOME_OF":
      return readChosen(keys, given);
  }
}

function readChosen(keys: readonly string[], given: unknown): Value {
  const chosen: readonly unknown[] = Array.isArray(given) ? given : [];
  const known = chosen.every((each) => typeof each === "string" && keys.includes(each));
  if (chosen.length === 0 || !known || new Set(chosen).size < chosen.length)
    return problem(`takes the keys of options, each once: ${keys.join(", ")}`);
  const values = keys.filter((key) => chosen.includes(key));
  return { ok: true, seen: values, values };
}

const one = (seen: Given, text: string): Value => ({ ok: true, seen, values: [text] });
const problem = (text: string): Value => ({ ok: false, problem: text });
const keysOf = (questions: readonly Question[]): string =>
  questions.map(({ key }) => key).join(", ");

/** Holds answers against the questions of a version; every problem with its path. */
export function decideAnswers(
  questions: readonly Question[],
  given: readonly GivenAnswer[],
): readonly QuestionAnswer[] | Refusal {
  const places = new Map(given.map(({ key }, index) => [key, index] as const).toReversed());
  const twice = given.flatMap(({ key }, index) =>
    places.get(key) === index ? [] : [wrongAt(index, key, "is answered twice")],
  );
  const typed = new Map<string, unknown>(
    given.map(({ key, texts }) => [
      key,
      typedAs(
        questions.find((each) => each.key === key),
        texts,
      ),
    ]),
  );
  const { answers, wrong } = readAnswers(questions, typed);
  const refused = wrong.map(({ key, problem: said }) =>
    wrongAt(places.get(key) ?? null, key, said),
  );
  return refuseAll([...twice, ...refused]) ?? answers;
}

const wrongAt = (index: number | null, key: string, said: string): Refusal =>
  refuse("VALIDATION_FAILED", `"${excerpt(key)}" ${said}.`, {
    path: index === null ? ["answers"] : ["answers", index],
  });

const WHOLE = /^-?\d{1,16}$/u;

/** Texts as the question's answer would be in JSON; what cannot be that stays as it is, and is refused. */
function typedAs(question: Question | undefined, texts: readonly string[]): unknown {
  if (question?.type === "SOME_OF") return texts;
  const [text] = texts;
  if (text === undefined || texts.length > 1) return texts;
  if (question?.type === "YES_NO" && (text === "true" || text === "false")) return text === "true";
  return question?.type === "NUMBER" && WHOLE.test(text) ? Number(text) : text;
}
