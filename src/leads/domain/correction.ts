import type {
  ContactId,
  LeadId,
  ProductLineId,
  Refusal,
  RegistrationForm,
} from "../../kernel/index.ts";
import { refuse, refuseAll } from "../../kernel/index.ts";

import { answer } from "./custom-fields.ts";
import type { GivenCustomField } from "./custom-fields.ts";
import { changedBy, isMatchField, patchOf } from "./lead-data.ts";
import type { LeadData, LeadField, LeadPatch, MatchField } from "./lead-data.ts";
import type { NamedCompany } from "./match-keys.ts";
import { matchKeysOf } from "./register.ts";
import type { MatchKeys } from "./register.ts";
import type { Said } from "./search-terms.ts";
import type { Stage } from "./stage.ts";

/** What a lead holds against its own partner's second registration. */
export interface Claim {
  readonly kind: "EMAIL" | "COMPANY";
  readonly key: string;
  /** For which product line a company is claimed; null for a person, who is claimed for all. */
  readonly line: ProductLineId | null;
}

/** What is held of a person. */
export const claimOfPerson = (key: string): Claim => ({ kind: "EMAIL", key, line: null });

/** A lead as it is before a correction. */
export interface Correctable {
  readonly data: LeadData;
  /** By which it was registered; the one in force where that was before there were forms. */
  readonly form: RegistrationForm;
  readonly contactId: ContactId;
  /** The e-mail keys of its other contacts. */
  readonly otherEmailKeys: readonly string[];
  /** Its other contacts, as far as it is found by them. */
  readonly others: Said["persons"];
  readonly externalReference: string | null;
  readonly claims: readonly Claim[];
}

/** A correction, decided but not written. */
export interface Correction {
  readonly changed: readonly LeadField[];
  readonly after: LeadData;
  /** The version of the form that its answers are held against. */
  readonly formNumber: number;
  readonly keys: MatchKeys;
  /** True where what the lead is matched by is not what it was. */
  readonly isMatchedAnew: boolean;
  readonly claimed: readonly Claim[];
  readonly released: readonly Claim[];
}

/** Changes as they were read, and answers that are not yet held against the lead's form. */
export interface GivenPatch {
  readonly patch: LeadPatch;
  readonly customFields: readonly GivenCustomField[];
}

/** The changes of a lead with all its answers to its form's own fields; those left out stay. */
export function wholePatch(
  { data, form }: Correctable,
  { patch, customFields }: GivenPatch,
): LeadPatch | Refusal {
  if (customFields.length === 0) return patch;
  const { values, problems } = answer(form, customFields, data.customFields);
  return refuseAll(problems) ?? { ...patch, customFields: values };
}

const WORKED_ON: readonly Stage[] = ["SAL", "SQL", "OPPORTUNITY"];

/** The changes that are the partner's to make, and those that it can only propose. */
export interface DividedPatch {
  readonly free: LeadPatch;
  readonly proposed: LeadPatch;
  readonly proposedFields: readonly MatchField[];
}

/** From acceptance on, whoever works on the lead takes or declines what it is matched by. */
export function dividePatch(stage: Stage, before: LeadData, patch: LeadPatch): DividedPatch {
  const changed = changedBy(before, patch);
  const proposedFields = WORKED_ON.includes(stage) ? changed.filter(isMatchField) : [];
  return {
    free: patchOf(
      patch,
      changed.filter((field) => !proposedFields.some((each) => each === field)),
    ),
    proposed: patchOf(patch, proposedFields),
    proposedFields,
  };
}

/** What the lead says, is matched by and claims once the patch is applied. */
export function decideCorrection(
  before: Correctable,
  patch: LeadPatch,
  isFreeMail: (domain: string) => boolean,
): Correction | Refusal {
  const changed = changedBy(before.data, patch);
  const after: LeadData = { ...before.data, ...patch };
  const keys = matchKeysIn(after, isFreeMail);
  if (changed.includes("CONTACT_EMAIL") && before.otherEmailKeys.includes(keys.emailKey)) {
    return refuse(
      "BUSINESS_RULE",
      "Another contact of this lead has that e-mail address: make it the primary one instead.",
      { path: ["contact", "email"] },
    );
  }
  const held = claimsOf(keys, before.otherEmailKeys, after.productLineIds);
  return {
    changed,
    after,
    formNumber: before.form.number,
    keys,
    isMatchedAnew: changed.some(isMatchField),
    claimed: held.filter((claim) => !isAmong(before.claims, claim)),
    released: before.claims.filter((claim) => !isAmong(held, claim)),
  };
}

/** The keys by which a lead that says this is recognised. */
const matchKeysIn = (data: LeadData, isFreeMail: (domain: string) => boolean): MatchKeys =>
  matchKeysOf(
    { company: companyIn(data), contact: { email: data.contactEmail }, otherContacts: [] },
    isFreeMail,
  );

export const companyIn = (data: LeadData): NamedCompany => ({
  name: data.companyName,
  domain: data.companyDomain,
  country: data.companyCountry,
  taxId: data.companyTaxId,
});

const claimsOf = (
  keys: MatchKeys,
  otherEmailKeys: readonly string[],
  lines: readonly ProductLineId[],
): readonly Claim[] => [
  ...[keys.emailKey, ...otherEmailKeys].map(claimOfPerson),
  ...keys.companyKeys.flatMap((key) =>
    lines.map((line) => ({ kind: "COMPANY", key, line }) as const),
  ),
];

const isAmong = (claims: readonly Claim[], { kind, key, line }: Claim): boolean =>
  claims.some((each) => each.kind === kind && each.key === key && each.line === line);

/** A claim that another lead of the partner holds. */
export interface HeldClaim extends Claim {
  readonly leadId: LeadId;
}

/** Refuses what would make the lead a duplicate of the partner's own other one. */
export function refuseOwnDuplicate(held: readonly HeldClaim[]): Refusal | null {
  const [first] = held;
  if (!first) return null;
  const ofOne = held.filter(({ leadId }) => leadId === first.leadId);
  const isEmail = ofOne.some(({ kind }) => kind === "EMAIL");
  return refuse(
    "DUPLICATE_LEAD",
    `The lead ${first.leadId} of the same partner is for ${isEmail ? "this person" : "this company"} and still open; continue there.`,
    {
      path: isEmail ? ["contact", "email"] : ["company"],
      details: {
        existingLeadId: first.leadId,
        matchedOn: [...new Set(ofOne.map(({ kind }) => kind))],
      },
    },
  );
}

/** A correction that would change nothing. */
export function nothingChanges(): Refusal {
  return refuse("ALREADY_DONE", "The lead says all of this already; nothing was changed.");
}
