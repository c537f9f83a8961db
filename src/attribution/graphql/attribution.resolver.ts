import { Field, FieldResolver, Int, ObjectType, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import { DateTimeScalar, describedEnum } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { MEANINGS_OF_MODELS } from "../domain/models.ts";

const ShareModelEnum = describedEnum("AttributionShareModel", "By what a share was settled", {
  ...MEANINGS_OF_MODELS,
  DECISION: "Somebody decided that the prospect is shared, and how.",
});

@ObjectType("AttributionShare", {
  description: "How much of a lead is owed to one partner",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class AttributionShareType {
  @Field(() => Int, { description: "Parts per million of the SOURCED book" })
  sharePpm: number;

  @Field(() => ShareModelEnum, { description: "By what it was settled" })
  model: string;

  @Field(() => DateTimeScalar, { description: "When it was settled" })
  settledAt: Date;
}

@ObjectType("LeadAttribution", {
  description: "To whom a lead is owed, in the SOURCED book; everything adds up to 1,000,000",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class LeadAttributionType {
  @Field(() => [AttributionShareType], {
    description: "The shares that the caller may see: a partner its own, the vendor all",
  })
  shares: AttributionShareType[];

  @Field(() => Int, { description: "What the shares not shown come to, in parts per million" })
  othersPpm: number;
}

/** To whom a lead is owed. */
@Resolver(() => LeadType)
export class AttributionResolver {
  @FieldResolver(() => LeadAttributionType, {
    nullable: true,
    description:
      "To whom it is owed; null until it is an SQL, and for a partner that has no part in it",
  })
  attribution(): never {
    return readWithItsObject();
  }
}

/** The partner of a share. */
@Resolver(() => AttributionShareType)
export class AttributionShareResolver {
  @FieldResolver(() => PartnerType, { nullable: true, description: "To whom it is owed" })
  partner(): never {
    return readWithItsObject();
  }
}
