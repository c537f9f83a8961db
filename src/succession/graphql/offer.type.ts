import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  connectionType,
  CountryCodeScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { OFFER_ROLES, OFFER_STATES } from "../domain/offer.ts";

export const OfferStateEnum = describedEnum("OfferState", "Where an offer stands", OFFER_STATES);

export const OfferRoleEnum = describedEnum(
  "OfferRole",
  "What a partner is that takes a lead of the vendor's own: never its source",
  OFFER_ROLES,
);

@ObjectType("Offer", {
  description:
    "A lead of the vendor's own, offered to a partner. It tells what the lead is about, and nothing of persons; a partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class OfferType extends Node {
  @Field(() => OfferStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => OfferRoleEnum, { description: "What the partner would be" })
  role: string;

  @Field(() => String, { description: "The company" })
  companyName: string;

  @Field(() => String, { nullable: true, description: "Its registrable domain" })
  companyDomain: string | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: "Its country" })
  companyCountry: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What the company needs. Of an offer that was not taken, its partner reads it no more",
  })
  need: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What the vendor says of it besides; for as long as `need`",
  })
  message: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: "What it may be worth; for as long as `need`",
  })
  estimatedValue: MoneyType | null;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  offeredAt: Date;

  @Field(() => DateTimeScalar, { description: "Until when it can be taken" })
  expiresAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it ended; null while it stands",
  })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why its partner declined it" })
  declineReason: string | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;
}

export const OfferConnection = connectionType(() => OfferType, "Offer");
