import anyAscii from "any-ascii";

import { companyWords } from "./company-words.ts";

/** What a lead says in words. */
export interface Said {
  readonly company: { readonly name: string; readonly domain: string | null };
  readonly externalReference: string | null;
  readonly notes: string | null;
  readonly persons: readonly {
    /** A uuid; null where it does not matter yet. */
    readonly id: string | null;
    readonly name: string;
    readonly email: string;
  }[];
}

/** A word by which a lead is found. */
export interface SearchTerm {
  readonly term: string;
  /** One that names a person or may: it opens to the vendor with the contact. */
  readonly isPersonal: boolean;
}

const LONGEST_TERM = 40;
/** Notes may be long; what matters in them is said early. */
const MOST_WORDS_OF_NOTES = 60;
const MOST_TERMS = 120;

/** The words of a text: lower case, without accents and scripts of their own, as companies' names are. */
function wordsOf(text: string | null): readonly string[] {
  if (text === null) return [];
  return anyAscii(text)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.slice(0, LONGEST_TERM));
}

/** The words by which a lead is found; `reference` is the short form of its id. */
export function searchTerms(said: Said, reference: string): readonly SearchTerm[] {
  const { company, persons, externalReference, notes } = said;
  const folded = companyWords(company.name);
  const open = [
    ...wordsOf(company.name),
    // a name in another script, or with signs for letters, is found as it is matched
    ...folded.words.flatMap((word) => wordsOf(word)),
    ...folded.remarks.flatMap((word) => wordsOf(word)),
    ...wordsOf(company.domain),
    ...wordsOf(externalReference),
    ...wordsOf(reference),
  ];
  const personal = [
    ...persons.flatMap(({ name, email }) => [...wordsOf(name), ...wordsOf(email)]),
    ...wordsOf(notes).slice(0, MOST_WORDS_OF_NOTES),
  ];
  const known = new Set(open);
  return [
    ...[...known].map((term) => ({ term, isPersonal: false })),
    ...[...new Set(personal)]
      .filter((term) => !known.has(term))
      .map((term) => ({ term, isPersonal: true })),
  ].slice(0, MOST_TERMS);
}

const MOST_WORDS = 8;

/** The words that are looked for, the longest first: it is the rarest, mostly. Null: too many. */
export function searchedWords(text: string): readonly string[] | null {
  const words = [...new Set(wordsOf(text))];
  return words.length > MOST_WORDS
    ? null
    : words.toSorted((one, other) => other.length - one.length);
}

/** A prefix as a range of texts in the order of their bytes: from it, and before this. */
export const afterPrefix = (word: string): string => `${word}\u007f`;
