import { wordLikeness } from "./word-likeness.ts";

/** A company's name as it is compared. */
export interface Name {
  /** The words that say who it is, as they were written one after the other. */
  readonly words: readonly string[];
  /** What was said of it in brackets or behind a slash. */
  readonly remarks: readonly string[];
}

/** How alike two names are, and why. */
export interface NameLikeness {
  /** From 0 to 1. */
  readonly score: number;
  /** How much the words that agree say of who it is: 1 is what a word says that nobody else has. */
  readonly weight: number;
  /** The words of the left name that the right one has as well. */
  readonly agreed: readonly string[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
}

/** What is different on both sides counts more than what one side leaves out. */
const BOTH_DIFFER = 3;
/** A name that begins otherwise is rather another one than the same one shortened. */
const OTHER_BEGINNING = 0.85;
/** A word that weighs less than this is business's, not the name's. */
const COMMON = 0.6;
const ALIAS = 0.75;
/** What stands in brackets is often a place, or a word of business, and then no name. */
const TELLING_ALIAS = 0.7;
/** "Fund II" is not "Fund III", nor "Fund". */
const OTHER_NUMBER = 0.5;

/**
 * The likeness of two names: what the words they share weigh, of what all their words weigh. Neither
 * side comes first, and the order of the words counts only where one name leaves some out.
 */
export function nameLikeness(
  left: Name,
  right: Name,
  weightOf: (word: string) => number,
): NameLikeness {
  const plain = compare(left.words, right.words, weightOf);
  if (plain.score === 1 || left.remarks.length + right.remarks.length === 0) return plain;
  // A remark may be the other half of the name, "Lilly (Eli)", or another name, "(Edenor)", if only
  // that of its parent: it can only speak for the two.
  const asWhole = compare(
    [...left.words, ...left.remarks],
    [...right.words, ...right.remarks],
    weightOf,
  );
  const asAlias = [
    compare(left.words, right.remarks, weightOf),
    compare(left.remarks, right.words, weightOf),
  ]
    .filter(({ score, weight }) => score === 1 && weight >= TELLING_ALIAS)
    .map((alias) => ({ ...alias, score: ALIAS }));
  return [plain, asWhole, ...asAlias].reduce((best, each) =>
    each.score > best.score ? each : best,
  );
}

function compare(
  leftWords: readonly string[],
  rightWords: readonly string[],
  weightOf: (word: string) => number,
): NameLikeness {
  const left = [...new Set(leftWords)];
  const right = [...new Set(rightWords)];
  const { agreed, paired, alike, onlyLeft, onlyRight } = align(left, right, weightOf);
  const sum = (words: readonly string[]) => words.reduce((all, word) => all + weightOf(word), 0);
  const [missingLeft, missingRight] = [sum(onlyLeft), sum(onlyRight)];
  const missing = missingLeft + missingRight + BOTH_DIFFER * Math.min(missingLeft, missingRight);
  let score = alike === 0 ? 0 : (2 * alike) / (2 * paired + missing);
  if (missing > 0 && wordLikeness(left[0] ?? "", right[0] ?? "", () => true) === 0)
    score *= OTHER_BEGINNING;
  if (onlyLeft.some(isNumber) || onlyRight.some(isNumber)) score *= OTHER_NUMBER;
  return { score, weight: alike, agreed, onlyLeft, onlyRight };
}

const isNumber = (word: string): boolean => /^(?:\d+|[ivx]{1,4})$/.test(word);

interface Alignment {
  readonly agreed: readonly string[];
  /** What the agreed words weigh, and what is left of it where they are only alike. */
  readonly paired: number;
  readonly alike: number;
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
}

function align(
  left: readonly string[],
  right: readonly string[],
  weightOf: (word: string) => number,
): Alignment {
  const rest = { left: new Set(left), right: new Set(right) };
  const agreed: string[] = [];
  let paired = 0;
  let alike = 0;
  const isCommon = (word: string): boolean => weightOf(word) < COMMON;
  const take = (lefts: readonly string[], rights: readonly string[], likeness: number): void => {
    const weigh = (words: readonly string[]) => Math.max(...words.map(weightOf));
    agreed.push(...lefts);
    const weight = (weigh(lefts) + weigh(rights)) / 2;
    paired += weight;
    alike += weight * likeness * likeness;
    for (const word of lefts) rest.left.delete(word);
    for (const word of rights) rest.right.delete(word);
  };

  for (const word of left) if (rest.right.has(word)) take([word], [word], 1);
  for (const [one, two] of neighbours(left)) {
    if (rest.left.has(one) && rest.left.has(two) && rest.right.has(one + two))
      take([one, two], [one + two], 1);
  }
  for (const [one, two] of neighbours(right)) {
    if (rest.right.has(one) && rest.right.has(two) && rest.left.has(one + two))
      take([one + two], [one, two], 1);
  }
  const similar = [...rest.left]
    .flatMap((one) =>
      [...rest.right].map((two) => ({ one, two, likeness: wordLikeness(one, two, isCommon) })),
    )
    .filter(({ likeness }) => likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || compareTexts(a.one + a.two, b.one + b.two));
  for (const { one, two, likeness } of similar) {
    if (rest.left.has(one) && rest.right.has(two)) take([one], [two], likeness);
  }
  return { agreed, paired, alike, onlyLeft: [...rest.left], onlyRight: [...rest.right] };
}

const compareTexts = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;

const neighbours = (words: readonly string[]): readonly (readonly [string, string])[] =>
  words.slice(1).map((word, place) => [words[place] ?? "", word]);
