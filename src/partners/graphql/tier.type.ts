import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.ts";

@ObjectType("PartnerTier", {
  description: "A rung on which partners stand",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PARTNERS_READ")
export class PartnerTierType extends Node {
  @Field(() => String, { description: "The tier's name" })
  name: string;

  @Field(() => Int, { description: "Higher is better" })
  rank: number;

  @Field(() => Int, {
    nullable: true,
    description: "How many open leads a partner of the tier may have at once; null for any number",
  })
  openLeadsLimit: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "How many leads a partner of the tier may register in a day of the program's zone; null for any number",
  })
  leadsPerDayLimit: number | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;
}

@ObjectType("PartnerTierPeriod", {
  description: "On which tier a partner stood, from when until when",
  simpleResolvers: true,
})
@Needs("PARTNERS_READ")
export class PartnerTierPeriodType {
  @Field(() => PartnerTierType, { nullable: true, description: "The tier" })
  tier: PartnerTierType | null;

  @Field(() => DateTimeScalar, { description: "From this instant on" })
  startsAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until before this one; null while it stands there",
  })
  endsAt: Date | null;
}

export const PartnerTierConnection = connectionType(() => PartnerTierType, "PartnerTier");
