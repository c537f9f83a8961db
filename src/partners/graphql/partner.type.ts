import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  connectionType,
  CountryCodeScalar,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { PARTNER_STATES } from "../domain/partner-state.ts";

import { PartnerTierPeriodType, PartnerTierType } from "./tier.type.ts";

export const PartnerStateEnum = describedEnum(
  "PartnerState",
  "Where a partner stands with the vendor",
  PARTNER_STATES,
);

@ObjectType("Partner", {
  description: "A partner firm. A partner sees itself alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PARTNERS_READ")
export class PartnerType extends Node {
  @Field(() => String, { description: "The firm's name" })
  name: string;

  @Field(() => PartnerStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => PartnerTierType, { nullable: true, description: "Its tier; null while it has none" })
  tier: PartnerTierType | null;

  @Field(() => [PartnerTierPeriodType], {
    description:
      "On which tiers it stood when, the latest first; what it earned goes by where it stood then",
  })
  tierPeriods: PartnerTierPeriodType[];

  @Field(() => CountryCodeScalar, { nullable: true, description: "Where it is based" })
  country: string | null;

  @Field(() => Boolean, { description: "True for the one row that is the vendor itself" })
  isVendor: boolean;

  @Field(() => Int, { description: "Grows by one with each change" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was entered here" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was last changed" })
  updatedAt: Date;
}

export const PartnerConnection = connectionType(() => PartnerType, "Partner");
