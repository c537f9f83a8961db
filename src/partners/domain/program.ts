import type { CalendarId, LeadKind, ProductLineId, Refusal } from "../../kernel/index.ts";
import { ALL_LEAD_KINDS, refuse } from "../../kernel/index.ts";

import type { ChecklistPoint } from "./checklist.ts";

/** Who speaks to a contact first. The database holds the same names in constraint program_contact_rule. */
export const CONTACT_RULES = {
  PARTNER_INTRODUCES: "The partner introduces the vendor.",
  JOINT: "Partner and vendor go together.",
  VENDOR_DIRECT: "The vendor writes or calls by itself.",
} as const;
export type ContactRule = keyof typeof CONTACT_RULES;

export const EXTENSION_POLICIES = {
  NONE: "A protection is never extended.",
  ONCE: "A protection may be extended once.",
  MANY: "A protection may be extended again and again.",
} as const;
export type ExtensionPolicy = keyof typeof EXTENSION_POLICIES;

/** Whose assessment makes an SQL. */
export const QUALIFIED_BY = {
  SALES: "That of sales.",
  MARKETING: "That of marketing, at MQL.",
  MARKETING_THEN_SALES: "Marketing's makes the MQL, sales' the SQL.",
} as const;

/** The numbers that a program sets, and within what. */
export const PROGRAM_NUMBERS = {
  acceptanceHours: { least: 1, most: 8_760 },
  conversionDays: { least: 1, most: 3_650 },
  protectionDays: { least: 1, most: 3_650 },
  heartbeatDays: { least: 1, most: 3_650 },
  extensionDays: { least: 1, most: 3_650 },
  checksPerDay: { least: 0, most: 10_000 },
  appealDays: { least: 1, most: 3_650 },
  directClaimDays: { least: 1, most: 3_650 },
} as const;
export type ProgramNumber = keyof typeof PROGRAM_NUMBERS;

const isProgramNumber = (text: string): text is ProgramNumber =>
  Object.hasOwn(PROGRAM_NUMBERS, text);
export const ALL_PROGRAM_NUMBERS: readonly ProgramNumber[] =
  Object.keys(PROGRAM_NUMBERS).filter(isProgramNumber);

/** What a program is, as far as the vendor may change it. */
export interface ProgramSettings extends Readonly<Record<ProgramNumber, number>> {
  readonly name: string;
  readonly timeZone: string;
  readonly kinds: readonly LeadKind[];
  /** That its leads may name, each with all beneath it; empty for all. */
  readonly productLineIds: readonly ProductLineId[];
  readonly contactRule: ContactRule;
  readonly extensionPolicy: ExtensionPolicy;
  /** When business is done; null for Monday to Friday, 9 to 17, in its zone. */
  readonly calendarId: CalendarId | null;
  /** Whether nothing is registered before the terms in force are accepted. */
  readonly needsTerms: boolean;
  /** What whoever accepts one of its leads confirms. */
  readonly handoverChecklist: readonly ChecklistPoint[];
}

/** What is left out when a program is made. */
export const DEFAULT_SETTINGS: Omit<ProgramSettings, "name" | "timeZone"> = {
  kinds: ALL_LEAD_KINDS,
  productLineIds: [],
  contactRule: "PARTNER_INTRODUCES",
  extensionPolicy: "ONCE",
  needsTerms: false,
  handoverChecklist: [],
  calendarId: null,
  acceptanceHours: 48,
  conversionDays: 30,
  protectionDays: 90,
  heartbeatDays: 30,
  extensionDays: 45,
  checksPerDay: 10,
  appealDays: 14,
  directClaimDays: 90,
};

/** A program as a change of it finds it. */
export interface ProgramStanding {
  readonly version: number;
  readonly isDefault: boolean;
  readonly formNumber: number;
  /** Of its terms, the latest published; 0 where there are none. */
  readonly termsNumber: number;
}

export function noSuchLines(): Refusal {
  return refuse("NOT_FOUND", "One of the product lines is not there, or is sold no more.", {
    path: ["productLineIds"],
  });
}

export function noSuchProgram(): Refusal {
  return refuse("NOT_FOUND", "There is no such program.", { path: ["programId"] });
}
