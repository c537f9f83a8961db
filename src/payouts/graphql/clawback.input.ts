import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import type { DecideWriteOff } from "../decide-write-off.ts";
import type { ProposeWriteOff } from "../propose-write-off.ts";

import { readPositive } from "./repayment.input.ts";

const LONGEST = 2_000;

@InputType("ProposeWriteOffInput", {
  description: "What a partner shall not be asked for any more",
})
export class ProposeWriteOffInput {
  @Field(() => ID, { description: "What is owed, clw_…" })
  clawbackId: string;

  @Field(() => MoneyInput, { description: "How much of it; more than 0" })
  amount: MoneyInput;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

@InputType("DecideWriteOffInput", { description: "What is said to a proposed write-off" })
export class DecideWriteOffInput {
  @Field(() => ID, { description: "Which one, wof_…, proposed by somebody else" })
  writeOffId: string;

  @Field(() => Boolean, {
    description: "Whether it is written off; else it goes on being owed",
  })
  isApproved: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Why, up to 2,000 characters; needed where it goes on being owed",
  })
  note?: string | null;
}

export const readProposeWriteOff = (
  reader: InputReader,
  input: ProposeWriteOffInput,
): ProposeWriteOff => ({
  clawbackId: reader.id(["clawbackId"], "clw", input.clawbackId),
  amount: readPositive(reader, input.amount),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});

export function readDecideWriteOff(
  reader: InputReader,
  input: DecideWriteOffInput,
): DecideWriteOff {
  const { isApproved } = input;
  if (!isApproved && (input.note ?? null) === null)
    reader.report(["note"], "is missing: say why it goes on being owed");
  return {
    writeOffId: reader.id(["writeOffId"], "wof", input.writeOffId),
    isApproved,
    note: reader.optionalText(["note"], input.note, LONGEST, "many"),
  };
}
