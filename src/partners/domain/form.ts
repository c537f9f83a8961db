import type {
  CustomField,
  CustomFieldType,
  InputReader,
  LocalText,
  StandardField,
} from "../../kernel/index.ts";
import { ALL_STANDARD_FIELDS, excerpt, isLocalDate, millionthsOf } from "../../kernel/index.ts";

/** Texts as they arrive, one for each language. */
export type RawTexts = readonly LocalText[] | null | undefined;

/** A field of a program's own as it arrives. */
export interface RawFormField {
  readonly key: string;
  readonly type: CustomFieldType;
  readonly isRequired: boolean;
  readonly isPersonal: boolean;
  readonly labels: readonly LocalText[];
  readonly help?: RawTexts;
  readonly options?:
    readonly { readonly key: string; readonly labels: readonly LocalText[] }[] | null;
  readonly minimum?: string | null;
  readonly maximum?: string | null;
  readonly maxLength?: number | null;
}

export interface FormContent {
  readonly required: readonly StandardField[];
  readonly fields: readonly CustomField[];
}

const MOST_FIELDS = 50;
const MOST_OPTIONS = 200;
const MOST_LANGUAGES = 30;
const LONGEST_TEXT = 1_000;
const KEY = /^[a-z][A-Za-z0-9_]{0,39}$/;
const OPTION_KEY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

/**
 * Reads what a form is to be. What a field may hold is said by its type and bounds, never by a
 * pattern: no input of a partner ever runs through somebody's regular expression.
 */
export function readForm(
  reader: InputReader,
  raw: { readonly required: readonly StandardField[]; readonly fields: readonly RawFormField[] },
): FormContent {
  if (raw.fields.length > MOST_FIELDS)
    reader.report(["fields"], `may hold ${MOST_FIELDS}, got ${raw.fields.length}`);
  const fields = raw.fields.slice(0, MOST_FIELDS).map((field, index) => {
    const path = ["fields", String(index)];
    readOnce(reader, path, raw.fields, index);
    return readField(reader, path, field);
  });
  return {
    required: ALL_STANDARD_FIELDS.filter((field) => raw.required.includes(field)),
    fields,
  };
}

/** Keys that differ in case alone would be one header of a file. */
function readOnce(
  reader: InputReader,
  path: readonly string[],
  keyed: readonly { readonly key: string }[],
  index: number,
): void {
  const key = keyed[index]?.key.toLowerCase();
  const isTaken = keyed.slice(0, index).some((before) => before.key.toLowerCase() === key);
  if (isTaken) reader.report([...path, "key"], "is the key of one before it");
}

function readField(reader: InputReader, path: readonly string[], raw: RawFormField): CustomField {
  const { key, type, isRequired, isPersonal } = raw;
  if (!KEY.test(key))
    reader.report(
      [...path, "key"],
      `is no key: "${excerpt(key)}"; expected up to 40 letters, digits and _, the first a small letter, such as teamSize`,
    );
  return {
    key,
    type,
    isRequired,
    isPersonal,
    labels: readLabels(reader, [...path, "labels"], raw.labels),
    help: readTexts(reader, [...path, "help"], raw.help, 1_000),
    options: readOptions(reader, [...path, "options"], raw),
    ...readBounds(reader, path, raw),
    maxLength: readLength(reader, [...path, "maxLength"], raw),
  };
}

const isChoice = (type: CustomFieldType): boolean => type === "CHOICE" || type === "MULTI_CHOICE";

function readOptions(
  reader: InputReader,
  path: readonly string[],
  { type, options }: RawFormField,
): CustomField["options"] {
  const given = options ?? [];
  if (!isChoice(type)) {
    if (given.length > 0) reader.report(path, `are for choices, not for ${type}`);
    return [];
  }
  if (given.length < 1 || given.length > MOST_OPTIONS)
    reader.report(path, `must be 1 to ${MOST_OPTIONS}, got ${given.length}`);
  return given.slice(0, MOST_OPTIONS).map((option, index) => {
    const at = [...path, String(index)];
    readOnce(reader, at, given, index);
    if (!OPTION_KEY.test(option.key))
      reader.report(
        [...at, "key"],
        `is no key: "${excerpt(option.key)}"; expected up to 40 letters, digits, _ and -`,
      );
    return { key: option.key, labels: readLabels(reader, [...at, "labels"], option.labels) };
  });
}

/** Bounds as text: decimals for numbers, days for dates, none for anything else. */
function readBounds(
  reader: InputReader,
  path: readonly string[],
  { type, minimum, maximum }: RawFormField,
): Pick<CustomField, "minimum" | "maximum"> {
  const read = (name: string, given: string | null | undefined): string | null => {
    const text = given?.trim() ?? "";
    if (text === "") return null;
    const isWrong = type === "NUMBER" ? millionthsOf(text) === null : !isLocalDate(text);
    if (type !== "NUMBER" && type !== "DATE")
      reader.report([...path, name], `is for numbers and dates, not for ${type}`);
    else if (isWrong)
      reader.report(
        [...path, name],
        `is no ${type === "NUMBER" ? "decimal number" : "day"}: "${excerpt(text)}"`,
      );
    return text;
  };
  const bounds = { minimum: read("minimum", minimum), maximum: read("maximum", maximum) };
  if (isBackwards(type, bounds)) reader.report([...path, "maximum"], "is less than minimum");
  return bounds;
}

function isBackwards(
  type: CustomFieldType,
  { minimum, maximum }: Pick<CustomField, "minimum" | "maximum">,
): boolean {
  if (minimum === null || maximum === null) return false;
  if (type !== "NUMBER") return maximum < minimum;
  const [least, most] = [millionthsOf(minimum), millionthsOf(maximum)];
  return least !== null && most !== null && most < least;
}

function readLength(
  reader: InputReader,
  path: readonly string[],
  { type, maxLength }: RawFormField,
): number | null {
  if (type !== "TEXT") {
    if (typeof maxLength === "number") reader.report(path, `is for texts, not for ${type}`);
    return null;
  }
  const length = maxLength ?? LONGEST_TEXT;
  if (length < 1 || length > LONGEST_TEXT)
    reader.report(path, `must be 1 to ${LONGEST_TEXT}, got ${length}`);
  return length;
}

function readLabels(
  reader: InputReader,
  path: readonly string[],
  given: readonly LocalText[],
): readonly LocalText[] {
  if (given.length === 0) reader.report(path, "is missing: name it in one language or more");
  return readTexts(reader, path, given, 200);
}

function readTexts(
  reader: InputReader,
  path: readonly string[],
  given: RawTexts,
  maxLength: number,
): readonly LocalText[] {
  const texts = given ?? [];
  if (texts.length > MOST_LANGUAGES)
    reader.report(path, `may hold ${MOST_LANGUAGES}, got ${texts.length}`);
  return texts.slice(0, MOST_LANGUAGES).map(({ language, text }, index) => {
    const at = [...path, String(index)];
    if (!LANGUAGE.test(language))
      reader.report(
        [...at, "language"],
        `is no language: "${excerpt(language)}"; expected de or pt-BR`,
      );
    if (texts.slice(0, index).some((before) => before.language === language))
      reader.report([...at, "language"], "is said twice");
    return { language, text: reader.text([...at, "text"], text, maxLength, "many") };
  });
}
