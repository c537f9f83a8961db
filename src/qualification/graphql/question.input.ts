import { Field, InputType } from "type-graphql";

import { LONGEST_CONDITION, MOST_OPTIONS, MOST_QUESTIONS } from "../../kernel/index.ts";
import type { InputReader, QuestionType } from "../../kernel/index.ts";
import { MOST_LABELS } from "../domain/criteria-draft.ts";
import type { Question, QuestionOption, SuggestedState } from "../domain/question.ts";
import { problemsOfQuestions } from "../domain/questionnaire.ts";

import { CriterionLabelInput, KEY, NAME_LENGTH, readLabels } from "./label.input.ts";
import { AnswerKindEnum, SuggestedStateEnum } from "./question.type.ts";

const QUESTION_LENGTH = 500;

@InputType("QuestionOptionInput", {
  description: "One of the answers among which a question lets choose",
})
class QuestionOptionInput {
  @Field(() => String, {
    description: "Once within the question: lower-case letters, digits and _, up to 40 characters",
  })
  key: string;

  @Field(() => String, { description: "What it is called, up to 100 characters" })
  label: string;

  @Field(() => [CriterionLabelInput], {
    nullable: true,
    description: `What it is called in other languages: ${MOST_LABELS} at most`,
  })
  labels?: CriterionLabelInput[] | null;

  @Field(() => SuggestedStateEnum, {
    nullable: true,
    description: "What it suggests of the question's criterion",
  })
  suggests?: SuggestedState | null;
}

@InputType("QuestionInput", { description: "One question of the questionnaire" })
export class QuestionInput {
  @Field(() => String, {
    description:
      "Once within the version: lower-case letters, digits and _, up to 40 characters, and no word of CEL",
  })
  key: string;

  @Field(() => String, { description: "The question, up to 500 characters" })
  label: string;

  @Field(() => [CriterionLabelInput], {
    nullable: true,
    description: `The question in other languages, up to 100 characters each: ${MOST_LABELS} at most`,
  })
  labels?: CriterionLabelInput[] | null;

  @Field(() => AnswerKindEnum, { description: "What it is answered with" })
  type: QuestionType;

  @Field(() => Boolean, { description: "True where it must be answered once it is asked" })
  required: boolean;

  @Field(() => [QuestionOptionInput], {
    nullable: true,
    description: `Among what it lets choose: 2 to ${MOST_OPTIONS} for ONE_OF and SOME_OF, none for others`,
  })
  options?: QuestionOptionInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: "The criterion of the draft for which it is asked, by its key",
  })
  criterionKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'In CEL (cel.dev), up to 1,000 characters, over the answers to the questions before it by their keys, for example `has_budget && region == "emea"`: it is asked where that is true. What was not answered is "", 0, false or an empty list. It may hold what JSON Schema can say: ==, !=, <, <=, >, >=, in and size() with written values, and &&, || and !',
  })
  condition?: string | null;
}

/** The questionnaire of a draft; refused with it are questions that are never asked. */
export function readQuestions(
  reader: InputReader,
  given: readonly QuestionInput[],
  criterionKeys: readonly string[],
): readonly Question[] {
  if (given.length > MOST_QUESTIONS)
    reader.report(["questions"], `may hold ${MOST_QUESTIONS}, got ${given.length}`);
  const questions = given
    .slice(0, MOST_QUESTIONS)
    .map((each, index) => readQuestion(reader, each, index));
  for (const [path, problem] of problemsOfQuestions(questions, criterionKeys))
    reader.report(["questions", ...path], problem);
  return questions;
}

function readQuestion(reader: InputReader, input: QuestionInput, index: number): Question {
  const path = ["questions", String(index)];
  const options = input.options ?? [];
  if (options.length > MOST_OPTIONS)
    reader.report([...path, "options"], `may hold ${MOST_OPTIONS}, got ${options.length}`);
  return {
    key: readKey(reader, path, input.key, index),
    label: reader.text([...path, "label"], input.label, QUESTION_LENGTH),
    labels: readLabels(reader, path, input.labels ?? []),
    ...{ type: input.type, required: input.required },
    options: options
      .slice(0, MOST_OPTIONS)
      .map((each, position) => readOption(reader, [...path, "options"], each, position)),
    criterionKey: reader.optionalText([...path, "criterionKey"], input.criterionKey, NAME_LENGTH),
    condition: reader.optionalText(
      [...path, "condition"],
      input.condition,
      LONGEST_CONDITION,
      "many",
    ),
  };
}

function readOption(
  reader: InputReader,
  of: readonly string[],
  { key, label, labels, suggests }: QuestionOptionInput,
  index: number,
): QuestionOption {
  const path = [...of, String(index)];
  return {
    key: readKey(reader, path, key, index),
    label: reader.text([...path, "label"], label, NAME_LENGTH),
    labels: readLabels(reader, path, labels ?? []),
    suggests: suggests ?? null,
  };
}

function readKey(reader: InputReader, path: readonly string[], key: string, index: number): string {
  if (KEY.test(key)) return key;
  reader.report(
    [...path, "key"],
    "must be lower-case letters, digits and _, begin with a letter, and have 40 characters at most",
  );
  return `key_${index}`;
}
