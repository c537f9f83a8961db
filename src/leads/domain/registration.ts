import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

import type {
  GivenAnswer,
  LeadKind,
  Money,
  ProductLineId,
  ProgramId,
  RawQuestionAnswer,
  ReadPart,
  Refusal,
} from "../../kernel/index.ts";
import { excerpt, InputReader, parseId, readAmount, readGivenAnswers } from "../../kernel/index.ts";

import { MOST_CONTACTS } from "./contacts.ts";
import type { BuyingRole } from "./contacts.ts";
import { readGivenFields } from "./custom-fields.ts";
import type { GivenCustomField, RawCustomField } from "./custom-fields.ts";
import { emailKey, hostToAscii, registrableDomain } from "./match-keys.ts";

export const LEAD_SOURCES = {
  PARTNER_PORTAL: "Typed in by a person in the partner's portal.",
  PARTNER_API: "Sent by the partner's own software.",
  PARTNER_WEB_FORM: "A form on the partner's web site.",
  IMPORT: "A list that was imported.",
  EMAIL: "An e-mail.",
  CHAT: "A chat.",
  SOCIAL: "Social media.",
  EVENT: "A fair or another event.",
  WEBINAR: "A webinar.",
  CONTENT: "A download.",
  ADVERTISEMENT: "An advertisement.",
  TRIAL: "A trial of the product.",
  VENDOR_CAMPAIGN: "A campaign of the vendor's.",
  OTHER: "Something else.",
} as const;
export type LeadSource = keyof typeof LEAD_SOURCES;

/** Lawful bases of the GDPR's article 6 on which a partner may pass a person's data on. */
export const CONSENT_BASES = {
  CONSENT: "The person agreed.",
  LEGITIMATE_INTEREST: "A legitimate interest, weighed against the person's.",
  CONTRACT: "Steps before a contract that the person asked for.",
} as const;
export type ConsentBasis = keyof typeof CONSENT_BASES;

export const isLeadSource = (text: string): text is LeadSource => Object.hasOwn(LEAD_SOURCES, text);
export const isConsentBasis = (text: string): text is ConsentBasis =>
  Object.hasOwn(CONSENT_BASES, text);

/** A registration as it arrives: what people type is text, and none of it is trusted. */
export interface RawRegistration {
  readonly programId?: string | null;
  readonly externalReference?: string | null;
  readonly kind: LeadKind;
  readonly productLineIds?: readonly string[] | null;
  readonly source: LeadSource;
  readonly campaign?: string | null;
  readonly notes?: string | null;
  readonly estimatedValue?: { readonly amount: string; readonly currency: string } | null;
  readonly company: {
    readonly name?: string | null;
    readonly domain?: string | null;
    readonly country?: string | null;
    readonly taxId?: string | null;
  };
  readonly contact: RawPerson;
  readonly otherContacts?: readonly RawPerson[] | null;
  readonly tender?: RawTender | null;
  readonly customFields?: readonly RawCustomField[] | null;
  readonly answers?: readonly RawQuestionAnswer[] | null;
}

/** A tender as it arrives. */
export interface RawTender {
  readonly reference?: string | null;
  readonly issuer?: string | null;
  readonly dueOn?: string | null;
}

/** What the company puts out to tender: several partners may work on it, none alone. */
export interface Tender {
  readonly reference: string;
  readonly issuer: string | null;
  /** A day. */
  readonly dueOn: string | null;
}

/** On what ground a person's data is passed on, as it arrives. */
export interface RawConsent {
  readonly basis: ConsentBasis;
  readonly obtainedAt?: Date | null;
  readonly source?: string | null;
}

/** A person as it arrives. */
export interface RawPerson {
  readonly name?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly jobTitle?: string | null;
  readonly buyingRole?: BuyingRole | null;
  readonly consent: RawConsent;
}

/** On what ground a person's data is passed on. */
export interface ConsentGiven {
  readonly consentBasis: ConsentBasis;
  readonly consentObtainedAt: Date | null;
  readonly consentSource: string | null;
}

/** A person of a lead. */
export interface Person extends ConsentGiven {
  readonly name: string;
  readonly email: string;
  /** E.164. */
  readonly phone: string | null;
  readonly jobTitle: string | null;
  readonly buyingRole: BuyingRole | null;
}

/** The command: a registration in which every field is what it says. */
export interface RegisterLead {
  readonly programId: ProgramId | null;
  readonly externalReference: string | null;
  readonly kind: LeadKind;
  /** In the order of the ids; empty for all that the program sells. */
  readonly productLineIds: readonly ProductLineId[];
  readonly source: LeadSource;
  readonly campaign: string | null;
  readonly notes: string | null;
  readonly estimatedValue: Money | null;
  readonly company: {
    readonly name: string;
    /** The registrable domain, lower case. */
    readonly domain: string | null;
    readonly country: string | null;
    readonly taxId: string | null;
  };
  readonly contact: Person;
  readonly otherContacts: readonly Person[];
  readonly tender: Tender | null;
  /** Held against the program's form by the decider. */
  readonly customFields: readonly GivenCustomField[];
  /** To the questionnaire of the criteria that count for it; empty where it brings none. */
  readonly answers: readonly GivenAnswer[];
}

export type ReadRegistration =
  | { readonly ok: true; readonly command: RegisterLead }
  | { readonly ok: false; readonly problems: readonly Refusal[] };

/** Reads a registration; where anything is wrong, every problem with its path. */
export function readRegistration(raw: RawRegistration, now: Date): ReadRegistration {
  const reader = new InputReader();
  const company = readCompany(reader, raw.company);
  const { country } = company;
  const command: RegisterLead = {
    programId: reader.optional(["programId"], raw.programId, readProgramId),
    externalReference: reader.optionalText(["externalReference"], raw.externalReference, 100),
    kind: raw.kind,
    productLineIds: readLines(reader, raw.productLineIds),
    source: raw.source,
    campaign: reader.optionalText(["campaign"], raw.campaign, 200),
    notes: reader.optionalText(["notes"], raw.notes, 4_000, "many"),
    estimatedValue: reader.optional(["estimatedValue"], raw.estimatedValue, readAmount),
    company,
    contact: readPerson(reader, ["contact"], raw.contact, { country, now }),
    otherContacts: readOthers(reader, raw, { country, now }),
    tender: raw.tender ? readTender(reader, raw.tender) : null,
    customFields: readGivenFields(reader, raw.customFields),
    answers: raw.answers ? readGivenAnswers(reader, raw.answers) : [],
  };
  const { problems } = reader;
  return problems.length > 0 ? { ok: false, problems } : { ok: true, command };
}

/** Product lines that one lead may name; the database holds the same number. */
export const MOST_LINES = 20;

export const readLines = (
  reader: InputReader,
  given: readonly string[] | null | undefined,
): readonly ProductLineId[] => reader.ids(["productLineIds"], "pln", given, MOST_LINES);

export function readTender(reader: InputReader, raw: RawTender): Tender {
  return {
    reference: readTenderReference(reader, ["tender", "reference"], raw.reference),
    issuer: reader.optionalText(["tender", "issuer"], raw.issuer, 200),
    dueOn: raw.dueOn ?? null,
  };
}

export function readTenderReference(
  reader: InputReader,
  path: readonly string[],
  given: string | null | undefined,
): string {
  const reference = reader.text(path, given, 100);
  if (reference !== "" && !/[\p{L}\p{N}]/u.test(reference))
    reader.report(path, "has no letter or digit by which it could be known");
  return reference;
}

/** What else the reading of a person depends on. */
interface Surroundings {
  /** Of the company, for national phone numbers. */
  readonly country: string | null;
  readonly now: Date;
}

export function readPerson(
  reader: InputReader,
  path: readonly string[],
  raw: RawPerson,
  { country, now }: Surroundings,
): Person {
  return {
    name: reader.text([...path, "name"], raw.name, 200),
    email: readEmail(reader, raw.email, [...path, "email"]),
    phone: reader.optional([...path, "phone"], blankIsNone(raw.phone), (phone) =>
      readPhone(phone, country),
    ),
    jobTitle: reader.optionalText([...path, "jobTitle"], raw.jobTitle, 200),
    buyingRole: raw.buyingRole ?? null,
    ...readConsent(reader, [...path, "consent"], raw.consent, now),
  };
}

export function readConsent(
  reader: InputReader,
  path: readonly string[],
  raw: RawConsent,
  now: Date,
): ConsentGiven {
  return {
    consentBasis: raw.basis,
    consentObtainedAt: reader.optional([...path, "obtainedAt"], raw.obtainedAt, (at) =>
      readPast(at, now),
    ),
    consentSource: reader.optionalText([...path, "source"], raw.source, 400),
  };
}

/** The persons beside the primary contact: nine at most, each under an address of its own. */
function readOthers(
  reader: InputReader,
  raw: RawRegistration,
  surroundings: Surroundings,
): readonly Person[] {
  const others = raw.otherContacts ?? [];
  if (others.length >= MOST_CONTACTS)
    reader.report(["otherContacts"], `may hold ${MOST_CONTACTS - 1}, got ${others.length}`);
  const seen = new Set([emailKey(raw.contact.email ?? "")]);
  return others.slice(0, MOST_CONTACTS - 1).map((other, index) => {
    const path = ["otherContacts", String(index)];
    const person = readPerson(reader, path, other, surroundings);
    const key = emailKey(person.email);
    if (seen.has(key)) reader.report([...path, "email"], "is the address of a contact before it");
    seen.add(key);
    return person;
  });
}

/** Reads a company as partners write it, wherever an input names one as `company`. */
export function readCompany(
  reader: InputReader,
  raw: RawRegistration["company"],
  path: readonly string[] = ["company"],
): RegisterLead["company"] {
  return {
    name: reader.text([...path, "name"], raw.name, 200),
    domain: reader.optional([...path, "domain"], blankIsNone(raw.domain), readDomain),
    country: reader.optional([...path, "country"], raw.country, readCountry),
    taxId: reader.optionalText([...path, "taxId"], raw.taxId, 40),
  };
}

const MAILBOX = /^[^\s@"(),:;<>[\]\\]{1,64}$/;

export function readEmail(
  reader: InputReader,
  given: string | null | undefined,
  path: readonly string[] = ["contact", "email"],
): string {
  const text = reader.text(path, given, 254);
  if (text === "") return "";
  const at = text.lastIndexOf("@");
  const mailbox = text.slice(0, at);
  const host = hostToAscii(text.slice(at + 1).toLowerCase());
  const dotted = !mailbox.startsWith(".") && !mailbox.endsWith(".") && !mailbox.includes("..");
  if (
    at < 1 ||
    !dotted ||
    !MAILBOX.test(mailbox) ||
    host === null ||
    registrableDomain(host) === null
  ) {
    reader.report(
      path,
      `is not an e-mail address: "${excerpt(text)}"; expected something like anna@company.com`,
    );
  }
  return host === null ? text : `${mailbox}@${host}`;
}

export function readDomain(given: string): ReadPart<string> {
  const domain = given.length > 300 ? null : registrableDomain(given);
  if (domain !== null) return { ok: true, value: domain };
  return {
    ok: false,
    problem: `is not a domain: "${excerpt(given)}"; expected something like company.com or https://www.company.com`,
  };
}

export function readCountry(given: string): ReadPart<string> {
  const code = given.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code) && isSupportedCountry(code)) return { ok: true, value: code };
  return {
    ok: false,
    problem: `is not a country code: "${excerpt(given)}"; expected two letters of ISO 3166-1 such as DE`,
  };
}

export function readPhone(given: string, country: string | null): ReadPart<string> {
  const region = country !== null && isSupportedCountry(country) ? country : undefined;
  const phone = given.length > 60 ? undefined : parsePhoneNumberFromString(given, region);
  if (phone?.isPossible()) return { ok: true, value: phone.number };
  return {
    ok: false,
    problem: `is not a phone number: "${excerpt(given)}"; expected +49 30 123456, or a national number together with company.country`,
  };
}

function readProgramId(given: string): ReadPart<ProgramId> {
  const parsed = parseId("prg", given);
  return parsed.ok
    ? { ok: true, value: parsed.id }
    : { ok: false, problem: `is wrong: ${parsed.problem}` };
}

const EARLIEST_CONSENT = Date.UTC(1990, 0, 1);

function readPast(at: Date, now: Date): ReadPart<Date> {
  if (at.getTime() > now.getTime()) return { ok: false, problem: "lies in the future" };
  if (at.getTime() < EARLIEST_CONSENT) return { ok: false, problem: "lies before 1990" };
  return { ok: true, value: at };
}

export const blankIsNone = (given: string | null | undefined): string | null | undefined =>
  given?.trim() === "" ? null : given;
