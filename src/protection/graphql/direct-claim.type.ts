import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  connectionType,
  CountryCodeScalar,
  DateTimeScalar,
  Node,
} from "../../platform/graphql/index.ts";

@ObjectType("DirectClaim", {
  description:
    "A prospect that the vendor claims for itself. It stands against leads that claim later. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class DirectClaimType extends Node {
  @Field(() => String, { description: "The company" })
  companyName: string;

  @Field(() => String, { nullable: true, description: "Its registrable domain" })
  companyDomain: string | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: "Its country" })
  companyCountry: string | null;

  @Field(() => String, { nullable: true, description: "Its tax or registration number" })
  companyTaxId: string | null;

  @Field(() => String, { description: "What shows it" })
  evidence: string;

  @Field(() => DateTimeScalar, {
    description: "Since when it counts: the earlier contact once it is confirmed, else its record",
  })
  countsFrom: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "An earlier contact, as far as one is named",
  })
  contactedAt: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was recorded" })
  recordedAt: Date;

  @Field(() => String, { nullable: true, description: "Who recorded it" })
  recordedByName: string | null;

  @Field(() => Boolean, {
    description: "Whether who recorded it had opened a lead for the company before",
  })
  recorderHadLooked: boolean;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When somebody else confirmed the earlier contact",
  })
  confirmedAt: Date | null;

  @Field(() => DateTimeScalar, { description: "When it expires" })
  expiresAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was ended before that" })
  endedAt: Date | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;
}

export const DirectClaimConnection = connectionType(() => DirectClaimType, "DirectClaim");
