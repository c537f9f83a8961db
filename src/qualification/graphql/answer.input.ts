import { Field, ID, InputType } from "type-graphql";

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

  @Field(() => ID, {
    nullable: true,
    description:
      "The discovery call of the lead that shows it, dsc_…: evidence, where the criterion asks for some",
  })
  discoveryCallId?: string | null;
}

const MAX_ANSWERS = 100;

export function readAnswers(
  reader: InputReader,
  answers: readonly CriterionAnswerInput[],
): readonly Answer[] {
  if (answers.length > MAX_ANSWERS)
    reader.report(["answers"], `may hold ${MAX_ANSWERS} answers, got ${answers.length}`);
  return answers.slice(0, MAX_ANSWERS).map(({ criterionKey, state, note, ...named }, index) => {
    const path = ["answers", String(index)];
    const said = reader.optionalText([...path, "note"], note, 2_000, "many");
    const shownBy = reader.optionalId([...path, "discoveryCallId"], "dsc", named.discoveryCallId);
    const answer = { criterionKey, state, note: said };
    return shownBy ? { ...answer, discoveryCallId: shownBy } : answer;
  });
}
