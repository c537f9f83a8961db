import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { money, readAmount } from "../../kernel/index.ts";
import { readCountryCode } from "../../partners/index.ts";
import { DateScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { DecideTaxRemittance } from "../decide-tax-remittance.ts";
import type { RecordTaxRemittance } from "../record-tax-remittance.ts";

@InputType("RecordTaxRemittanceInput", {
  description: "What was handed on to a tax office, and what shows it",
})
export class RecordTaxRemittanceInput {
  @Field(() => String, {
    description: "By whose rules it was withheld, two letters of ISO 3166-1",
  })
  country: string;

  @Field(() => MoneyInput, {
    description:
      "How much: all that was withheld in these days in this currency, and not handed on",
  })
  amount: MoneyInput;

  @Field(() => DateScalar, {
    description: "The first of the days on which the bank booked what was paid",
  })
  withheldFromOn: string;

  @Field(() => DateScalar, { description: "The last of these days" })
  withheldUntilOn: string;

  @Field(() => DateScalar, {
    description: "The day on which the bank booked that it was handed on: not before the last day",
  })
  remittedOn: string;

  @Field(() => String, {
    description: "By which the bank's statement names it, up to 140 characters",
  })
  bankReference: string;
}

@InputType("DecideTaxRemittanceInput", { description: "Whether tax was handed on" })
export class DecideTaxRemittanceInput {
  @Field(() => ID, { description: "The remittance, txm_…, that somebody else recorded" })
  taxRemittanceId: string;

  @Field(() => Boolean, { description: "Whether it is confirmed; else it is declined" })
  isConfirmed: boolean;

  @Field(() => String, { description: "What was looked at, or why not, up to 2,000 characters" })
  note: string;
}

export function readRemittance(
  reader: InputReader,
  input: RecordTaxRemittanceInput,
): RecordTaxRemittance {
  const amount = reader.optional(["amount"], input.amount, readAmount);
  if (amount && amount.minor <= 0n) reader.report(["amount", "amount"], "must be more than 0");
  return {
    country: reader.optional(["country"], input.country, readCountryCode) ?? "",
    amount: amount ?? money(0n, "EUR"),
    withheldFrom: input.withheldFromOn,
    withheldUntil: input.withheldUntilOn,
    remittedOn: input.remittedOn,
    bankReference: reader.text(["bankReference"], input.bankReference, 140),
  };
}

export const readDecideRemittance = (
  reader: InputReader,
  input: DecideTaxRemittanceInput,
): DecideTaxRemittance => ({
  taxRemittanceId: reader.id(["taxRemittanceId"], "txm", input.taxRemittanceId),
  isConfirmed: input.isConfirmed,
  note: reader.text(["note"], input.note, 2_000, "many"),
});
