import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, DateTimeScalar, ListSize, Node } from "../../platform/graphql/index.ts";

import { CalendarType } from "./calendar.type.ts";
import { PartnerType } from "./partner.type.ts";
import { ChecklistPointType } from "./checklist.type.ts";
import {
  ContactRuleEnum,
  ExtensionPolicyEnum,
  LeadKindEnum,
  QualifiedByEnum,
} from "./program-enums.ts";
import { ProgramFormType } from "./program-form.type.ts";
import { ProgramTermsType } from "./terms.type.ts";

@ObjectType("Program", {
  description:
    "What a partner enrols in and a lead is registered under. A partner sees those that it is or was enrolled in, and the default one",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PROGRAMS_READ")
export class ProgramType extends Node {
  @Field(() => String, { description: "Its name" })
  name: string;

  @Field(() => Boolean, {
    description: "True for the one that a registration means where it names none; all are in it",
  })
  isDefault: boolean;

  @Field(() => String, { description: "The zone of its days and hours, of the IANA database" })
  timeZone: string;

  @Field(() => QualifiedByEnum, { description: "Whose assessment makes an SQL" })
  qualifiedBy: string;

  @Field(() => [LeadKindEnum], { description: "Of which kinds leads can be registered" })
  @ListSize(5)
  kinds: string[];

  @Field(() => ContactRuleEnum, { description: "Who speaks to a contact first" })
  contactRule: string;

  @Field(() => CalendarType, {
    nullable: true,
    description: "When business is done; null for Monday to Friday, 9 to 17, in the program's zone",
  })
  calendar: CalendarType | null;

  @Field(() => Int, { description: "Hours in which the vendor must answer a registration" })
  acceptanceHours: number;

  @Field(() => Int, { description: "Days in which an accepted lead must move" })
  conversionDays: number;

  @Field(() => Int, { description: "Days for which an accepted lead is protected" })
  protectionDays: number;

  @Field(() => Int, { description: "Days without a word of the partner after which that lapses" })
  heartbeatDays: number;

  @Field(() => ExtensionPolicyEnum, { description: "How often a protection may be extended" })
  extensionPolicy: string;

  @Field(() => Int, { description: "By how many days" })
  extensionDays: number;

  @Field(() => Int, { description: "How often a day a partner may call checkLead" })
  checksPerDay: number;

  @Field(() => Int, { description: "Days after a decision in which it may be appealed" })
  appealDays: number;

  @Field(() => Int, {
    nullable: true,
    description: "Days after which a claim of the vendor itself expires",
  })
  @Needs("PROGRAMS_READ", "CONFIG_READ")
  directClaimDays: number | null;

  @Field(() => [ChecklistPointType], {
    nullable: true,
    description: "What whoever accepts one of its leads confirms; empty for nothing",
  })
  @Needs("PROGRAMS_READ", "INTERNAL_READ")
  @ListSize(20)
  handoverChecklist: ChecklistPointType[] | null;

  @Field(() => ProgramFormType, { description: "What a registration is asked for now" })
  form: ProgramFormType;

  @Field(() => Boolean, {
    description: "Whether a partner registers nothing before it has accepted the terms in force",
  })
  needsTerms: boolean;

  @Field(() => ProgramTermsType, {
    nullable: true,
    description: "The terms in force; null where there are none",
  })
  termsInForce: ProgramTermsType | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was last changed" })
  updatedAt: Date;
}

@ObjectType("ProgramEnrolment", {
  description: "A partner in a program other than the default one",
  simpleResolvers: true,
})
@Needs("PROGRAMS_READ")
class ProgramEnrolmentType {
  @Field(() => PartnerType, { nullable: true, description: "The partner" })
  @Needs("PROGRAMS_READ", "PARTNERS_READ")
  partner: PartnerType | null;

  @Field(() => DateTimeScalar, { description: "Since when it is enrolled" })
  enrolledAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when it was" })
  leftAt: Date | null;
}

export const ProgramConnection = connectionType(() => ProgramType, "Program");
export const ProgramEnrolmentConnection = connectionType(
  () => ProgramEnrolmentType,
  "ProgramEnrolment",
);
