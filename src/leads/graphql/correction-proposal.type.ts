import { Field, ID, ObjectType } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import {
  connectionType,
  CountryCodeScalar,
  DateTimeScalar,
  describedEnum,
  EmailAddressScalar,
  PhoneNumberScalar,
} from "../../platform/graphql/index.ts";

import { LeadFieldEnum } from "./lead-enums.ts";
import { TenderType } from "./lead.type.ts";

const CorrectionState = describedEnum("CorrectionState", "What became of a proposed change", {
  OPEN: "Not decided.",
  TAKEN: "The lead says so now.",
  DECLINED: "The lead stays as it is.",
  REPLACED: "Its partner proposed another change instead.",
  LAPSED: "The lead was returned or closed before it was decided.",
});

@ObjectType("CorrectionProposal", {
  description: "A change of what an accepted lead is matched by, as its partner proposes it",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class CorrectionProposalType {
  @Field(() => ID, { description: "The proposal's id" })
  id: string;

  @Field(() => CorrectionState, { description: "What became of it" })
  state: string;

  @Field(() => [LeadFieldEnum], {
    description: "Which fields it would change; null in one of these would clear it",
  })
  fields: string[];

  @Field(() => String, { nullable: true, description: "The company's new name" })
  companyName: string | null;

  @Field(() => String, { nullable: true, description: "The company's new domain" })
  companyDomain: string | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: "The company's new country" })
  companyCountry: string | null;

  @Field(() => String, { nullable: true, description: "The company's new number" })
  companyTaxId: string | null;

  @Field(() => EmailAddressScalar, {
    nullable: true,
    description: "The primary contact's new e-mail address; masked for auditors",
  })
  @NeedsOneOf("CONTACTS_READ", "AUDIT_READ")
  contactEmail: string | null;

  @Field(() => PhoneNumberScalar, {
    nullable: true,
    description: "The primary contact's new phone number; masked for auditors",
  })
  @NeedsOneOf("CONTACTS_READ", "AUDIT_READ")
  contactPhone: string | null;

  @Field(() => [ID], { nullable: true, description: "The new product lines, pln_…" })
  productLineIds: string[] | null;

  @Field(() => TenderType, { nullable: true, description: "The new tender" })
  tender: TenderType | null;

  @Field(() => DateTimeScalar, { description: "When it was proposed" })
  proposedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended; null while open" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was declined" })
  declineReason: string | null;
}

export const CorrectionProposalConnection = connectionType(
  () => CorrectionProposalType,
  "CorrectionProposal",
);
