import type { Money, ProductLineId } from "../../kernel/index.ts";

import type { CustomValue } from "./custom-fields.ts";
import type { Tender } from "./registration.ts";

/** What a lead says, as far as its partner may correct it. The contact is the primary one. */
export interface LeadData {
  readonly companyName: string;
  readonly companyDomain: string | null;
  readonly companyCountry: string | null;
  readonly companyTaxId: string | null;
  readonly contactName: string;
  readonly contactEmail: string;
  readonly contactPhone: string | null;
  readonly contactJobTitle: string | null;
  readonly notes: string | null;
  readonly estimatedValue: Money | null;
  /** In the order of the ids. */
  readonly productLineIds: readonly ProductLineId[];
  readonly tender: Tender | null;
  /** In the fields of its form's own. */
  readonly customFields: readonly CustomValue[];
}

/** What is to be changed: what is left out stays, null clears. */
export type LeadPatch = Partial<LeadData>;

/** The fields of a lead that can be corrected, by the names of the API. */
export const LEAD_FIELDS = {
  COMPANY_NAME: "The company's name.",
  COMPANY_DOMAIN: "The company's domain.",
  COMPANY_COUNTRY: "The company's country.",
  COMPANY_TAX_ID: "The company's tax or registration number.",
  CONTACT_NAME: "The primary contact's name.",
  CONTACT_EMAIL: "The primary contact's e-mail address.",
  CONTACT_PHONE: "The primary contact's phone number.",
  CONTACT_JOB_TITLE: "What the primary contact does there.",
  NOTES: "The notes for sales.",
  ESTIMATED_VALUE: "What the partner expects it to be worth.",
  PRODUCT_LINES: "The product lines that it is about.",
  TENDER: "The tender that it is for.",
  CUSTOM_FIELDS: "What it says in the fields of its program's own.",
} as const;
export type LeadField = keyof typeof LEAD_FIELDS;

/** What a partner can be asked for: a field, or something that shows it. */
export const ASKED_FIELDS = {
  ...LEAD_FIELDS,
  EVIDENCE: "What shows it, in words: asked for and answered, and no field of its own.",
} as const;
export type AskedField = keyof typeof ASKED_FIELDS;

/** Where each field stands in what a lead says. */
export const PROPERTY_OF = {
  COMPANY_NAME: "companyName",
  COMPANY_DOMAIN: "companyDomain",
  COMPANY_COUNTRY: "companyCountry",
  COMPANY_TAX_ID: "companyTaxId",
  CONTACT_NAME: "contactName",
  CONTACT_EMAIL: "contactEmail",
  CONTACT_PHONE: "contactPhone",
  CONTACT_JOB_TITLE: "contactJobTitle",
  NOTES: "notes",
  ESTIMATED_VALUE: "estimatedValue",
  PRODUCT_LINES: "productLineIds",
  TENDER: "tender",
  CUSTOM_FIELDS: "customFields",
} as const satisfies Record<LeadField, keyof LeadData>;

const PATH_OF: Readonly<Record<AskedField, readonly string[]>> = {
  COMPANY_NAME: ["company", "name"],
  COMPANY_DOMAIN: ["company", "domain"],
  COMPANY_COUNTRY: ["company", "country"],
  COMPANY_TAX_ID: ["company", "taxId"],
  CONTACT_NAME: ["contact", "name"],
  CONTACT_EMAIL: ["contact", "email"],
  CONTACT_PHONE: ["contact", "phone"],
  CONTACT_JOB_TITLE: ["contact", "jobTitle"],
  NOTES: ["notes"],
  ESTIMATED_VALUE: ["estimatedValue"],
  PRODUCT_LINES: ["productLineIds"],
  TENDER: ["tender"],
  CUSTOM_FIELDS: ["customFields"],
  EVIDENCE: ["evidence"],
};

/** Where a field stands in an input that corrects it or answers for it. */
export const pathOfField = (field: string): readonly string[] =>
  isAskedField(field) ? PATH_OF[field] : [];

/** What a lead is matched by: from acceptance on, a change of it is proposed. */
export const MATCH_FIELDS = [
  "COMPANY_NAME",
  "COMPANY_DOMAIN",
  "COMPANY_COUNTRY",
  "COMPANY_TAX_ID",
  "CONTACT_EMAIL",
  "CONTACT_PHONE",
  "PRODUCT_LINES",
  "TENDER",
] as const satisfies readonly LeadField[];
export type MatchField = (typeof MATCH_FIELDS)[number];

const isLeadField = (text: string): text is LeadField => Object.hasOwn(LEAD_FIELDS, text);
export const isAskedField = (text: string): text is AskedField => Object.hasOwn(ASKED_FIELDS, text);
export const isMatchField = (field: string): field is MatchField =>
  MATCH_FIELDS.some((each) => each === field);

const ALL_FIELDS: readonly LeadField[] = Object.keys(LEAD_FIELDS).filter(isLeadField);

/** The fields that a patch names, in the order of the list. */
export const fieldsIn = (patch: LeadPatch): readonly LeadField[] =>
  ALL_FIELDS.filter((field) => patch[PROPERTY_OF[field]] !== undefined);

/** The same, and whether each is to be cleared. */
export const fieldsGivenIn = (patch: LeadPatch) =>
  fieldsIn(patch).map((field) => ({
    field,
    isCleared: patch[PROPERTY_OF[field]] === null,
  }));

/** Of a patch, what it says of some fields alone. */
export function patchOf(patch: LeadPatch, fields: readonly LeadField[]): LeadPatch {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = patch[PROPERTY_OF[field]];
      return value === undefined ? [] : [[PROPERTY_OF[field], value]];
    }),
  );
}

/** The fields that would not be what they are. */
export const changedBy = (before: LeadData, patch: LeadPatch): readonly LeadField[] =>
  fieldsIn(patch).filter(
    (field) => !isSame(before[PROPERTY_OF[field]], patch[PROPERTY_OF[field]] ?? null),
  );

type Value = LeadData[keyof LeadData];

function isSame(one: Value, other: Value): boolean {
  if (isList(one) && isList(other))
    return (
      one.length === other.length && one.every((each, index) => isSameItem(each, other[index]))
    );
  if (isTender(one) && isTender(other))
    return (
      one.reference === other.reference && one.issuer === other.issuer && one.dueOn === other.dueOn
    );
  if (!isMoney(one) || !isMoney(other)) return one === other;
  return one.minor === other.minor && one.currency === other.currency;
}

/** Answers, or product lines. */
type Item = CustomValue | ProductLineId;

const isList = (value: Value): value is readonly CustomValue[] | readonly ProductLineId[] =>
  Array.isArray(value);

const isTender = (value: Value): value is Tender =>
  typeof value === "object" && value !== null && "reference" in value;

const isMoney = (value: Value): value is Money =>
  typeof value === "object" && value !== null && "minor" in value;

function isSameItem(one: Item, other: Item | undefined): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return (
    one.key === other?.key &&
    one.values.length === other.values.length &&
    one.values.every((value, index) => value === other.values[index])
  );
}
