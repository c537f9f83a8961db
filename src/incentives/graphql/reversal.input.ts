import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateScalar, describedEnum } from "../../platform/graphql/index.ts";
import type { DecideReversal } from "../decide-reversal.ts";
import { needsTrueOn } from "../domain/reversal.ts";
import type { ReversalReason } from "../domain/reversal.ts";
import type { ReverseCredit } from "../reverse-credit.ts";

import { ReversalReasonEnum } from "./reversal.type.ts";

const MOST_LETTERS = 2_000;

@InputType("ReverseCreditInput", { description: "A credit that is taken back, and why" })
export class ReverseCreditInput {
  @Field(() => ID, {
    description:
      "The credit, crd_…, of any of those who share it: what the lead earned with it is taken back from all",
  })
  creditId: string;

  @Field(() => ReversalReasonEnum, { description: "Why" })
  reason: ReversalReason;

  @Field(() => String, {
    description: "What shows it, up to 2,000 characters, for the vendor alone",
  })
  evidence: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "Of INACCURATE_DATA, DUPLICATE and EXISTING_CUSTOMER, and only of these: since which day it was so, not later than the lead was claimed",
  })
  trueOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What the partners are told besides the reason, up to 2,000 characters; nothing that tells of others",
  })
  statement?: string | null;
}

const ReversalDecisionEnum = describedEnum(
  "ReversalDecision",
  "What becomes of credit for which fraud was reported",
  {
    CONFIRM: "It was fraud: the credit is taken back.",
    DECLINE: "The credit stays.",
  },
);

@InputType("DecideReversalInput", {
  description: "What becomes of credit after fraud was reported",
})
export class DecideReversalInput {
  @Field(() => ID, { description: "The reversal that waits, rvs_…" })
  reversalId: string;

  @Field(() => ReversalDecisionEnum, { description: "What becomes of it" })
  decision: "CONFIRM" | "DECLINE";

  @Field(() => String, {
    nullable: true,
    description: "On what grounds, up to 2,000 characters, for the vendor alone",
  })
  note?: string | null;
}

export function readReverseCredit(reader: InputReader, input: ReverseCreditInput): ReverseCredit {
  const { reason } = input;
  const trueOn = input.trueOn ?? null;
  if (needsTrueOn(reason) !== (trueOn !== null))
    reader.report(
      ["trueOn"],
      trueOn === null
        ? `is missing: ${reason} says since when that is so`
        : `is not of ${reason}: leave it out`,
    );
  return {
    creditId: reader.id(["creditId"], "crd", input.creditId),
    reason,
    evidence: reader.text(["evidence"], input.evidence, MOST_LETTERS, "many"),
    trueOn,
    statement: reader.optionalText(["statement"], input.statement, MOST_LETTERS, "many"),
  };
}

export function readDecideReversal(
  reader: InputReader,
  input: DecideReversalInput,
): DecideReversal {
  return {
    reversalId: reader.id(["reversalId"], "rvs", input.reversalId),
    doesConfirm: input.decision === "CONFIRM",
    note: reader.optionalText(["note"], input.note, MOST_LETTERS, "many"),
  };
}
