import { Field, FieldResolver, Int, ObjectType, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import { DateTimeScalar, describedEnum, ListSize } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { MEANINGS_OF_MODELS } from "../domain/models.ts";

import { TouchRoleEnum } from "./touchpoint.type.ts";

const ShareModelEnum = describedEnum("AttributionShareModel", "By what a share was settled", {
  ...MEANINGS_OF_MODELS,
  DECISION: "Somebody decided that the prospect is shared, and how.",
  CUSTOM: "By hand: two persons said so, or a dispute was upheld.",
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

@ObjectType("LeadInfluence", {
  description:
    "Somebody who had to do with a lead and is owed nothing of it: the INFLUENCED book, which is added to nothing",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class LeadInfluenceType {
  @Field(() => PartnerType, { nullable: true, description: "Who it was" })
  partner: PartnerType | null;

  @Field(() => TouchRoleEnum, { description: "What was done for the lead" })
  role: string;

  @Field(() => Boolean, {
    description: "True where its touch was recorded when all was settled and locked",
  })
  isLate: boolean;

  @Field(() => DateTimeScalar, { description: "Since when it stands here" })
  settledAt: Date;
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

  @FieldResolver(() => [LeadInfluenceType], {
    nullable: true,
    description:
      "Who had to do with it and is owed nothing of it, the earliest first; a partner sees itself alone. Empty until it is an SQL",
  })
  @ListSize(5)
  influenced(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      "When what was settled is locked: from then on only a dispute changes it; null until it is an SQL",
  })
  attributionLocksAt(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether what was settled is locked by now; false until it is an SQL",
  })
  isAttributionLocked(): never {
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
