import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { TAX_REMITTANCE_STATES } from "../domain/tax-remittance.ts";

export const TaxRemittanceStateEnum = describedEnum(
  "TaxRemittanceState",
  "Where a remittance of tax stands",
  TAX_REMITTANCE_STATES,
);

@ObjectType("TaxRemittance", {
  description:
    "What was withheld by the rules of a country in some days, and handed on to its tax office: said by one person with the bank's reference, confirmed by another. For the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class TaxRemittanceType extends Node {
  @Field(() => TaxRemittanceStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => String, { description: "By whose rules, two letters of ISO 3166-1" })
  country: string;

  @Field(() => MoneyType, { description: "All that was withheld in its days, and not handed on" })
  amount: MoneyType;

  @Field(() => Int, { description: "Of how many payouts that was withheld" })
  payoutCount: number;

  @Field(() => DateScalar, {
    description: "The first of its days: those on which the bank booked what was paid",
  })
  withheldFromOn: string;

  @Field(() => DateScalar, { description: "The last of its days" })
  withheldUntilOn: string;

  @Field(() => DateScalar, {
    description: "The day on which the bank booked that it was handed on",
  })
  remittedOn: string;

  @Field(() => String, { description: "By which the bank's statement names it" })
  bankReference: string;

  @Field(() => DateTimeScalar, { description: "When it was recorded" })
  recordedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who recorded it" })
  recordedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was confirmed or declined; null while it waits",
  })
  decidedAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who confirmed or declined it; null while it waits",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;
}

export const TaxRemittanceConnection = connectionType(() => TaxRemittanceType, "TaxRemittance");
