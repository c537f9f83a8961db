import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadKindEnum } from "../../partners/index.ts";
import {
  Authenticated,
  connectionType,
  DateScalar,
  DateTimeScalar,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";

import { BuyingRoleEnum, ConsentBasisEnum, LeadSourceEnum } from "./lead-enums.ts";

@ObjectType("DraftCompany", {
  description: "The company of a draft, as far as it was written",
  simpleResolvers: true,
})
@Authenticated()
class DraftCompanyType {
  @Field(() => String, { nullable: true, description: "The name" })
  name: string | null;

  @Field(() => String, { nullable: true, description: "The domain or web address" })
  domain: string | null;

  @Field(() => String, { nullable: true, description: "The country" })
  country: string | null;

  @Field(() => String, { nullable: true, description: "The tax or registration number" })
  taxId: string | null;
}

@ObjectType("DraftContact", {
  description: "A person of a draft, as far as it was written",
  simpleResolvers: true,
})
@Authenticated()
class DraftContactType {
  @Field(() => String, { nullable: true, description: "The person's name" })
  name: string | null;

  @Field(() => String, { nullable: true, description: "The person's e-mail address" })
  email: string | null;

  @Field(() => String, { nullable: true, description: "The person's phone number" })
  phone: string | null;

  @Field(() => String, { nullable: true, description: "What the person does there" })
  jobTitle: string | null;

  @Field(() => BuyingRoleEnum, {
    nullable: true,
    description: "What part the person has in the buying",
  })
  buyingRole: string | null;

  @Field(() => ConsentBasisEnum, { nullable: true, description: "The lawful basis" })
  consentBasis: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When that was obtained" })
  consentObtainedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Where that was obtained" })
  consentSource: string | null;
}

@ObjectType("DraftAnswer", {
  description: "What a draft says in a field of a form, as it was written",
  simpleResolvers: true,
})
@Authenticated()
class DraftAnswerType {
  @Field(() => String, { description: "The field's key" })
  key: string;

  @Field(() => [String], { description: "What was written" })
  values: string[];
}

@ObjectType("DraftAmount", {
  description: "An amount of a draft, as it was written",
  simpleResolvers: true,
})
@Authenticated()
class DraftAmountType {
  @Field(() => String, { description: "The amount" })
  amount: string;

  @Field(() => String, { description: "The currency" })
  currency: string;
}

@ObjectType("DraftTender", {
  description: "The tender of a draft, as far as it was written",
  simpleResolvers: true,
})
@Authenticated()
class DraftTenderType {
  @Field(() => String, { nullable: true, description: "Its reference" })
  reference: string | null;

  @Field(() => String, { nullable: true, description: "Who issues it" })
  issuer: string | null;

  @Field(() => DateScalar, { nullable: true, description: "The day on which offers are due" })
  dueOn: string | null;
}

@ObjectType("DraftProblem", {
  description: "What is missing in a draft, or would be refused",
  simpleResolvers: true,
})
@Authenticated()
class DraftProblemType {
  @Field(() => [String], { description: "Where: the steps to the field" })
  path: string[];

  @Field(() => String, { description: "What is wrong with it" })
  message: string;
}

@ObjectType("LeadDraft", {
  description:
    "What a partner has begun to write and not yet registered. Unseen by the vendor; it claims nothing, and is deleted 30 days after its last change",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class LeadDraftType extends Node {
  @Field(() => ID, { nullable: true, description: "The program, as far as one was chosen" })
  programId: string | null;

  @Field(() => String, { nullable: true, description: "Your own key" })
  externalReference: string | null;

  @Field(() => LeadKindEnum, { nullable: true, description: "What sort of business it is" })
  kind: string | null;

  @Field(() => [ID], { nullable: true, description: "The product lines that it is about, pln_…" })
  @ListSize(20)
  productLineIds: string[] | null;

  @Field(() => LeadSourceEnum, { nullable: true, description: "Where it came from" })
  source: string | null;

  @Field(() => String, { nullable: true, description: "The campaign" })
  campaign: string | null;

  @Field(() => String, { nullable: true, description: "The notes for sales" })
  @Needs("LEADS_READ", "CONTACTS_READ")
  notes: string | null;

  @Field(() => DraftAmountType, { nullable: true, description: "What it is expected to be worth" })
  estimatedValue: DraftAmountType | null;

  @Field(() => DraftCompanyType, { nullable: true, description: "The company" })
  company: DraftCompanyType | null;

  @Field(() => DraftContactType, { nullable: true, description: "The primary contact" })
  @Needs("LEADS_READ", "CONTACTS_READ")
  contact: DraftContactType | null;

  @Field(() => [DraftContactType], { nullable: true, description: "Other persons" })
  @Needs("LEADS_READ", "CONTACTS_READ")
  @ListSize(9)
  otherContacts: DraftContactType[] | null;

  @Field(() => DraftTenderType, { nullable: true, description: "The tender that it is for" })
  tender: DraftTenderType | null;

  @Field(() => [DraftAnswerType], {
    nullable: true,
    description: "What it says in the fields of the program's own form",
  })
  @Needs("LEADS_READ", "CONTACTS_READ")
  customFields: DraftAnswerType[] | null;

  @Field(() => [DraftProblemType], {
    description:
      "What is missing, or would be refused, before the program's form is asked; empty where it can be submitted as far as that goes",
  })
  problems: DraftProblemType[];

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was begun" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was last changed" })
  updatedAt: Date;
}

export const LeadDraftConnection = connectionType(() => LeadDraftType, "LeadDraft");
