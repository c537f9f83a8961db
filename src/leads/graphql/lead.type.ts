import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import {
  CustomFieldTypeEnum,
  LeadKindEnum,
  ProgramFormType,
  ProgramType,
} from "../../partners/index.ts";
import {
  Authenticated,
  connectionType,
  CountryCodeScalar,
  DateScalar,
  DateTimeScalar,
  EmailAddressScalar,
  ListSize,
  MoneyType,
  Node,
  PhoneNumberScalar,
} from "../../platform/graphql/index.ts";

import {
  BuyingRoleEnum,
  ConsentBasisEnum,
  LeadActionEnum,
  LeadOriginEnum,
  LeadSourceEnum,
  LeadStage,
} from "./lead-enums.ts";

@ObjectType("Company", {
  description: "The company of a lead, as its partner wrote it",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class CompanyType {
  @Field(() => String, { description: "The name" })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: "The registrable domain, for example company.com",
  })
  domain: string | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: "The country" })
  country: string | null;

  @Field(() => String, { nullable: true, description: "The tax or registration number" })
  taxId: string | null;
}

@ObjectType("Consent", {
  description: "On what ground a person's data was passed on",
  simpleResolvers: true,
})
@Authenticated()
export class ConsentType {
  @Field(() => ConsentBasisEnum, { description: "The lawful basis" })
  basis: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was obtained, as far as the partner said",
  })
  obtainedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "Where it was obtained, in the partner's words",
  })
  source: string | null;
}

@ObjectType("Contact", {
  description: "A person in a lead: personal data. Auditors see it masked",
  simpleResolvers: true,
})
@Authenticated()
export class ContactType {
  @Field(() => ID, { description: "The contact's id" })
  id: string;

  @Field(() => String, { description: "The person's name" })
  name: string;

  @Field(() => EmailAddressScalar, { description: "The person's e-mail address" })
  email: string;

  @Field(() => PhoneNumberScalar, { nullable: true, description: "The person's phone number" })
  phone: string | null;

  @Field(() => String, { nullable: true, description: "What the person does there" })
  jobTitle: string | null;

  @Field(() => BuyingRoleEnum, {
    nullable: true,
    description: "What part the person has in the buying, as far as the partner said",
  })
  buyingRole: string | null;

  @Field(() => Boolean, { description: "True for the one whom sales speaks to first" })
  isPrimary: boolean;

  @Field(() => ConsentType, { description: "On what ground the data was passed on" })
  consent: ConsentType;
}

@ObjectType("Tender", {
  description:
    "What a lead's company puts out to tender. Several partners may work on one, none alone",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class TenderType {
  @Field(() => String, { description: "Its reference" })
  reference: string;

  @Field(() => String, { nullable: true, description: "Who issues it, as far as the partner said" })
  issuer: string | null;

  @Field(() => DateScalar, { nullable: true, description: "The day on which offers are due" })
  dueOn: string | null;
}

@ObjectType("LeadOwner", {
  description: "Who works on a lead for the vendor",
  simpleResolvers: true,
})
@Authenticated()
export class LeadOwnerType {
  @Field(() => ID, { description: "The membership's id" })
  id: string;

  @Field(() => String, { description: "The owner's name, as it was when the lead was given" })
  displayName: string;
}

@ObjectType("StageReached", {
  description: "When a lead first reached a stage",
  simpleResolvers: true,
})
@Authenticated()
export class StageReachedType {
  @Field(() => LeadStage, { description: "The stage" })
  stage: string;

  @Field(() => DateTimeScalar, { description: "When it was first reached" })
  reachedAt: Date;

  @Field(() => Boolean, {
    description: "True where a move passed over the stage and reached it in the same instant",
  })
  implied: boolean;
}

@ObjectType("LeadActionAvailability", {
  description: "Whether the caller may do something with a lead now",
  simpleResolvers: true,
})
@Authenticated()
export class LeadActionAvailability {
  @Field(() => LeadActionEnum, { description: "What would be done" })
  action: string;

  @Field(() => Boolean, { description: "Whether it is open to the caller" })
  allowed: boolean;

  @Field(() => String, { nullable: true, description: "Why not; null where it is allowed" })
  reason: string | null;
}

@ObjectType("CustomFieldValue", {
  description: "What a lead says in a field of its program's own form",
  simpleResolvers: true,
})
@Authenticated()
export class CustomFieldValueType {
  @Field(() => String, { description: "The field's key" })
  key: string;

  @Field(() => CustomFieldTypeEnum, { description: "What the field holds" })
  type: string;

  @Field(() => String, {
    nullable: true,
    description: "The value as text; null for a MULTI_CHOICE",
  })
  value: string | null;

  @Field(() => [String], { description: "All values: of a MULTI_CHOICE the keys that are chosen" })
  values: string[];
}

@ObjectType("Lead", {
  description: "One partner's registration of a prospect. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class LeadType extends Node {
  @Field(() => String, { description: "A short form of the id, for people" })
  reference: string;

  @Field(() => String, {
    nullable: true,
    description: "The partner's own key; unique within the partner",
  })
  externalReference: string | null;

  @Field(() => LeadStage, { description: "Where it stands" })
  stage: string;

  @Field(() => DateTimeScalar, { description: "Since when it stands there" })
  stageEnteredAt: Date;

  @Field(() => [StageReachedType], {
    description: "When each stage was first reached, in the order of the funnel",
  })
  @ListSize(15)
  stagesReached: StageReachedType[];

  @Field(() => LeadKindEnum, { description: "What sort of business it is" })
  kind: string;

  @Field(() => LeadOriginEnum, { description: "How it came to its partner" })
  origin: string;

  @Field(() => DateTimeScalar, {
    description: "The claim: when all required fields were first here, by the server's clock",
  })
  claimedAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it became an SQL; null before",
  })
  salesQualifiedAt: Date | null;

  @Field(() => Boolean, { description: "True where the vendor registered it for its partner" })
  registeredByVendor: boolean;

  @Field(() => CompanyType, { description: "The company" })
  company: CompanyType;

  @Field(() => ContactType, {
    nullable: true,
    description:
      "The primary contact. Null for the vendor until the lead is accepted; masked for auditors",
  })
  @NeedsOneOf("CONTACTS_READ", "AUDIT_READ")
  contact: ContactType | null;

  @Field(() => LeadSourceEnum, { description: "Where it came from" })
  source: string;

  @Field(() => String, { nullable: true, description: "The campaign it came from" })
  campaign: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The partner's notes; they may name persons",
  })
  @NeedsOneOf("CONTACTS_READ")
  notes: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: "What the partner expects it to be worth",
  })
  estimatedValue: MoneyType | null;

  @Field(() => TenderType, { nullable: true, description: "The tender that it is for" })
  tender: TenderType | null;

  @Field(() => [CustomFieldValueType], {
    description:
      "What it says in the fields of its form's own, in the form's order; what is about a person is seen as the contact is",
  })
  customFields: CustomFieldValueType[];

  @Field(() => ProgramType, { nullable: true, description: "The program it is registered under" })
  @Needs("LEADS_READ", "PROGRAMS_READ")
  program: ProgramType | null;

  @Field(() => ProgramFormType, {
    nullable: true,
    description: "The version of the form by which it was registered; null from before forms",
  })
  @Needs("LEADS_READ", "PROGRAMS_READ")
  form: ProgramFormType | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The version of the program's terms under which it was registered; null where none were asked for",
  })
  termsNumber: number | null;

  @Field(() => LeadOwnerType, {
    nullable: true,
    description: "Who works on it for the vendor; null before acceptance",
  })
  owner: LeadOwnerType | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Why it was refused, returned, disqualified or lost: the code that both sides may know",
  })
  reasonCode: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "When a returned lead is looked at again, a day in its program's time zone",
  })
  revisitOn: string | null;

  @Field(() => [LeadActionAvailability], {
    description: "What the caller may do with it now, and why not where it may not",
  })
  @ListSize(30)
  actions: LeadActionAvailability[];

  @Field(() => Int, { description: "How often it was begun: one more with each reopening" })
  cycle: number;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was entered here" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was last changed" })
  updatedAt: Date;
}

export const ContactConnection = connectionType(() => ContactType, "Contact");

export const LeadConnection = connectionType(() => LeadType, "Lead");
