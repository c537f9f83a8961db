import type { MatchKey } from "./match-keys.ts";
import { MATCH_KEYS } from "./match-keys.ts";
import { nameLikeness } from "./name-likeness.ts";
import type { Name, NameLikeness } from "./name-likeness.ts";

/** A lead's prospect, as far as it is compared. */
export interface Prospect {
  readonly emailKeys: readonly string[];
  /** `tax:<country>:…`, `domain:…` or `name:…`: exact keys, of which one in common is enough. */
  readonly companyKeys: readonly string[];
  /** E.164. */
  readonly phones: readonly string[];
  readonly country: string | null;
  readonly name: Name;
}

/**
 * SAME: one prospect, so that the two claims conflict. POSSIBLE: a person may want to look.
 * DIFFERENT: nothing to tell.
 */
export type Decision = "SAME" | "POSSIBLE" | "DIFFERENT";

/** What two prospects have in common, what speaks against it, and what follows. */
export interface Comparison {
  readonly decision: Decision;
  /** How sure it is that they are one, in parts per million: it ranks, and is no probability. */
  readonly confidencePpm: number;
  readonly matchedOn: readonly MatchKey[];
  /** The keys that both have. */
  readonly compared: readonly MatchKey[];
  readonly against: readonly Contradiction[];
  readonly name: NameLikeness;
}

/** Facts that two leads of one company would share; the database holds the same list. */
export const CONTRADICTIONS = {
  TAX_ID: "They have different tax ids of one country.",
  DOMAIN: "They have different domains.",
  COUNTRY: "They are in different countries.",
} as const;
export type Contradiction = keyof typeof CONTRADICTIONS;

/** Names as alike as this are one company's, if nothing contradicts. */
const SAME_NAME = 0.82;
const LIKE_NAME = 0.6;
/** A name of words that everybody uses says too little, also where it is the same. */
const TELLING = 0.1;

/** How sure one key alone makes; that of the name is its likeness. */
const CERTAINTY = { EMAIL: 0.99, COMPANY: 0.99, PHONE: 0.6 } as const;
const NAME_AT_MOST = 0.95;
const EACH_CONTRADICTION = 0.6;

/**
 * Whether two leads name one prospect. An e-mail address, a tax id or a domain in common decides as
 * it stands. Else the name does, by its likeness, where no fact contradicts: another country, tax id
 * or domain makes of it a likeness that a person may judge. A phone number in common supports a name
 * and decides nothing alone.
 */
export function compareProspects(
  left: Prospect,
  right: Prospect,
  weightOf: (word: string) => number,
): Comparison {
  const name = nameLikeness(left.name, right.name, weightOf);
  const agrees: Readonly<Record<MatchKey, boolean>> = {
    EMAIL: haveCommon(left.emailKeys, right.emailKeys),
    COMPANY: haveCommon(left.companyKeys, right.companyKeys),
    COMPANY_NAME: name.score >= SAME_NAME,
    PHONE: haveCommon(left.phones, right.phones),
  };
  const against = contradictions(left, right);
  const decision = decide(agrees, name, against.length > 0);
  return {
    decision,
    confidencePpm: confidenceOf(agrees, name, against.length),
    matchedOn: MATCH_KEYS.filter((key) => {
      if (key !== "COMPANY_NAME") return agrees[key];
      // the name is the weaker form of the company: beside it, it says nothing more
      return (
        !agrees.COMPANY && (agrees[key] || (decision === "POSSIBLE" && name.score >= LIKE_NAME))
      );
    }),
    compared: MATCH_KEYS.filter((key) => has(left, key) && has(right, key)),
    against,
    name,
  };
}

function decide(
  agrees: Readonly<Record<MatchKey, boolean>>,
  name: NameLikeness,
  isContradicted: boolean,
): Decision {
  if (agrees.EMAIL || agrees.COMPANY) return "SAME";
  const isTelling = name.weight >= TELLING;
  if (!isContradicted) {
    if (agrees.COMPANY_NAME && isTelling) return "SAME";
    if (agrees.PHONE && name.score >= LIKE_NAME) return "SAME";
    if (name.score >= LIKE_NAME && isTelling) return "POSSIBLE";
  }
  return agrees.PHONE || agrees.COMPANY_NAME ? "POSSIBLE" : "DIFFERENT";
}

/** Keys that agree make each other surer; what contradicts weakens the name and the phone. */
function confidenceOf(
  agrees: Readonly<Record<MatchKey, boolean>>,
  name: NameLikeness,
  contradicted: number,
): number {
  const weaker = EACH_CONTRADICTION ** contradicted;
  const doubt =
    (1 - (agrees.EMAIL ? CERTAINTY.EMAIL : 0)) *
    (1 - (agrees.COMPANY ? CERTAINTY.COMPANY : 0)) *
    (1 - (agrees.PHONE ? CERTAINTY.PHONE * weaker : 0)) *
    (1 - (name.score >= LIKE_NAME ? name.score * NAME_AT_MOST * weaker : 0));
  return Math.round((1 - doubt) * 1_000_000);
}

function contradictions(left: Prospect, right: Prospect): readonly Contradiction[] {
  const found: Contradiction[] = [];
  const taxIds = [left, right].map((each) => valuesOf(each, "tax:"));
  const countries = taxIds.map((ids) => ids.map((id) => id.split(":")[0] ?? ""));
  // of two countries one firm has two numbers
  if (differ(taxIds) && !differ(countries)) found.push("TAX_ID");
  // "nord.de" and "nord.com" are one firm's: what is registered is the label
  if (differ([left, right].map((each) => valuesOf(each, "domain:").map(labelOf)))) {
    found.push("DOMAIN");
  }
  if (left.country !== null && right.country !== null && left.country !== right.country) {
    found.push("COUNTRY");
  }
  return found;
}

const labelOf = (domain: string): string => domain.split(".")[0] ?? "";

const valuesOf = (prospect: Prospect, kind: string): readonly string[] =>
  prospect.companyKeys.filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length));

const differ = ([left = [], right = []]: readonly (readonly string[])[]): boolean =>
  left.length > 0 && right.length > 0 && !haveCommon(left, right);

const haveCommon = (left: readonly string[], right: readonly string[]): boolean =>
  left.some((key) => right.includes(key));

function has(prospect: Prospect, key: MatchKey): boolean {
  switch (key) {
    case "EMAIL":
      return prospect.emailKeys.length > 0;
    case "COMPANY":
      return prospect.companyKeys.length > 0;
    case "COMPANY_NAME":
      return prospect.name.words.length > 0;
    case "PHONE":
      return prospect.phones.length > 0;
  }
}
