import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { DateScalar, ListSize, MoneyType } from "../../platform/graphql/index.ts";
import { LegalFormEnum, TaxFormKindEnum, TaxReportKindEnum } from "../../tax/index.ts";

@InputType("TaxReportInput", { description: "Of which year" })
export class TaxReportInput {
  @Field(() => Int, { description: "The calendar year, 2000 to 2100" })
  year: number;
}

@ObjectType("TaxReportRow", {
  description:
    "What was paid to one partner in one currency in a year, and what a report to a tax office asks of it",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class TaxReportRowType {
  @Field(() => ID, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => String, { description: "Its name" })
  partnerName: string;

  @Field(() => String, {
    nullable: true,
    description: "The country in which it is taxed: of its verified profile, else its own",
  })
  country: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The name under which it is taxed; null where no profile is verified",
  })
  legalName: string | null;

  @Field(() => LegalFormEnum, {
    nullable: true,
    description: "As what it is taxed; null where no profile is verified",
  })
  legalForm: string | null;

  @Field(() => String, { nullable: true, description: "Its VAT number, if there is one" })
  vatId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The last four characters of its tax number, if there is one",
  })
  taxIdEnds: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether its statements stand for its invoices; null where no profile is verified",
  })
  isSelfBilled: boolean | null;

  @Field(() => MoneyType, {
    description:
      "What the bank booked in the year and did not give back since, with what was withheld of it: as reports to tax offices ask for it",
  })
  paid: MoneyType;

  @Field(() => MoneyType, {
    description:
      "What of that was withheld for the tax office, by the days on which the bank booked the rest",
  })
  withheld: MoneyType;

  @Field(() => [MoneyType], { description: "The same by quarter, the first one first" })
  @ListSize(4)
  paidByQuarter: readonly MoneyType[];

  @Field(() => Int, { description: "How many payouts that were" })
  payouts: number;

  @Field(() => [TaxFormKindEnum], {
    description: "The forms of it that count today, or counted on the year's last day",
  })
  forms: readonly string[];

  @Field(() => ID, {
    nullable: true,
    description: "The rule that counts for its country in the year, txr_…; null where none does",
  })
  taxRuleId: string | null;

  @Field(() => TaxReportKindEnum, {
    nullable: true,
    description: "In which report the rule names partners; null in none",
  })
  report: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: "From so much on; null where no rule counts",
  })
  threshold: MoneyType | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether so much was paid; null where no rule counts, or its threshold is in another currency: that takes a rate which finance chooses",
  })
  isThresholdReached: boolean | null;
}

@ObjectType("TaxReport", {
  description: "What was paid to partners in a calendar year, for reports to tax offices",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class TaxReportType {
  @Field(() => Int, { description: "The year" })
  year: number;

  @Field(() => DateScalar, {
    description: "The day for which its forms are said: today by UTC, or the year's last day",
  })
  formsOn: string;

  @Field(() => [TaxReportRowType], {
    description: "By partner and currency; those to whom nothing was paid are left out",
  })
  rows: readonly TaxReportRowType[];
}
