import { Field, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { Answer, AnswerState } from "../domain/criterion.ts";

import { AnswerStateEnum } from "./criteria.type.ts";

@InputType("CriterionAnswerInput", { description: "What sales found on one criterion" })
export class CriterionAnswerInput {
  @Field(() => String, { description: "The criterion's key within the version" })
  criterionKey: string;

  @Field(() => AnswerStateEnum, { description: "What was found" })
  state: AnswerState;

  @Field(() => String, { nullable: true, description: "In words, up to 2,000 characters" })
  note?: string | null;
}

const MAX_ANSWERS = 100;

export function readAnswers(
  reader: InputReader,
  answers: readonly CriterionAnswerInput[],
): readonly Answer[] {
  if (answers.length > MAX_ANSWERS)
    reader.report(["answers"], `may hold ${MAX_ANSWERS} answers, got ${answers.length}`);
  return answers.slice(0, MAX_ANSWERS).map(({ criterionKey, state, note }, index) => ({
    criterionKey,
    state,
    note: reader.optionalText(["answers", String(index), "note"], note, 2_000, "many"),
  }));
}
