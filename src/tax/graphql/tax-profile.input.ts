import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { readCountryCode } from "../../partners/index.ts";
import type { DecideTaxProfile } from "../decide-tax-profile.ts";
import { LEGAL_FORMS, readTaxId, readVatId } from "../domain/tax-profile.ts";
import type { LegalForm } from "../domain/tax-profile.ts";
import type { SaveTaxProfile } from "../save-tax-profile.ts";

import { LegalFormEnum, TaxProfileStateEnum } from "./tax-profile.type.ts";

const LONGEST = 2_000;

@InputType("SaveTaxProfileInput", { description: "As whom a partner is taxed" })
export class SaveTaxProfileInput {
  @Field(() => ID, {
    nullable: true,
    description: "Whose, prt_…; a partner's people may leave it out",
  })
  partnerId?: string | null;

  @Field(() => String, {
    description: "The name under which it is taxed, up to 200 characters",
  })
  legalName: string;

  @Field(() => LegalFormEnum, { description: "As what it is taxed" })
  legalForm: string;

  @Field(() => String, {
    description: "The country in which it is taxed, two letters of ISO 3166-1",
  })
  country: string;

  @Field(() => String, {
    nullable: true,
    description: "Its VAT number with the letters of its country, if it has one",
  })
  vatId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Its tax number, 6 to 20 letters and digits, with or without dashes. It is sealed: only its end is shown from then on",
  })
  taxId?: string | null;

  @Field(() => Boolean, {
    description: "Whether its statements stand for its invoices, as both agreed (self-billing)",
  })
  isSelfBilled: boolean;
}

@InputType("DecideTaxProfileInput", { description: "Whether a tax profile is verified" })
export class DecideTaxProfileInput {
  @Field(() => ID, { description: "The profile, txp_…, that somebody else entered" })
  taxProfileId: string;

  @Field(() => Boolean, { description: "Whether it is verified; else it is declined" })
  isVerified: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      "Its tax number, as a document of the partner's shows it; needed where one was entered and is verified",
  })
  taxId?: string | null;

  @Field(() => String, {
    description: "What was looked at, or why not, up to 2,000 characters; told to the partner",
  })
  note: string;
}

@InputType("TaxProfileFilter", {
  description: "Conditions on tax profiles; all that are given must hold",
})
export class TaxProfileFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this partner, prt_…" })
  partnerId?: string | null;

  @Field(() => TaxProfileStateEnum, { nullable: true, description: "Only those that stand here" })
  state?: string | null;
}

const isLegalForm = (text: string): text is LegalForm => Object.hasOwn(LEGAL_FORMS, text);

export function readSaveTaxProfile(
  reader: InputReader,
  input: SaveTaxProfileInput,
): SaveTaxProfile {
  const { legalForm, isSelfBilled } = input;
  if (!isLegalForm(legalForm)) throw new Error(`there is no legal form ${legalForm}`);
  return {
    partnerId: reader.optionalId(["partnerId"], "prt", input.partnerId),
    legalName: reader.text(["legalName"], input.legalName, 200),
    legalForm,
    country: reader.optional(["country"], input.country, readCountryCode) ?? "",
    vatId: reader.optional(["vatId"], input.vatId, readVatId),
    taxId: reader.optional(["taxId"], input.taxId, readTaxId),
    isSelfBilled,
  };
}

export function readDecideTaxProfile(
  reader: InputReader,
  input: DecideTaxProfileInput,
): DecideTaxProfile {
  const { isVerified } = input;
  const taxId = reader.optionalText(["taxId"], input.taxId, 60);
  if (!isVerified && taxId !== null)
    reader.report(["taxId"], "must be left out where the profile is declined");
  return {
    taxProfileId: reader.id(["taxProfileId"], "txp", input.taxProfileId),
    isVerified,
    taxId,
    note: reader.text(["note"], input.note, LONGEST, "many"),
  };
}
