import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  CountryCodeScalar,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { PARTNER_STATES } from "../domain/partner-state.ts";

import { PartnerTierPeriodType, PartnerTierType } from "./tier.type.ts";

export const PartnerStateEnum = describedEnum(
  "PartnerState",
  "Where a partner stands with the vendor",
  PARTNER_STATES,
);

@ObjectType("Recruitment", {
  description: "Which partner recruited another, from when on and until when; for the vendor alone",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
class RecruitmentType {
  @Field(() => PartnerType, { nullable: true, description: "Who recruited the partner" })
  recruiter: PartnerType | null;

  @Field(() => String, { description: "Why it was recorded" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who recorded it" })
  recordedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "From this instant on, when it was recorded" })
  startsAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until before this one; null while it counts",
  })
  endsAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who ended it; null while it counts",
  })
  endedBy: PartnerMemberType | null;

  @Field(() => String, { nullable: true, description: "Why it ended; null while it counts" })
  endReason: string | null;
}

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

  @Field(() => [RecruitmentType], {
    nullable: true,
    description:
      "Which partners recruited it when, the latest first, up to 20; for the vendor alone",
  })
  @Needs("INTERNAL_READ")
  @ListSize(20)
  recruitments: RecruitmentType[] | null;

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
