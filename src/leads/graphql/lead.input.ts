import { Extensions, Field, ID, InputType } from "type-graphql";

import type { LeadKind } from "../../kernel/index.ts";
import { LeadKindEnum } from "../../partners/index.ts";
import { DateScalar, DateTimeScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { BuyingRole } from "../domain/contacts.ts";
import type { ConsentBasis, LeadSource } from "../domain/registration.ts";

import { BuyingRoleEnum, ConsentBasisEnum, LeadSourceEnum, LeadStage } from "./lead-enums.ts";
import { QuestionAnswerInput } from "./question-answer.input.ts";

@InputType("CompanyInput", { description: "The company of a registration" })
export class CompanyInput {
  @Field(() => String, { nullable: true, description: "Its name; required, up to 200 characters" })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Its domain or web address; the registrable domain is kept",
  })
  domain?: string | null;

  @Field(() => String, { nullable: true, description: "ISO 3166-1 code, for example DE" })
  country?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Tax or registration number, up to 40 characters",
  })
  taxId?: string | null;
}

@InputType("ConsentInput", { description: "On what ground the contact's data may be passed on" })
export class ConsentInput {
  @Field(() => ConsentBasisEnum, {
    description: "The lawful basis; without one nothing is registered",
  })
  basis: ConsentBasis;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was obtained; not in the future",
  })
  obtainedAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "Where it was obtained, up to 400 characters",
  })
  source?: string | null;
}

@InputType("ContactInput", { description: "A person of a lead" })
export class ContactInput {
  @Field(() => String, {
    nullable: true,
    description: "The person's name; required, up to 200 characters",
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "The person's e-mail address; required" })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A phone number: +49 30 123456, or national together with company.country",
  })
  phone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What the person does there, up to 200 characters",
  })
  jobTitle?: string | null;

  @Field(() => BuyingRoleEnum, {
    nullable: true,
    description: "What part the person has in the buying",
  })
  buyingRole?: BuyingRole | null;

  @Field(() => ConsentInput, { description: "On what ground the data may be passed on" })
  consent: ConsentInput;
}

@InputType("TenderInput", { description: "What the company puts out to tender" })
export class TenderInput {
  @Field(() => String, {
    description:
      "Its reference, up to 100 characters: leads of one company with the same are for one tender",
  })
  reference: string;

  @Field(() => String, { nullable: true, description: "Who issues it, up to 200 characters" })
  issuer?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "The day on which offers are due" })
  dueOn?: string | null;
}

@InputType("CustomFieldInput", { description: "An answer to a field of the program's own form" })
export class CustomFieldInput {
  @Field(() => String, { description: "The field's key" })
  key: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The value as text: a decimal number, true or false, a day as 2027-01-31, the key of an option",
  })
  value?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "For a MULTI_CHOICE, the keys of all that is chosen",
  })
  values?: string[] | null;
}

@InputType("RegisterLeadInput", { description: "A prospect that a partner registers" })
export class RegisterLeadInput {
  @Field(() => ID, {
    nullable: true,
    description: "The program it is registered under; the default program if left out",
  })
  programId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Your own key, up to 100 characters: the same one with the same content answers with the same lead",
  })
  externalReference?: string | null;

  @Field(() => LeadKindEnum, {
    defaultValue: "NEW_BUSINESS",
    description: "What sort of business it is",
  })
  kind: LeadKind;

  @Field(() => [ID], {
    nullable: true,
    description:
      "The product lines that it is about, pln_…, up to 20, each with all beneath it; all that the program sells if left out",
  })
  productLineIds?: string[] | null;

  @Field(() => LeadSourceEnum, { defaultValue: "PARTNER_API", description: "Where it came from" })
  source: LeadSource;

  @Field(() => String, {
    nullable: true,
    description: "The campaign it came from, up to 200 characters",
  })
  campaign?: string | null;

  @Field(() => String, { nullable: true, description: "Notes for sales, up to 4,000 characters" })
  notes?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: "What you expect it to be worth" })
  estimatedValue?: MoneyInput | null;

  @Field(() => CompanyInput, { description: "The company" })
  company: CompanyInput;

  @Field(() => ContactInput, { description: "The primary contact" })
  contact: ContactInput;

  @Field(() => [ContactInput], {
    nullable: true,
    description: "Other persons, up to 9, each with an e-mail address of its own",
  })
  otherContacts?: ContactInput[] | null;

  @Field(() => TenderInput, {
    nullable: true,
    description: "The tender that it is for: other partners may be accepted for it, too",
  })
  tender?: TenderInput | null;

  @Field(() => [CustomFieldInput], {
    nullable: true,
    description: "Answers to the fields of the program's own form, each once",
  })
  customFields?: CustomFieldInput[] | null;

  @Field(() => [QuestionAnswerInput], {
    nullable: true,
    description:
      "Answers to the questionnaire of the criteria that count for it, up to 30, whole (`CriteriaVersion.answersSchema`); the partner's own to give. `answerQuestionnaire` gives them later",
  })
  answers?: QuestionAnswerInput[] | null;
}

@Extensions({ oneOf: true })
@InputType("LeadRef", { description: "Names one lead by exactly one key" })
export class LeadRefInput {
  @Field(() => ID, { nullable: true, description: "Its id, lead_…" })
  id?: string | null;

  @Field(() => String, { nullable: true, description: "The partner's own key" })
  externalReference?: string | null;
}

@InputType("LeadFilter", { description: "Conditions on leads; all that are given must hold" })
export class LeadFilterInput {
  @Field(() => [LeadFilterInput], { nullable: true, description: "All of these hold" })
  and?: LeadFilterInput[] | null;

  @Field(() => [LeadFilterInput], { nullable: true, description: "One of these holds, or more" })
  or?: LeadFilterInput[] | null;

  @Field(() => LeadFilterInput, { nullable: true, description: "This does not hold" })
  not?: LeadFilterInput | null;

  @Field(() => [LeadStage], { nullable: true, description: "In one of these stages" })
  stages?: string[] | null;

  @Field(() => String, { nullable: true, description: "With exactly this external reference" })
  externalReference?: string | null;

  @Field(() => String, { nullable: true, description: "Of exactly this campaign" })
  campaign?: string | null;

  @Field(() => ID, { nullable: true, description: "Of this partner, prt_…" })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Of this owner, mem_…" })
  ownerId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Claimed at this instant or later" })
  claimedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Claimed before this instant" })
  claimedUntil?: Date | null;
}
