import { Field, ID, InputType } from "type-graphql";

import { money, readAmount } from "../../kernel/index.ts";
import type { InputReader, Money } from "../../kernel/index.ts";
import { DateScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { DecideWriteOff } from "../decide-write-off.ts";
import type { ProposeWriteOff } from "../propose-write-off.ts";
import type { RecordRepayment } from "../record-repayment.ts";

const LONGEST = 2_000;

@InputType("RecordRepaymentInput", { description: "What the bank booked of a partner's" })
export class RecordRepaymentInput {
  @Field(() => ID, { description: "What is owed, clw_…" })
  clawbackId: string;

  @Field(() => MoneyInput, { description: "How much of it was paid back; more than 0" })
  amount: MoneyInput;

  @Field(() => DateScalar, { description: "The day on which the bank booked it" })
  receivedOn: string;

  @Field(() => String, {
    description: "By which the bank's statement names it, up to 140 characters",
  })
  bankReference: string;
}

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

function readPositive(reader: InputReader, given: MoneyInput): Money {
  const amount = reader.optional(["amount"], given, readAmount);
  if (amount && amount.minor <= 0n) reader.report(["amount", "amount"], "must be more than 0");
  return amount ?? money(0n, "EUR");
}

export const readRepayment = (
  reader: InputReader,
  input: RecordRepaymentInput,
): RecordRepayment => ({
  clawbackId: reader.id(["clawbackId"], "clw", input.clawbackId),
  amount: readPositive(reader, input.amount),
  receivedOn: input.receivedOn,
  bankReference: reader.text(["bankReference"], input.bankReference, 140),
});

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
