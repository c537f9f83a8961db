import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { describedEnum } from "../../platform/graphql/index.ts";
import type { AppealReversal } from "../appeal-reversal.ts";
import type { DecideReversalAppeal } from "../decide-reversal-appeal.ts";

const MOST_LETTERS = 2_000;

@InputType("AppealReversalInput", { description: "A credit that its partner wants back" })
export class AppealReversalInput {
  @Field(() => ID, { description: "The partner's own credit that was taken back, crd_…" })
  creditId: string;

  @Field(() => String, { description: "On what grounds, up to 2,000 characters" })
  grounds: string;
}

const ReversalAppealDecisionEnum = describedEnum(
  "ReversalAppealDecision",
  "What becomes of credit that was taken back, after an appeal",
  {
    UPHOLD: "It had been taken back wrongly: it is credited again, to all who shared it.",
    DISMISS: "It stays taken back.",
  },
);

@InputType("DecideReversalAppealInput", { description: "What becomes of an appeal" })
export class DecideReversalAppealInput {
  @Field(() => ID, { description: "The appeal, rap_…" })
  appealId: string;

  @Field(() => ReversalAppealDecisionEnum, { description: "What becomes of it" })
  decision: "UPHOLD" | "DISMISS";

  @Field(() => String, {
    nullable: true,
    description: "Why, up to 2,000 characters, for the vendor alone",
  })
  note?: string | null;
}

export function readAppealReversal(
  reader: InputReader,
  input: AppealReversalInput,
): AppealReversal {
  return {
    creditId: reader.id(["creditId"], "crd", input.creditId),
    grounds: reader.text(["grounds"], input.grounds, MOST_LETTERS, "many"),
  };
}

export function readDecideReversalAppeal(
  reader: InputReader,
  input: DecideReversalAppealInput,
): DecideReversalAppeal {
  return {
    appealId: reader.id(["appealId"], "rap", input.appealId),
    doesUphold: input.decision === "UPHOLD",
    note: reader.optionalText(["note"], input.note, MOST_LETTERS, "many"),
  };
}
