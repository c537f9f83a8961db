import type { LeadKind, Refusal } from "../../kernel/index.ts";
import { excerpt, isLeadKind, isLocalDate, LEAD_KINDS, refuse } from "../../kernel/index.ts";
import {
  CONSENT_BASES,
  isConsentBasis,
  isLeadSource,
  LEAD_SOURCES,
  readRegistration,
} from "../../leads/index.ts";
import type {
  ConsentBasis,
  LeadSource,
  RawCustomField,
  RawRegistration,
  ReadRegistration,
} from "../../leads/index.ts";
import { customKeyOf } from "../domain/import-fields.ts";
import type { ImportField } from "../domain/import-fields.ts";

import type { FileRow } from "./file-row.ts";

/** What holds for every row that does not say otherwise. */
export interface Defaults {
  readonly programId: string | null;
  readonly consentBasis: ConsentBasis | null;
  readonly kind: LeadKind | null;
  readonly source: LeadSource | null;
  readonly campaign: string | null;
  readonly currency: string | null;
}

/** A row as a registration: as it was sent, and as it was read. */
export interface RowRegistration {
  readonly raw: RawRegistration;
  readonly read: ReadRegistration;
}

/** Reads a row as registerLead would; all that is wrong with it at once. */
export function registrationOf(row: FileRow, defaults: Defaults, now: Date): RowRegistration {
  const problems: Refusal[] = [];
  const text = (field: ImportField): string | null => {
    const given = row.cells.get(field)?.text.trim() ?? "";
    return given === "" ? null : given;
  };
  const oneOf = <Value extends string>(
    field: ImportField,
    path: readonly string[],
    is: (word: string) => word is Value,
    all: object,
  ): Value | null => {
    const given = text(field);
    if (given === null) return null;
    const word = given.toUpperCase().replaceAll(/[\s-]+/g, "_");
    if (is(word)) return word;
    const expected = Object.keys(all).join(", ");
    const words = `${path.join(".")} is "${excerpt(given)}"; expected one of ${expected}`;
    problems.push(refuse("VALIDATION_FAILED", words, { path }));
    return null;
  };
  const basisPath = ["contact", "consent", "basis"];
  const basis =
    oneOf("CONSENT_BASIS", basisPath, isConsentBasis, CONSENT_BASES) ?? defaults.consentBasis;
  if (basis === null && text("CONSENT_BASIS") === null) {
    const words = "contact.consent.basis is missing: without a lawful basis nothing is registered";
    problems.push(refuse("VALIDATION_FAILED", words, { path: basisPath }));
  }
  const amount = text("ESTIMATED_AMOUNT");
  const raw: RawRegistration = {
    programId: defaults.programId,
    externalReference: text("EXTERNAL_REFERENCE"),
    kind: oneOf("KIND", ["kind"], isLeadKind, LEAD_KINDS) ?? defaults.kind ?? "NEW_BUSINESS",
    productLineIds:
      text("PRODUCT_LINES")
        ?.split(/[\s,;]+/)
        .filter((id) => id !== "") ?? null,
    source: oneOf("SOURCE", ["source"], isLeadSource, LEAD_SOURCES) ?? defaults.source ?? "IMPORT",
    campaign: text("CAMPAIGN") ?? defaults.campaign,
    notes: text("NOTES"),
    estimatedValue:
      amount === null
        ? null
        : { amount, currency: text("ESTIMATED_CURRENCY") ?? defaults.currency ?? "" },
    company: {
      name: text("COMPANY_NAME"),
      domain: text("COMPANY_DOMAIN"),
      country: text("COMPANY_COUNTRY"),
      taxId: text("COMPANY_TAX_ID"),
    },
    contact: {
      name:
        text("CONTACT_NAME") ?? wholeName(text("CONTACT_FIRST_NAME"), text("CONTACT_LAST_NAME")),
      email: text("CONTACT_EMAIL"),
      phone: text("CONTACT_PHONE"),
      jobTitle: text("CONTACT_JOB_TITLE"),
      consent: {
        basis: basis ?? "CONSENT",
        obtainedAt: instantOf(text("CONSENT_OBTAINED_AT"), problems),
        source: text("CONSENT_SOURCE"),
      },
    },
    customFields: customFieldsOf(row),
  };
  const read = readRegistration(raw, now);
  // where values stand in other columns than their own, what they say is beside the point
  if (row.problems.length > 0) return { raw, read: { ok: false, problems: problemsOf(row) } };
  const all = [...problems, ...(read.ok ? [] : read.problems)];
  return { raw, read: all.length > 0 ? { ok: false, problems: all } : read };
}

/** An empty cell is no answer. Null where there is none: the row is then what the API would have sent. */
function customFieldsOf({ cells }: FileRow): readonly RawCustomField[] | null {
  const answers = [...cells].flatMap(([target, { text }]) => {
    const key = customKeyOf(target);
    return key === null || text.trim() === "" ? [] : [{ key, value: text }];
  });
  return answers.length === 0 ? null : answers;
}

function problemsOf({ problems }: FileRow): readonly Refusal[] {
  return problems.map(({ column, words }) =>
    refuse("VALIDATION_FAILED", `The row ${words}`, { details: { column } }),
  );
}

function wholeName(first: string | null, last: string | null): string | null {
  const parts = [first, last].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" ");
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A day is its beginning in UTC. */
function instantOf(given: string | null, problems: Refusal[]): Date | null {
  if (given === null) return null;
  const isDay = isLocalDate(given);
  const ms = isDay || INSTANT.test(given) ? Date.parse(given) : NaN;
  if (!Number.isNaN(ms)) return new Date(ms);
  const path = ["contact", "consent", "obtainedAt"];
  const words = `contact.consent.obtainedAt is no day or instant: "${excerpt(given)}"; expected 2026-01-31 or 2026-01-31T10:00:00Z`;
  problems.push(refuse("VALIDATION_FAILED", words, { path }));
  return null;
}
