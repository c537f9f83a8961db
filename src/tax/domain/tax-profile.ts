import type { PartnerId, ReadPart, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const TAX_PROFILE_STATES = {
  WAITING: "Another person of the vendor's has to verify it.",
  VERIFIED: "The partner is taxed as it says.",
  DECLINED: "It was not verified.",
  REPLACED: "Another took its place.",
} as const;
export type TaxProfileState = keyof typeof TAX_PROFILE_STATES;

export const LEGAL_FORMS = {
  PERSON: "A natural person, or a firm that is taxed as its owner.",
  COMPANY: "A company or another body that is taxed by itself.",
} as const;
export type LegalForm = keyof typeof LEGAL_FORMS;

/** As whom a partner is taxed. */
export interface TaxProfileDetails {
  readonly legalName: string;
  readonly legalForm: LegalForm;
  readonly country: string;
  readonly vatId: string | null;
  /** In plain text, as tax offices write it: it is sealed before it is kept. */
  readonly taxId: string | null;
  readonly isSelfBilled: boolean;
}

/** A profile as it stands, locked. */
export interface StandingTaxProfile {
  readonly partnerId: PartnerId;
  readonly state: TaxProfileState;
  readonly taxIdMark: Buffer | null;
  /** Whether who acts entered it, under whichever membership, and no waiver of the second person stands. */
  readonly isOwn: boolean;
  /** Whether who acts is, or was, a member of its partner. */
  readonly isOfOwnPartner: boolean;
}

/** Letters and digits alone, in capitals: one number is one text, however it is typed. */
export const compactNumber = (typed: string): string =>
  typed.replaceAll(/[\s./-]/g, "").toUpperCase();

/** Reads a tax number of any country, by its form alone; what is wrong with it is said without it. */
export function readTaxId(typed: string): ReadPart<string> {
  const number = compactNumber(typed);
  if (/^[A-Z0-9]{6,20}$/.test(number)) return { ok: true, value: number };
  return { ok: false, problem: "is no tax number: expected 6 to 20 letters and digits" };
}

/** Reads a VAT number with the letters of its country before it. */
export function readVatId(typed: string): ReadPart<string> {
  const number = compactNumber(typed);
  if (/^[A-Z]{2}[A-Z0-9]{2,18}$/.test(number)) return { ok: true, value: number };
  return {
    ok: false,
    problem:
      "is no VAT number: expected the two letters of its country, and 2 to 18 letters and digits such as DE123456789",
  };
}

const path = ["taxProfileId"];

/** Why somebody cannot decide over a profile, or null. */
export function whyNotDecided({
  state,
  isOwn,
  isOfOwnPartner,
}: Omit<StandingTaxProfile, "partnerId" | "taxIdMark">): Refusal | null {
  if (state !== "WAITING")
    return refuse("ALREADY_DONE", "The tax profile does not wait to be verified any more.", {
      path,
    });
  if (isOwn)
    return refuse(
      "BUSINESS_RULE",
      "You entered this tax profile: somebody else has to verify it.",
      {
        path,
      },
    );
  if (!isOfOwnPartner) return null;
  return refuse(
    "BUSINESS_RULE",
    "You worked for the partner whose tax profile it is: somebody else has to verify it.",
    { path },
  );
}

/** Why a profile cannot be verified by the number that was read anew, or null. */
export function whyNotVerified(profile: StandingTaxProfile, mark: Buffer | null): Refusal | null {
  const undecidable = whyNotDecided(profile);
  if (undecidable) return undecidable;
  const { taxIdMark } = profile;
  const said = (message: string): Refusal => refuse("BUSINESS_RULE", message, { path: ["taxId"] });
  if (taxIdMark === null)
    return mark === null
      ? null
      : said("No tax number was entered: leave it out, or have the profile entered with it.");
  if (mark === null)
    return said("A tax number was entered: send it as a document of the partner's shows it.");
  if (mark.equals(taxIdMark)) return null;
  return said(
    "That is not the tax number that was entered. Look at the partner's document again; if it says the same, decline this profile.",
  );
}
