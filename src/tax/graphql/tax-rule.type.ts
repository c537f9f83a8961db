import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { TAX_REPORTS, TAX_RULE_STATES, WITHOUT_FORM } from "../domain/tax-rule.ts";

import { TaxFormKindEnum } from "./tax-form.type.ts";

export const TaxRuleStateEnum = describedEnum(
  "TaxRuleState",
  "Where a tax rule stands",
  TAX_RULE_STATES,
);

export const TaxReportKindEnum = describedEnum(
  "TaxReportKind",
  "In which report to a tax office partners are named",
  TAX_REPORTS,
);

export const WithoutFormEnum = describedEnum(
  "WithoutForm",
  "What becomes of a partner whose tax form is missing",
  WITHOUT_FORM,
);

@ObjectType("TaxRule", {
  description:
    "What is asked of partners that are taxed in a country, from a year on until a later rule says otherwise. It is made by one person and put in force by another, and never changes",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class TaxRuleType extends Node {
  @Field(() => String, { description: "The country, two letters of ISO 3166-1" })
  country: string;

  @Field(() => Int, { description: "The calendar year from which it counts" })
  year: number;

  @Field(() => MoneyType, {
    description:
      "From so much on in a calendar year, paid and payable, a form has to be there; what was paid is reported from so much on",
  })
  threshold: MoneyType;

  @Field(() => [TaxFormKindEnum], {
    description: "Any of these forms will do; none is asked where it is empty",
  })
  forms: readonly string[];

  @Field(() => TaxReportKindEnum, {
    nullable: true,
    description: "In which report partners are named from the threshold on; null in none",
  })
  report: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "How much of what is paid without a form has to be withheld, in percent; null where nothing",
  })
  withholdingPercent: string | null;

  @Field(() => WithoutFormEnum, {
    description: "What becomes of a partner whose form is missing",
  })
  withoutForm: string;

  @Field(() => String, { description: "By which law or notice" })
  source: string;

  @Field(() => TaxRuleStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  proposedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who made it; null where it is as Baton comes",
  })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided" })
  decidedAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who put it in force or declined it; null while it waits",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When another took its place" })
  replacedAt: Date | null;
}

export const TaxRuleConnection = connectionType(() => TaxRuleType, "TaxRule");
