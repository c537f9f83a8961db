import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

import type { Money, ProgramId, ReadPart, Refusal } from "../../kernel/index.ts";
import { excerpt, InputReader, parseId, readAmount } from "../../kernel/index.ts";

import { hostToAscii, registrableDomain } from "./match-keys.ts";

export const LEAD_KINDS = {
  NEW_BUSINESS: "A prospect that is no customer yet.",
  CROSS_SELL: "Another product for a customer.",
  UPSELL: "More of a product for a customer.",
  RENEWAL: "A customer's contract is to be renewed.",
  PRODUCT_QUALIFIED: "Usage of the product shows the interest.",
} as const;
export type LeadKind = keyof typeof LEAD_KINDS;

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

/** A registration as it arrives: what people type is text, and none of it is trusted. */
export interface RawRegistration {
  readonly programId?: string | null;
  readonly externalReference?: string | null;
  readonly kind: LeadKind;
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
  readonly contact: {
    readonly name?: string | null;
    readonly email?: string | null;
    readonly phone?: string | null;
    readonly jobTitle?: string | null;
    readonly consent: {
      readonly basis: ConsentBasis;
      readonly obtainedAt?: Date | null;
      readonly source?: string | null;
    };
  };
}

/** The command: a registration in which every field is what it says. */
export interface RegisterLead {
  readonly programId: ProgramId | null;
  readonly externalReference: string | null;
  readonly kind: LeadKind;
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
  readonly contact: {
    readonly name: string;
    readonly email: string;
    /** E.164. */
    readonly phone: string | null;
    readonly jobTitle: string | null;
    readonly consentBasis: ConsentBasis;
    readonly consentObtainedAt: Date | null;
    readonly consentSource: string | null;
  };
}

export type ReadRegistration =
  | { readonly ok: true; readonly command: RegisterLead }
  | { readonly ok: false; readonly problems: readonly Refusal[] };

/** Reads a registration; where anything is wrong, every problem with its path. */
export function readRegistration(raw: RawRegistration, now: Date): ReadRegistration {
  const reader = new InputReader();
  const country = reader.optional(["company", "country"], raw.company.country, readCountry);
  const { consent } = raw.contact;
  const command: RegisterLead = {
    programId: reader.optional(["programId"], raw.programId, readProgramId),
    externalReference: reader.optionalText(["externalReference"], raw.externalReference, 100),
    kind: raw.kind,
    source: raw.source,
    campaign: reader.optionalText(["campaign"], raw.campaign, 200),
    notes: reader.optionalText(["notes"], raw.notes, 4_000, "many"),
    estimatedValue: reader.optional(["estimatedValue"], raw.estimatedValue, readAmount),
    company: {
      name: reader.text(["company", "name"], raw.company.name, 200),
      domain: reader.optional(["company", "domain"], blankIsNone(raw.company.domain), readDomain),
      country,
      taxId: reader.optionalText(["company", "taxId"], raw.company.taxId, 40),
    },
    contact: {
      name: reader.text(["contact", "name"], raw.contact.name, 200),
      email: readEmail(reader, raw.contact.email),
      phone: reader.optional(["contact", "phone"], blankIsNone(raw.contact.phone), (phone) =>
        readPhone(phone, country),
      ),
      jobTitle: reader.optionalText(["contact", "jobTitle"], raw.contact.jobTitle, 200),
      consentBasis: consent.basis,
      consentObtainedAt: reader.optional(
        ["contact", "consent", "obtainedAt"],
        consent.obtainedAt,
        (at) => readPast(at, now),
      ),
      consentSource: reader.optionalText(["contact", "consent", "source"], consent.source, 400),
    },
  };
  const { problems } = reader;
  return problems.length > 0 ? { ok: false, problems } : { ok: true, command };
}

const MAILBOX = /^[^\s@"(),:;<>[\]\\]{1,64}$/;

function readEmail(reader: InputReader, given: string | null | undefined): string {
  const path = ["contact", "email"];
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

function readDomain(given: string): ReadPart<string> {
  const domain = given.length > 300 ? null : registrableDomain(given);
  if (domain !== null) return { ok: true, value: domain };
  return {
    ok: false,
    problem: `is not a domain: "${excerpt(given)}"; expected something like company.com or https://www.company.com`,
  };
}

function readCountry(given: string): ReadPart<string> {
  const code = given.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code) && isSupportedCountry(code)) return { ok: true, value: code };
  return {
    ok: false,
    problem: `is not a country code: "${excerpt(given)}"; expected two letters of ISO 3166-1 such as DE`,
  };
}

function readPhone(given: string, country: string | null): ReadPart<string> {
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

const blankIsNone = (given: string | null | undefined): string | null | undefined =>
  given?.trim() === "" ? null : given;
