import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader, LeadKind } from "../../kernel/index.ts";
import { LeadKindEnum } from "../../partners/index.ts";
import { DateScalar, DateTimeScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { BuyingRole } from "../domain/contacts.ts";
import { readDraft } from "../domain/draft.ts";
import type { DraftContent, DraftPerson } from "../domain/draft.ts";
import type { ConsentBasis, LeadSource } from "../domain/registration.ts";
import type { DeleteDraft, SaveDraft } from "../save-draft.ts";
import type { SubmitDraft } from "../submit-draft.ts";

import { BuyingRoleEnum, ConsentBasisEnum, LeadSourceEnum } from "./lead-enums.ts";
import { CompanyInput, CustomFieldInput } from "./lead.input.ts";

@InputType("DraftConsentInput", { description: "On what ground data may be passed on, so far" })
export class DraftConsentInput {
  @Field(() => ConsentBasisEnum, { nullable: true, description: "The lawful basis" })
  basis?: ConsentBasis | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was obtained" })
  obtainedAt?: Date | null;

  @Field(() => String, { nullable: true, description: "Where it was obtained" })
  source?: string | null;
}

@InputType("DraftContactInput", { description: "A person of a draft; anything may be missing" })
export class DraftContactInput {
  @Field(() => String, { nullable: true, description: "The person's name" })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "The person's e-mail address" })
  email?: string | null;

  @Field(() => String, { nullable: true, description: "A phone number" })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: "What the person does there" })
  jobTitle?: string | null;

  @Field(() => BuyingRoleEnum, {
    nullable: true,
    description: "What part the person has in the buying",
  })
  buyingRole?: BuyingRole | null;

  @Field(() => DraftConsentInput, {
    nullable: true,
    description: "On what ground the data may be passed on",
  })
  consent?: DraftConsentInput | null;
}

@InputType("DraftTenderInput", { description: "A tender of a draft; anything may be missing" })
export class DraftTenderInput {
  @Field(() => String, { nullable: true, description: "Its reference" })
  reference?: string | null;

  @Field(() => String, { nullable: true, description: "Who issues it" })
  issuer?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "The day on which offers are due" })
  dueOn?: string | null;
}

@InputType("DraftLeadInput", {
  description: "A registration so far: what RegisterLeadInput takes, and anything may be missing",
})
export class DraftLeadInput {
  @Field(() => ID, { nullable: true, description: "The program, prg_…" })
  programId?: string | null;

  @Field(() => String, { nullable: true, description: "Your own key, up to 100 characters" })
  externalReference?: string | null;

  @Field(() => LeadKindEnum, { nullable: true, description: "What sort of business it is" })
  kind?: LeadKind | null;

  @Field(() => [ID], {
    nullable: true,
    description: "The product lines that it is about, pln_…, up to 20",
  })
  productLineIds?: string[] | null;

  @Field(() => LeadSourceEnum, {
    nullable: true,
    description: "Where it came from; PARTNER_PORTAL if left out to the end",
  })
  source?: LeadSource | null;

  @Field(() => String, { nullable: true, description: "The campaign, up to 200 characters" })
  campaign?: string | null;

  @Field(() => String, { nullable: true, description: "Notes for sales, up to 4,000 characters" })
  notes?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: "What you expect it to be worth" })
  estimatedValue?: MoneyInput | null;

  @Field(() => CompanyInput, { nullable: true, description: "The company" })
  company?: CompanyInput | null;

  @Field(() => DraftContactInput, { nullable: true, description: "The primary contact" })
  contact?: DraftContactInput | null;

  @Field(() => [DraftContactInput], { nullable: true, description: "Other persons, up to 9" })
  otherContacts?: DraftContactInput[] | null;

  @Field(() => DraftTenderInput, { nullable: true, description: "The tender that it is for" })
  tender?: DraftTenderInput | null;

  @Field(() => [CustomFieldInput], {
    nullable: true,
    description: "Answers to the fields of the program's own form",
  })
  customFields?: CustomFieldInput[] | null;
}

@InputType("SaveDraftInput", { description: "What a partner has written of a lead so far" })
export class SaveDraftInput {
  @Field(() => ID, {
    nullable: true,
    description: "The draft that is changed, drf_…; a new one if left out",
  })
  draftId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "The draft's version as it was read; refused if it has another by now",
  })
  expectedVersion?: number | null;

  @Field(() => DraftLeadInput, { description: "All that it says from now on" })
  lead: DraftLeadInput;
}

@InputType("SubmitDraftInput", { description: "A draft that is to be registered" })
export class SubmitDraftInput {
  @Field(() => ID, { description: "The draft, drf_…" })
  draftId: string;

  @Field(() => Int, {
    nullable: true,
    description: "The draft's version as it was read; refused if it has another by now",
  })
  expectedVersion?: number | null;
}

@InputType("DeleteDraftInput", { description: "A draft that is thrown away" })
export class DeleteDraftInput {
  @Field(() => ID, { description: "The draft, drf_…" })
  draftId: string;
}

export function readSaveDraft(reader: InputReader, input: SaveDraftInput): SaveDraft {
  return {
    draftId: reader.optionalId(["draftId"], "drf", input.draftId),
    expectedVersion: input.expectedVersion ?? null,
    content: readDraft(reader, contentOf(input.lead)),
  };
}

export function readSubmitDraft(reader: InputReader, input: SubmitDraftInput): SubmitDraft {
  return {
    draftId: reader.id(["draftId"], "drf", input.draftId),
    expectedVersion: input.expectedVersion ?? null,
  };
}

export function readDeleteDraft(reader: InputReader, input: DeleteDraftInput): DeleteDraft {
  return { draftId: reader.id(["draftId"], "drf", input.draftId) };
}

/** As it is kept: instants are text. */
function contentOf({ contact, otherContacts, ...lead }: DraftLeadInput): DraftContent {
  return {
    ...lead,
    contact: contact ? personOf(contact) : null,
    otherContacts: otherContacts ? otherContacts.map(personOf) : null,
  };
}

function personOf({ consent, ...person }: DraftContactInput): DraftPerson {
  if (!consent) return person;
  const { basis = null, source = null } = consent;
  const obtainedAt = consent.obtainedAt?.toISOString() ?? null;
  return { ...person, consent: { basis, obtainedAt, source } };
}
