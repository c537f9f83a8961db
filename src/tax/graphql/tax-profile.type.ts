import { Field, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { LEGAL_FORMS, TAX_PROFILE_STATES } from "../domain/tax-profile.ts";

export const TaxProfileStateEnum = describedEnum(
  "TaxProfileState",
  "Where a tax profile stands",
  TAX_PROFILE_STATES,
);

export const LegalFormEnum = describedEnum("LegalForm", "As what somebody is taxed", LEGAL_FORMS);

@ObjectType("TaxProfile", {
  description:
    "As whom a partner is taxed. It is entered by one person and verified by another; the tax number is sealed, and only its end is shown. Those before are its history",
  implements: Node,
  simpleResolvers: true,
})
@Needs("TAX_READ")
export class TaxProfileType extends Node {
  @Field(() => PartnerType, { nullable: true, description: "Whose it is" })
  partner: PartnerType | null;

  @Field(() => TaxProfileStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => String, { description: "The name under which the partner is taxed" })
  legalName: string;

  @Field(() => LegalFormEnum, { description: "As what it is taxed" })
  legalForm: string;

  @Field(() => String, {
    description: "The country in which it is taxed, two letters of ISO 3166-1",
  })
  country: string;

  @Field(() => String, {
    nullable: true,
    description: "Its VAT number, with the letters of its country; null where it has none",
  })
  vatId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The last four characters of its tax number; null where none was entered",
  })
  taxIdEnds: string | null;

  @Field(() => Boolean, {
    description: "Whether its statements stand for its invoices, as both agreed (self-billing)",
  })
  isSelfBilled: boolean;

  @Field(() => DateTimeScalar, { description: "When it was entered" })
  proposedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who entered it; null for a partner where that was the vendor",
  })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was verified or declined; null where neither was done",
  })
  decidedAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who of the vendor's verified or declined it; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  decidedBy: PartnerMemberType | null;

  @Field(() => String, {
    nullable: true,
    description: "What the vendor said as it was verified or declined",
  })
  note: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When another took its place" })
  replacedAt: Date | null;
}

export const TaxProfileConnection = connectionType(() => TaxProfileType, "TaxProfile");
