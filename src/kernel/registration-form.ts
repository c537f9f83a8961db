/**
 * The words in which a program asks and a registration answers: which standard fields are required,
 * and the fields of the program's own.
 */

/** The standard fields that a form may require; the others are always required, or never. */
export const STANDARD_FIELDS = {
  EXTERNAL_REFERENCE: { meaning: "The partner's own key.", path: ["externalReference"] },
  CAMPAIGN: { meaning: "The campaign it came from.", path: ["campaign"] },
  NOTES: { meaning: "Notes for sales.", path: ["notes"] },
  ESTIMATED_VALUE: { meaning: "What it is expected to be worth.", path: ["estimatedValue"] },
  COMPANY_DOMAIN: { meaning: "The company's domain.", path: ["company", "domain"] },
  COMPANY_COUNTRY: { meaning: "The company's country.", path: ["company", "country"] },
  COMPANY_TAX_ID: {
    meaning: "The company's tax or registration number.",
    path: ["company", "taxId"],
  },
  CONTACT_PHONE: { meaning: "The primary contact's phone number.", path: ["contact", "phone"] },
  CONTACT_JOB_TITLE: {
    meaning: "What the primary contact does there.",
    path: ["contact", "jobTitle"],
  },
  CONTACT_BUYING_ROLE: {
    meaning: "What part the primary contact has in the buying.",
    path: ["contact", "buyingRole"],
  },
  CONSENT_OBTAINED_AT: {
    meaning: "When the lawful basis was obtained.",
    path: ["contact", "consent", "obtainedAt"],
  },
  CONSENT_SOURCE: {
    meaning: "Where the lawful basis was obtained.",
    path: ["contact", "consent", "source"],
  },
} as const;
export type StandardField = keyof typeof STANDARD_FIELDS;

export const isStandardField = (text: string): text is StandardField =>
  Object.hasOwn(STANDARD_FIELDS, text);

export const ALL_STANDARD_FIELDS: readonly StandardField[] =
  Object.keys(STANDARD_FIELDS).filter(isStandardField);

/** What a field of a program's own holds. */
export const CUSTOM_FIELD_TYPES = {
  TEXT: "A text.",
  NUMBER: "A decimal number, with a point before its decimals.",
  BOOLEAN: "True or false.",
  DATE: "A day of the calendar, YYYY-MM-DD.",
  CHOICE: "The key of one option.",
  MULTI_CHOICE: "The keys of several options.",
} as const;
export type CustomFieldType = keyof typeof CUSTOM_FIELD_TYPES;

/** A text in one language. */
export interface LocalText {
  /** BCP 47, for example de or pt-BR. */
  readonly language: string;
  readonly text: string;
}

export interface CustomFieldOption {
  readonly key: string;
  readonly labels: readonly LocalText[];
}

/** A field of a program's own. */
export interface CustomField {
  readonly key: string;
  readonly type: CustomFieldType;
  readonly isRequired: boolean;
  /** True where it is about a person: seen as the persons of a lead are. */
  readonly isPersonal: boolean;
  readonly labels: readonly LocalText[];
  readonly help: readonly LocalText[];
  /** For choices alone. */
  readonly options: readonly CustomFieldOption[];
  /** Of a number or a day, the least and the greatest that it may be; as they are written. */
  readonly minimum: string | null;
  readonly maximum: string | null;
  /** Of a text, in characters. */
  readonly maxLength: number | null;
}

/** A version of a program's form. */
export interface RegistrationForm {
  readonly number: number;
  readonly required: readonly StandardField[];
  readonly fields: readonly CustomField[];
}

/** Asks for nothing but what is always required. */
export const PLAIN_FORM: RegistrationForm = { number: 1, required: [], fields: [] };

const DECIMAL = /^(-?)([0-9]{1,15})(?:\.([0-9]{1,6}))?$/;
const DECIMALS = 6;

/** A decimal number of up to 15 digits before and 6 behind the point, in millionths; else null. */
export function millionthsOf(text: string): bigint | null {
  const found = DECIMAL.exec(text);
  if (!found) return null;
  const [, sign = "", whole = "0", decimals = ""] = found;
  const size = BigInt(whole + decimals.padEnd(DECIMALS, "0"));
  return sign === "-" ? -size : size;
}

/** A number of millionths as it is written shortest. */
export function decimalOf(millionths: bigint): string {
  const digits = (millionths < 0n ? -millionths : millionths)
    .toString()
    .padStart(DECIMALS + 1, "0");
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "");
  const whole = digits.slice(0, -DECIMALS);
  return `${millionths < 0n ? "-" : ""}${whole}${decimals === "" ? "" : `.${decimals}`}`;
}
