import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import type { DeclineCorrection } from "../decline-correction.ts";
import { readGivenFields } from "../domain/custom-fields.ts";
import { readPatch } from "../domain/patch.ts";
import type { UpdateLead } from "../update-lead.ts";

import { CustomFieldInput, TenderInput } from "./lead.input.ts";
import { MoveLeadFields, readMove } from "./move.input.ts";

@InputType("CompanyPatch", {
  description: "Changes of a lead's company: what is left out stays, null clears",
})
export class CompanyPatch {
  @Field(() => String, { nullable: true, description: "Its name, up to 200 characters; not null" })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "Its domain or web address" })
  domain?: string | null;

  @Field(() => String, { nullable: true, description: "ISO 3166-1 code, for example DE" })
  country?: string | null;

  @Field(() => String, { nullable: true, description: "Tax or registration number" })
  taxId?: string | null;
}

@InputType("ContactPatch", {
  description: "Changes of a lead's contact: what is left out stays, null clears",
})
export class ContactPatch {
  @Field(() => String, { nullable: true, description: "The person's name; not null" })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "The person's e-mail address; not null" })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A phone number: +49 30 123456, or national where company.country comes with it",
  })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: "What the person does there" })
  jobTitle?: string | null;
}

/** What an input that corrects a lead has besides. */
@InputType()
export abstract class CorrectLeadFields extends MoveLeadFields {
  @Field(() => CompanyPatch, { nullable: true, description: "Changes of the company" })
  company?: CompanyPatch | null;

  @Field(() => ContactPatch, { nullable: true, description: "Changes of the primary contact" })
  contact?: ContactPatch | null;

  @Field(() => String, { nullable: true, description: "Notes for sales; null clears" })
  notes?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: "The product lines that it is about, pln_…; null for all that the program sells",
  })
  productLineIds?: string[] | null;

  @Field(() => TenderInput, {
    nullable: true,
    description: "The tender that it is for, as a whole; null where it is for none",
  })
  tender?: TenderInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: "What you expect it to be worth; null clears",
  })
  estimatedValue?: MoneyInput | null;

  @Field(() => [CustomFieldInput], {
    nullable: true,
    description:
      "Answers to the form's own fields: those left out stay, one without a value clears",
  })
  customFields?: CustomFieldInput[] | null;
}

@InputType("UpdateLeadInput", {
  description: "Changes of a lead by its partner: what is left out stays, null clears",
})
export class UpdateLeadInput extends CorrectLeadFields {}

@InputType("TakeCorrectionInput", { description: "A lead of which a proposed change is taken" })
export class TakeCorrectionInput extends MoveLeadFields {}

@InputType("DeclineCorrectionInput", {
  description:
    "A lead of which a proposed change is declined; comment is required and tells its partner why",
})
export class DeclineCorrectionInput extends MoveLeadFields {}

export function readUpdateLead(reader: InputReader, input: UpdateLeadInput): UpdateLead {
  return {
    ...readMove(reader, input),
    patch: readPatch(reader, input),
    customFields: readGivenFields(reader, input.customFields),
  };
}

export function readDecline(reader: InputReader, input: DeclineCorrectionInput): DeclineCorrection {
  const move = readMove(reader, input);
  const isBlank = (input.comment ?? "").trim() === "";
  if (isBlank) reader.report(["comment"], "is missing: say why the change is declined");
  return { ...move, comment: move.comment ?? "" };
}
