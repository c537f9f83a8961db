import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Cost, DateTimeScalar, ListSize } from "../../platform/graphql/index.ts";

import { AttributionModelEnum } from "./attribution-policy.type.ts";

const MOST_SHOWN = 20;

@ObjectType("AttributionPortion", {
  description: "What a partner has of a lead, as something reckons it",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
@Cost(0)
export class AttributionPortionType {
  @Field(() => String, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => Int, { description: "Parts per million" })
  sharePpm: number;
}

@ObjectType("ModelAttribution", {
  description: "To whom a lead would be owed under a model; everything adds up to 1,000,000",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
@Cost(0)
export class ModelAttributionType {
  @Field(() => AttributionModelEnum, { description: "The model" })
  model: string;

  @Field(() => [AttributionPortionType], {
    description: "The shares that the caller may see, the earliest touch first: a partner its own",
  })
  @ListSize(MOST_SHOWN)
  shares: readonly AttributionPortionType[];

  @Field(() => Int, { description: "What the shares not shown come to, in parts per million" })
  othersPpm: number;
}

@ObjectType("AttributionSnapshot", {
  description: "To whom a lead was owed at an instant, as it was known then",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
@Cost(0)
export class AttributionSnapshotType {
  @Field(() => DateTimeScalar, { description: "The instant" })
  at: Date;

  @Field(() => [AttributionPortionType], {
    description: "The SOURCED shares that the caller may see, the earliest touch first",
  })
  @ListSize(MOST_SHOWN)
  shares: readonly AttributionPortionType[];

  @Field(() => Int, {
    description:
      "What the shares not shown come to, in parts per million; 0 where nothing was settled yet, and for a partner that had no part",
  })
  othersPpm: number;

  @Field(() => [String], {
    description: "The partners that stood in the INFLUENCED book, as far as the caller may see",
  })
  influencedPartnerIds: readonly string[];
}
