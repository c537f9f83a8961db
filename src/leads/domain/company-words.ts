import anyAscii from "any-ascii";

import {
  FORM_PHRASES,
  FORMS_ANYWHERE,
  FORMS_AT_END,
  FORMS_AT_START,
  FORMS_IN_OTHER_SCRIPTS,
} from "./legal-forms.ts";

/** A company's name as it is compared. */
export interface CompanyWords {
  /** The words that say who it is, as they were written one after the other. */
  readonly words: readonly string[];
  /** What was said of it in brackets or behind a slash: a place, a registry, a second name. */
  readonly remarks: readonly string[];
}

/** They join words of a name, and are left out or added as one likes. */
const JOINING = new Set(
  "the and of for und et y e o och og ja de la le les los las el del des du da do das dos di der die das van von".split(
    " ",
  ),
);

const BRACKETED = /\(([^()]*)\)|\[([^[\]]*)\]/gu;
/** A registry's remark at the end: "/DE/", "Inc./Cayman Islands", "CORP \PA\"; not the slash of "I/O". */
const BEHIND_SLASH =
  /(?<=[\s.,/]|\b(?:inc|corp|co|company|ltd|limited|llc|plc|sa|ag|nv))\s*[/\\]\s*([^/\\]+)[/\\]?\s*$/iu;
/** Behind these words stands the name under which business is done. */
const DOING_BUSINESS_AS = /^(?:.*\s)?(?:d\/b\/a|dba|t\/a|trading as|doing business as)\s+(?=\S)/u;
/** What a stock exchange lists is a paper of the company, and begins with one of these. */
const PAPERS =
  /[\s,]+(?:(?:new|series [a-z\d]|class [a-z\d]|sponsored|unsponsored|common|ordinary|preferred|preference|subordinate|subordinated|restricted|limited|voting|multiple|registered|american|global|new york) )*(?:(?:common|ordinary|preferred|capital|voting|registry) (?:stock|shares?|units?)|(?:depositary|depository) (?:shares?|receipts?|units?|stock)|class [a-z]\b(?! (?:of|and))|a?d[rs]s?\b(?=\s*$)|shares of beneficial interest).*$/u;

/**
 * The words of a company's name without case, accents, script, punctuation and legal form. Greek,
 * Cyrillic and other scripts become Latin letters by one table for all of Unicode.
 */
export function companyWords(name: string): CompanyWords {
  const remarks: string[] = [];
  const keep = (_: string, one?: string, other?: string): string => {
    remarks.push(one ?? other ?? "");
    return " ";
  };
  let text = name.normalize("NFKC").replace(FORMS_IN_OTHER_SCRIPTS, " ").replace(BRACKETED, keep);
  for (let turn = 0; turn < 2; turn += 1) text = text.replace(BEHIND_SLASH, keep);
  const plain = toPlain(text);
  const listed = plain.replace(PAPERS, "");
  const given = listed.trim() === "" ? plain : listed;
  const words = withoutFormAtStart(withoutForms(split(given)), text);
  return {
    words: words.length > 0 ? words : joinInitials(split(toPlain(name))),
    remarks: remarks.flatMap((remark) => split(toPlain(remark))).filter((word) => word !== "the"),
  };
}

function toPlain(text: string): string {
  return (
    anyAscii(text.replace(/[\p{Cf}]/gu, ""))
      .toLowerCase()
      .replace(/\s+/g, " ")
      .replace(DOING_BUSINESS_AS, "")
      .replace(/['’`"]/g, "")
      // initials and abbreviations: "A. O. Smith" and "S.A." lose their dots, not their sense
      .replace(/(?<=\b[a-z])\.\s?(?=[a-z]\b)/g, "")
      .replace(/(?<=\b[a-z])\s?[&+]\s?(?=[a-z]\b)/g, "")
      .replace(/[&+]/g, " and ")
  );
}

const split = (text: string): string[] => text.split(/[^a-z\d]+/u).filter((word) => word !== "");

function withoutForms(given: readonly string[]): string[] {
  let words = joinInitials(dropPhrases(given));
  const telling = words.filter((word) => !FORMS_ANYWHERE.has(word) && !JOINING.has(word));
  // "A and P" is "A & P"
  if (telling.length > 0) words = joinInitials(telling);
  while (words.length > 1 && FORMS_AT_END.has(words.at(-1) ?? "")) words = words.slice(0, -1);
  return words;
}

/** "AB Nordwind" begins with a form, "A. B. Nordwind" with somebody's initials. */
function withoutFormAtStart(words: readonly string[], text: string): readonly string[] {
  const [first = "", ...others] = words;
  if (others.length === 0 || !FORMS_AT_START.has(first)) return words;
  return anyAscii(text).trimStart().toLowerCase().startsWith(first) ? others : words;
}

function dropPhrases(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length;) {
    const phrase = FORM_PHRASES.find((each) => each.every((word, i) => words[at + i] === word));
    if (phrase && phrase.length < words.length) at += phrase.length;
    else kept.push(words[at++] ?? "");
  }
  return kept;
}

/** Letters that stand alone, one after the other, are the initials of one name: "a", "o" is "ao". */
function joinInitials(words: readonly string[]): string[] {
  const joined: string[] = [];
  let wasLetter = false;
  for (const word of words) {
    const isLetter = /^[a-z]$/.test(word);
    if (isLetter && wasLetter) joined[joined.length - 1] += word;
    else joined.push(word);
    wasLetter = isLetter;
  }
  return joined;
}
