import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, DateTimeScalar } from "../../platform/graphql/index.ts";

import { PartnerType } from "./partner.type.ts";

@ObjectType("ProgramTerms", {
  description: "A version of a program's terms, which never changes",
  simpleResolvers: true,
})
@Needs("PROGRAMS_READ")
export class ProgramTermsType {
  @Field(() => Int, { description: "Its number: 1, 2, 3 …" })
  number: number;

  @Field(() => String, {
    nullable: true,
    description: "The text; null where there is a link alone",
  })
  text: string | null;

  @Field(() => String, { nullable: true, description: "Where they are to be read" })
  url: string | null;

  @Field(() => DateTimeScalar, { description: "From when they are in force, until later ones are" })
  effectiveAt: Date;

  @Field(() => DateTimeScalar, { description: "When they were published" })
  publishedAt: Date;
}

@ObjectType("TermsAcceptance", {
  description: "A partner's word that it accepts a version of a program's terms",
  simpleResolvers: true,
})
@Needs("PROGRAMS_READ")
class TermsAcceptanceType {
  @Field(() => PartnerType, { nullable: true, description: "The partner" })
  @Needs("PROGRAMS_READ", "PARTNERS_READ")
  partner: PartnerType | null;

  @Field(() => Int, { description: "Which version" })
  termsNumber: number;

  @Field(() => DateTimeScalar, { description: "When" })
  acceptedAt: Date;

  @Field(() => String, { nullable: true, description: "Who said so for the partner" })
  acceptedByName: string | null;
}

export const ProgramTermsConnection = connectionType(() => ProgramTermsType, "ProgramTerms");
export const TermsAcceptanceConnection = connectionType(
  () => TermsAcceptanceType,
  "TermsAcceptance",
);
