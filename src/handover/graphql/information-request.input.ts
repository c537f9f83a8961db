import { Field, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import {
  CorrectLeadFields,
  isAskedField,
  LeadFieldEnum,
  MoveLeadFields,
  readMove,
  readGivenFields,
  readPatch,
} from "../../leads/index.ts";
import type { AnswerRequest } from "../answer-request.ts";
import type { RequestInformation } from "../request-information.ts";
import type { Question } from "../store/request-store.ts";

const MOST_QUESTIONS = 11;
const QUESTION_LENGTH = 500;
const EVIDENCE_LENGTH = 4_000;

@InputType("InformationQuestionInput", { description: "What is asked of one field" })
export class InformationQuestionInput {
  @Field(() => LeadFieldEnum, { description: "The field that is missing or wrong" })
  field: string;

  @Field(() => String, {
    description: "What is asked, for the partner to read; up to 500 characters",
  })
  question: string;
}

@InputType("RequestInformationInput", { description: "A lead, and what its partner is asked" })
export class RequestInformationInput extends MoveLeadFields {
  @Field(() => [InformationQuestionInput], {
    description: `1 to ${MOST_QUESTIONS} questions, each of another field`,
  })
  questions: InformationQuestionInput[];
}

@InputType("AnswerRequestInput", {
  description:
    "A value for every field that was asked for. The others stay closed, but for what the partner may always correct",
})
export class AnswerRequestInput extends CorrectLeadFields {
  @Field(() => String, {
    nullable: true,
    description:
      "What shows it, where EVIDENCE was asked for; sales reads it, up to 4,000 characters",
  })
  evidence?: string | null;
}

export function readRequestInformation(
  reader: InputReader,
  input: RequestInformationInput,
): RequestInformation {
  const { questions } = input;
  if (questions.length < 1 || questions.length > MOST_QUESTIONS)
    reader.report(["questions"], `must be 1 to ${MOST_QUESTIONS}, got ${questions.length}`);
  const fields = questions.map(({ field }) => field);
  const twice = fields.findIndex((field, index) => fields.indexOf(field) !== index);
  if (twice >= 0)
    reader.report(["questions", String(twice), "field"], `was asked before: ${fields[twice]}`);
  return {
    ...readMove(reader, input),
    questions: questions.flatMap(({ field, question }, index): Question[] => {
      const path = ["questions", String(index), "question"];
      const text = reader.text(path, question, QUESTION_LENGTH);
      return isAskedField(field) ? [{ field, question: text }] : [];
    }),
  };
}

export function readAnswerRequest(reader: InputReader, input: AnswerRequestInput): AnswerRequest {
  return {
    ...readMove(reader, input),
    patch: readPatch(reader, input),
    customFields: readGivenFields(reader, input.customFields),
    evidence: reader.optionalText(["evidence"], input.evidence, EVIDENCE_LENGTH, "many"),
  };
}
