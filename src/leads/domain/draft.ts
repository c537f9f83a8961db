import type { LeadKind, Refusal } from "../../kernel/index.ts";
import { InputReader, refuse } from "../../kernel/index.ts";

import type { BuyingRole } from "./contacts.ts";
import { MOST_CONTACTS } from "./contacts.ts";
import { readGivenFields } from "./custom-fields.ts";
import type { RawCustomField } from "./custom-fields.ts";
import { MOST_LINES, readRegistration } from "./registration.ts";
import type {
  ConsentBasis,
  LeadSource,
  RawPerson,
  RawRegistration,
  RawTender,
  ReadRegistration,
} from "./registration.ts";

type Given<Value> = Value | null;

/** A person of a draft: anything may be missing. */
export interface DraftPerson {
  readonly name?: Given<string>;
  readonly email?: Given<string>;
  readonly phone?: Given<string>;
  readonly jobTitle?: Given<string>;
  readonly buyingRole?: Given<BuyingRole>;
  readonly consent?: Given<{
    readonly basis?: Given<ConsentBasis>;
    /** RFC 3339. */
    readonly obtainedAt?: Given<string>;
    readonly source?: Given<string>;
  }>;
}

/** What a partner has written so far, in the shape of a registration. Kept as it is sent. */
export interface DraftContent {
  readonly programId?: Given<string>;
  readonly externalReference?: Given<string>;
  readonly kind?: Given<LeadKind>;
  readonly productLineIds?: Given<readonly string[]>;
  readonly source?: Given<LeadSource>;
  readonly campaign?: Given<string>;
  readonly notes?: Given<string>;
  readonly estimatedValue?: Given<{ readonly amount: string; readonly currency: string }>;
  readonly company?: Given<{
    readonly name?: Given<string>;
    readonly domain?: Given<string>;
    readonly country?: Given<string>;
    readonly taxId?: Given<string>;
  }>;
  readonly contact?: Given<DraftPerson>;
  readonly otherContacts?: Given<readonly DraftPerson[]>;
  readonly tender?: Given<RawTender>;
  readonly customFields?: Given<readonly RawCustomField[]>;
}

/** The texts of a draft that are held to a length and to nothing else. */
const LENGTHS = {
  externalReference: 100,
  campaign: 200,
  notes: 4_000,
} as const;

/** Checks what is there by length alone: what it must be is asked when it is submitted. */
export function readDraft(reader: InputReader, content: DraftContent): DraftContent {
  const { company, contact, otherContacts, estimatedValue, tender } = content;
  reader.optionalId(["lead", "programId"], "prg", content.programId);
  reader.ids(["lead", "productLineIds"], "pln", content.productLineIds, MOST_LINES);
  for (const [name, longest] of [
    ["externalReference", LENGTHS.externalReference],
    ["campaign", LENGTHS.campaign],
    ["notes", LENGTHS.notes],
  ] as const)
    reader.optionalText(["lead", name], content[name], longest, "many");
  for (const name of ["amount", "currency"] as const)
    reader.optionalText(["lead", "estimatedValue", name], estimatedValue?.[name], 40);
  for (const [name, longest] of [
    ["name", 200],
    ["domain", 300],
    ["country", 60],
    ["taxId", 40],
  ] as const)
    reader.optionalText(["lead", "company", name], company?.[name], longest);
  for (const [name, longest] of [
    ["reference", 100],
    ["issuer", 200],
  ] as const)
    reader.optionalText(["lead", "tender", name], tender?.[name], longest);
  if (contact) readPersonsTexts(reader, ["lead", "contact"], contact);
  const others = otherContacts ?? [];
  if (others.length >= MOST_CONTACTS)
    reader.report(["lead", "otherContacts"], `may hold ${MOST_CONTACTS - 1}, got ${others.length}`);
  for (const [index, person] of others.slice(0, MOST_CONTACTS).entries())
    readPersonsTexts(reader, ["lead", "otherContacts", String(index)], person);
  const fields = new InputReader();
  readGivenFields(fields, content.customFields);
  for (const { path, message } of fields.problems) {
    const words = message.slice((path ?? []).join(".").length + 1);
    reader.report(["lead", ...(path ?? [])], words);
  }
  return content;
}

function readPersonsTexts(reader: InputReader, path: readonly string[], person: DraftPerson): void {
  for (const [name, longest] of [
    ["name", 200],
    ["email", 254],
    ["phone", 60],
    ["jobTitle", 200],
  ] as const)
    reader.optionalText([...path, name], person[name], longest);
  reader.optionalText([...path, "consent", "source"], person.consent?.source, 400);
}

/** Reads a draft as a registration; all that is missing or wrong at once. */
export function readSubmission(content: DraftContent, now: Date): ReadRegistration {
  const { contact, otherContacts } = content;
  const unfounded: Refusal[] = [];
  const person = (given: Given<DraftPerson> | undefined, path: readonly string[]): RawPerson => {
    const consent = given?.consent;
    const basis = consent?.basis ?? null;
    if (basis === null) unfounded.push(withoutBasis([...path, "consent", "basis"]));
    const obtainedAt = consent?.obtainedAt ?? null;
    return {
      ...given,
      consent: {
        basis: basis ?? "CONSENT",
        obtainedAt: obtainedAt === null ? null : new Date(obtainedAt),
        source: consent?.source ?? null,
      },
    };
  };
  const raw: RawRegistration = {
    ...content,
    kind: content.kind ?? "NEW_BUSINESS",
    source: content.source ?? "PARTNER_PORTAL",
    company: content.company ?? {},
    contact: person(contact, ["contact"]),
    otherContacts: (otherContacts ?? []).map((each, index) =>
      person(each, ["otherContacts", String(index)]),
    ),
  };
  const read = readRegistration(raw, now);
  if (unfounded.length === 0) return read;
  return { ok: false, problems: [...(read.ok ? [] : read.problems), ...unfounded] };
}

function withoutBasis(path: readonly string[]): Refusal {
  const words = `${path.join(".")} is missing: without a lawful basis nothing is registered`;
  return refuse("VALIDATION_FAILED", words, { path });
}

/** A draft as a verb finds it. */
export interface DraftStanding {
  readonly version: number;
  readonly content: DraftContent;
  /** What it became. */
  readonly leadId: string | null;
}

/** What stands in the way of changing a draft; null where nothing does. */
export function refuseDraftChange(
  draft: DraftStanding | null,
  draftId: string,
  expectedVersion: number | null,
): Refusal | null {
  if (draft === null)
    return refuse("NOT_FOUND", `There is no draft ${draftId} of yours.`, { path: ["draftId"] });
  if (draft.leadId !== null)
    return refuse("ALREADY_DONE", `The draft was registered, as ${draft.leadId}.`, {
      path: ["draftId"],
    });
  if (expectedVersion !== null && draft.version !== expectedVersion)
    return refuse(
      "VERSION_CONFLICT",
      `The draft is at version ${draft.version}, not ${expectedVersion}: somebody changed it since it was read.`,
      {
        path: ["expectedVersion"],
        details: { expectedVersion, currentVersion: draft.version },
      },
    );
  return null;
}
