import { Field, ID, InputType } from "type-graphql";

import { money, readAmount } from "../../kernel/index.ts";
import type { InputReader, Money } from "../../kernel/index.ts";
import { DateScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { DecideRepayment } from "../decide-repayment.ts";
import type { ProposeRepayment } from "../propose-repayment.ts";
import type { RecordRepayment } from "../record-repayment.ts";

const LONGEST = 2_000;

@InputType("RecordRepaymentInput", { description: "What of an entry of the bank pays what back" })
export class RecordRepaymentInput {
  @Field(() => ID, { description: "What is owed, clw_…" })
  clawbackId: string;

  @Field(() => MoneyInput, {
    description: "How much of it was paid back; more than 0, and no more than is left of the entry",
  })
  amount: MoneyInput;

  @Field(() => ID, {
    description:
      "What the bank booked, ben_…: a credit that is UNMATCHED, whose day and reference count",
  })
  bankEntryId: string;
}

@InputType("ProposeRepaymentInput", {
  description: "What a partner paid back, of which no entry of the bank was imported",
})
export class ProposeRepaymentInput {
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

  @Field(() => String, { description: "What shows it, up to 2,000 characters" })
  evidence: string;
}

@InputType("DecideRepaymentInput", { description: "What is said to a proposed repayment" })
export class DecideRepaymentInput {
  @Field(() => ID, { description: "Which one, rpp_…, proposed by somebody else" })
  repaymentProposalId: string;

  @Field(() => Boolean, {
    description: "Whether it was paid back; else it goes on being owed",
  })
  isApproved: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Why, up to 2,000 characters; needed where it goes on being owed",
  })
  note?: string | null;
}

export function readPositive(reader: InputReader, given: MoneyInput): Money {
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
  bankEntryId: reader.id(["bankEntryId"], "ben", input.bankEntryId),
});

export const readProposeRepayment = (
  reader: InputReader,
  input: ProposeRepaymentInput,
): ProposeRepayment => ({
  clawbackId: reader.id(["clawbackId"], "clw", input.clawbackId),
  amount: readPositive(reader, input.amount),
  receivedOn: input.receivedOn,
  bankReference: reader.text(["bankReference"], input.bankReference, 140),
  evidence: reader.text(["evidence"], input.evidence, LONGEST, "many"),
});

export function readDecideRepayment(
  reader: InputReader,
  input: DecideRepaymentInput,
): DecideRepayment {
  const { isApproved } = input;
  if (!isApproved && (input.note ?? null) === null)
    reader.report(["note"], "is missing: say why it goes on being owed");
  return {
    repaymentProposalId: reader.id(["repaymentProposalId"], "rpp", input.repaymentProposalId),
    isApproved,
    note: reader.optionalText(["note"], input.note, LONGEST, "many"),
  };
}
