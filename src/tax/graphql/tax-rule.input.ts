import { Field, ID, InputType, Int } from "type-graphql";

import { readRate } from "../../incentives/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { money, readAmount } from "../../kernel/index.ts";
import { readCountryCode } from "../../partners/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import type { DecideTaxRule } from "../decide-tax-rule.ts";
import { isTaxFormKind } from "../domain/tax-form.ts";
import { TAX_REPORTS, whyNotWithheld, WITHOUT_FORM } from "../domain/tax-rule.ts";
import type { TaxReportKind, TaxRuleTerms, WithoutForm } from "../domain/tax-rule.ts";

import { TaxFormKindEnum } from "./tax-form.type.ts";
import { TaxReportKindEnum, TaxRuleStateEnum, WithoutFormEnum } from "./tax-rule.type.ts";

const LONGEST = 2_000;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2100] as const;

@InputType("SaveTaxRuleInput", {
  description: "What is asked of partners that are taxed in a country",
})
export class SaveTaxRuleInput {
  @Field(() => String, { description: "The country, two letters of ISO 3166-1" })
  country: string;

  @Field(() => Int, { description: "The calendar year from which it counts" })
  year: number;

  @Field(() => MoneyInput, {
    description:
      "From so much on in a calendar year, paid and payable, a form has to be there; 0 from the first cent on",
  })
  threshold: MoneyInput;

  @Field(() => [TaxFormKindEnum], {
    description: "Any of these forms will do; none is asked where it is empty",
  })
  forms: string[];

  @Field(() => TaxReportKindEnum, {
    nullable: true,
    description: "In which report partners are named from the threshold on, if in any",
  })
  report?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'How much of what is paid without a form would have to be withheld, in percent with up to four decimals, such as "24"; left out where nothing',
  })
  withholdingPercent?: string | null;

  @Field(() => WithoutFormEnum, {
    nullable: true,
    description:
      "What becomes of a partner whose form is missing; HOLD where left out. WITHHOLD takes forms, and withholdingPercent below 100",
  })
  withoutForm?: string | null;

  @Field(() => String, { description: "By which law or notice, up to 2,000 characters" })
  source: string;
}

@InputType("DecideTaxRuleInput", { description: "Whether a tax rule is put in force" })
export class DecideTaxRuleInput {
  @Field(() => ID, { description: "The rule, txr_…, that somebody else made" })
  taxRuleId: string;

  @Field(() => Boolean, { description: "Whether it is put in force; else it is declined" })
  isApproved: boolean;

  @Field(() => String, { description: "What was looked at, or why not, up to 2,000 characters" })
  note: string;
}

@InputType("TaxRuleFilter", {
  description: "Conditions on tax rules; all that are given must hold",
})
export class TaxRuleFilterInput {
  @Field(() => String, { nullable: true, description: "Of this country, two letters" })
  country?: string | null;

  @Field(() => TaxRuleStateEnum, { nullable: true, description: "Only those that stand here" })
  state?: string | null;
}

const isWithoutForm = (text: string): text is WithoutForm => Object.hasOwn(WITHOUT_FORM, text);
const isReport = (text: string): text is TaxReportKind => Object.hasOwn(TAX_REPORTS, text);

export function readSaveTaxRule(reader: InputReader, input: SaveTaxRuleInput): TaxRuleTerms {
  const { year, report = null } = input;
  if (report !== null && !isReport(report)) throw new Error(`there is no report ${report}`);
  if (year < FIRST_YEAR || year > LAST_YEAR)
    reader.report(["year"], `is ${year}: expected ${FIRST_YEAR} to ${LAST_YEAR}`);
  const forms = [...new Set(input.forms)].filter(isTaxFormKind);
  if (forms.includes("NONE_NEEDED"))
    reader.report(["forms"], "has NONE_NEEDED, which always does: leave it out");
  const rate = reader.optional(["withholdingPercent"], input.withholdingPercent, readRate);
  if (rate === 0n) reader.report(["withholdingPercent"], "is 0: leave it out");
  const withoutForm = input.withoutForm ?? "HOLD";
  if (!isWithoutForm(withoutForm)) throw new Error(`a rule does not ${withoutForm}`);
  const problem = whyNotWithheld({ withoutForm, withholdingPpm: rate, forms });
  if (problem !== null) reader.report(["withoutForm"], problem);
  return {
    country: reader.optional(["country"], input.country, readCountryCode) ?? "",
    year,
    threshold: reader.optional(["threshold"], input.threshold, readAmount) ?? money(0n, "EUR"),
    forms,
    report,
    withholdingPpm: rate,
    withoutForm,
    source: reader.text(["source"], input.source, LONGEST, "many"),
  };
}

export const readDecideTaxRule = (
  reader: InputReader,
  input: DecideTaxRuleInput,
): DecideTaxRule => ({
  taxRuleId: reader.id(["taxRuleId"], "txr", input.taxRuleId),
  isApproved: input.isApproved,
  note: reader.text(["note"], input.note, LONGEST, "many"),
});
