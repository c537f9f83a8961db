import { wordOf } from "./encoding.ts";
import type { Example, FeatureValue } from "./encoding.ts";

/**
 * How leads are spread over what is known of them: those of which nothing is known first, then by words, or
 * by the borders between numbers, and those of any other word last.
 */
export interface Spread {
  readonly by: { readonly words: readonly string[] } | { readonly borders: readonly number[] };
  readonly counts: readonly number[];
}

/** How the leads that a model learned from are spread: over its chances, and over each feature. */
export interface Baseline {
  readonly chances: Spread;
  readonly features: Readonly<Record<string, Spread>>;
}

const MOST_WORDS = 20;
const NUMBER_BANDS = 10;

export function baselineOf(
  names: readonly string[],
  examples: readonly Example[],
  chances: readonly number[],
): Baseline {
  const features = names.map((name): [string, Spread] => [
    name,
    spreadOf(examples.map(({ values }) => values[name] ?? null)),
  ]);
  return { chances: spreadOf(chances), features: Object.fromEntries(features) };
}

/** Spreads values by what is among them: numbers in bands of about as many, words by how frequent they are. */
export function spreadOf(values: readonly FeatureValue[]): Spread {
  const numbers = values.filter((value) => typeof value === "number");
  const by =
    numbers.length > 0 ? { borders: bordersOf(numbers) } : { words: frequentWords(values) };
  return { by, counts: countsIn(by, values) };
}

function bordersOf(numbers: readonly number[]): readonly number[] {
  const ordered = numbers.toSorted((one, other) => one - other);
  const borders = new Set<number>();
  for (let band = 1; band < NUMBER_BANDS; band += 1) {
    const border = ordered[Math.floor((ordered.length * band) / NUMBER_BANDS)];
    if (border !== undefined && border > (ordered[0] ?? border)) borders.add(border);
  }
  return [...borders];
}

function frequentWords(values: readonly FeatureValue[]): readonly string[] {
  const leads = new Map<string, number>();
  for (const value of values) {
    const word = value === null ? "" : wordOf(String(value));
    if (word !== "") leads.set(word, (leads.get(word) ?? 0) + 1);
  }
  return [...leads]
    .toSorted(([one, some], [other, others]) => others - some || (one < other ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([word]) => word);
}

/** How many of these leads are in each of the bands. */
export function countsIn(by: Spread["by"], values: readonly FeatureValue[]): readonly number[] {
  const bands = "words" in by ? by.words.length + 2 : by.borders.length + 2;
  const counts = Array.from({ length: bands }, () => 0);
  for (const value of values) {
    const band = bandOf(by, value);
    counts[band] = (counts[band] ?? 0) + 1;
  }
  return counts;
}

function bandOf(by: Spread["by"], value: FeatureValue): number {
  if ("borders" in by) {
    if (typeof value !== "number") return 0;
    return 1 + by.borders.filter((border) => value >= border).length;
  }
  const word = value === null ? "" : wordOf(String(value));
  if (word === "") return 0;
  const place = by.words.indexOf(word);
  return place < 0 ? by.words.length + 1 : place + 1;
}

/**
 * How far leads have shifted: the population stability index, less what chance alone makes of it, which is
 * about one for each band but the first, by how few leads there are. 0 where they are spread as before.
 */
export function shiftOf({ counts: before }: Spread, now: readonly number[]): number {
  const used = [...before.keys()].filter((band) => (before[band] ?? 0) + (now[band] ?? 0) > 0);
  const [leadsBefore, leadsNow] = [sumOf(before), sumOf(now)];
  const part = (counts: readonly number[], leads: number, band: number): number =>
    ((counts[band] ?? 0) + 0.5) / (leads + 0.5 * used.length);
  const index = used.reduce((sum, band) => {
    const [was, is] = [part(before, leadsBefore, band), part(now, leadsNow, band)];
    return sum + (is - was) * Math.log(is / was);
  }, 0);
  const chance = (used.length - 1) * (1 / leadsBefore + 1 / leadsNow);
  return Math.max(0, index - chance);
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0);
