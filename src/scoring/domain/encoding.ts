import { logitOf } from "./chance.ts";
import { foldsOf } from "./chance.ts";

/** What is known of a lead under the name of a feature: a word, a number, or nothing. */
export type FeatureValue = string | number | null;
export type FeatureValues = Readonly<Record<string, FeatureValue>>;

/** A lead of the past: what was known of it as it was decided, and how. */
export interface Example {
  readonly values: FeatureValues;
  readonly isPositive: boolean;
}

/** How a feature of words becomes columns: how its words fared, then a mark for each frequent one and for none. */
interface WordEncoding {
  readonly kind: "WORD";
  readonly name: string;
  /** The logit of each word's outcomes, held to that of all the more the fewer they are. */
  readonly fared: Readonly<Record<string, number>>;
  readonly unknown: number;
  readonly missing: number;
  readonly marks: readonly string[];
}

/** How a feature of numbers becomes columns: its size, whether it is missing, and how others about as large fared. */
interface NumberEncoding {
  readonly kind: "NUMBER";
  readonly name: string;
  readonly mean: number;
  readonly spread: number;
  readonly borders: readonly number[];
  readonly fared: readonly number[];
  readonly missing: number;
}

export type Encoding = WordEncoding | NumberEncoding;

/** Words of so many leads have a mark of their own. */
const LEAST_FOR_MARK = 20;
const MOST_MARKS = 20;
/** So many leads of the average are thought to stand beside those of a word. */
const HELD_BY = 15;
const NUMBER_BINS = 12;
const ENCODING_FOLDS = 5;

/** How much wider what fared is made, so that the ridge holds it back as it does marks. */
export const widthOf = (encoding: Encoding): number =>
  encoding.kind === "WORD" ? 2 + encoding.marks.length : 3;

export const wordOf = (value: string): string => value.trim().toLowerCase();

/** Learns how features become columns, from how leads fared. */
export function learnEncodings(
  names: readonly string[],
  examples: readonly Example[],
): readonly Encoding[] {
  return names.map((name) => {
    const isNumber = examples.some(({ values }) => typeof values[name] === "number");
    return isNumber ? learnNumbers(name, examples) : learnWords(name, examples);
  });
}

class Tally {
  leads = 0;
  positives = 0;

  add(isPositive: boolean): void {
    this.leads += 1;
    if (isPositive) this.positives += 1;
  }

  /** The logit of what it holds, beside so many of the average. */
  logit(rate: number): number {
    return rounded(logitOf((this.positives + HELD_BY * rate) / (this.leads + HELD_BY)));
  }
}

const rateOf = (examples: readonly Example[]): number =>
  (examples.filter(({ isPositive }) => isPositive).length + 0.5) / (examples.length + 1);

function learnWords(name: string, examples: readonly Example[]): WordEncoding {
  const rate = rateOf(examples);
  const tallies = new Map<string, Tally>();
  const missing = new Tally();
  for (const { values, isPositive } of examples) {
    const value = values[name] ?? null;
    const word = value === null ? "" : wordOf(String(value));
    const tally = word === "" ? missing : (tallies.get(word) ?? new Tally());
    if (word !== "") tallies.set(word, tally);
    tally.add(isPositive);
  }
  const byCount = [...tallies].toSorted(
    ([one, { leads: some }], [other, { leads: others }]) => others - some || (one < other ? -1 : 1),
  );
  const rare = new Tally();
  for (const [, { leads, positives }] of byCount)
    if (leads < LEAST_FOR_MARK)
      [rare.leads, rare.positives] = [rare.leads + leads, rare.positives + positives];
  return {
    ...{ kind: "WORD", name },
    fared: Object.fromEntries(byCount.map(([word, tally]) => [word, tally.logit(rate)])),
    unknown: rare.logit(rate),
    missing: missing.logit(rate),
    marks: byCount
      .filter(([, { leads }]) => leads >= LEAST_FOR_MARK)
      .slice(0, MOST_MARKS)
      .map(([word]) => word),
  };
}

function learnNumbers(name: string, examples: readonly Example[]): NumberEncoding {
  const rate = rateOf(examples);
  const known = examples.flatMap(({ values, isPositive }) => {
    const value = values[name];
    return typeof value === "number" ? [{ size: sizeOf(value), value, isPositive }] : [];
  });
  const mean = known.reduce((sum, { size }) => sum + size, 0) / known.length;
  const spread = Math.sqrt(
    known.reduce((sum, { size }) => sum + (size - mean) ** 2, 0) / known.length,
  );
  const sorted = known.map(({ value }) => value).toSorted((one, other) => one - other);
  const borders = [
    ...new Set(
      Array.from(
        { length: NUMBER_BINS - 1 },
        (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / NUMBER_BINS)] ?? 0,
      ),
    ),
  ];
  const bins = Array.from({ length: borders.length + 1 }, () => new Tally());
  for (const { value, isPositive } of known) bins[binOf(borders, value)]?.add(isPositive);
  const missing = new Tally();
  for (const { values, isPositive } of examples)
    if (typeof values[name] !== "number") missing.add(isPositive);
  return {
    ...{ kind: "NUMBER", name, borders },
    mean: rounded(mean),
    spread: rounded(spread > 1e-9 ? spread : 1),
    fared: bins.map((bin) => bin.logit(rate)),
    missing: missing.logit(rate),
  };
}

/** Large numbers differ by how many times, small ones by how much. */
const sizeOf = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value));

function binOf(borders: readonly number[], value: number): number {
  const at = borders.findIndex((border) => value < border);
  return at === -1 ? borders.length : at;
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** The columns of a lead. */
export function encode(encodings: readonly Encoding[], values: FeatureValues): Float64Array {
  const row = new Float64Array(encodings.reduce((sum, each) => sum + widthOf(each), 0));
  let at = 0;
  for (const encoding of encodings) {
    encodeInto(row, at, encoding, values[encoding.name] ?? null);
    at += widthOf(encoding);
  }
  return row;
}

export function encodeInto(
  row: Float64Array,
  at: number,
  encoding: Encoding,
  value: FeatureValue,
): void {
  row.fill(0, at, at + widthOf(encoding));
  if (encoding.kind === "NUMBER") {
    const isKnown = typeof value === "number";
    row[at] = isKnown ? (sizeOf(value) - encoding.mean) / encoding.spread : 0;
    row[at + 1] = isKnown ? 0 : 1;
    row[at + 2] = isKnown
      ? (encoding.fared[binOf(encoding.borders, value)] ?? encoding.missing)
      : encoding.missing;
    return;
  }
  const word = value === null ? "" : wordOf(String(value));
  row[at] = word === "" ? encoding.missing : (encoding.fared[word] ?? encoding.unknown);
  row[at + 1] = word === "" ? 1 : 0;
  const mark = word === "" ? -1 : encoding.marks.indexOf(word);
  if (mark >= 0) row[at + 2 + mark] = 1;
}

/** A table of leads: one row each, and how they fared. */
export interface Table {
  readonly rows: readonly Float64Array[];
  readonly outcomes: readonly boolean[];
}

/**
 * The rows by which a model learns. How a lead's own words fared is told by other leads than itself, fold
 * by fold: else it would be told its own outcome.
 */
export function encodeForLearning(
  encodings: readonly Encoding[],
  examples: readonly Example[],
  seed: number,
): Table {
  const outcomes = examples.map(({ isPositive }) => isPositive);
  const foldOf = foldsOf(outcomes, ENCODING_FOLDS, seed);
  const names = encodings.map(({ name }) => name);
  const rows = examples.map(({ values }) => encode(encodings, values));
  for (let fold = 0; fold < ENCODING_FOLDS; fold += 1) {
    const others = learnEncodings(
      names,
      examples.filter((_, at) => foldOf[at] !== fold),
    );
    for (const [at, { values }] of examples.entries()) {
      const row = rows[at];
      if (foldOf[at] !== fold || !row) continue;
      let column = 0;
      for (const [place, encoding] of encodings.entries()) {
        const fared = encoding.kind === "WORD" ? column : column + 2;
        const other = others[place];
        if (other) row[fared] = faredBy(other, values[encoding.name] ?? null);
        column += widthOf(encoding);
      }
    }
  }
  return { rows, outcomes };
}

function faredBy(encoding: Encoding, value: FeatureValue): number {
  const row = new Float64Array(widthOf(encoding));
  encodeInto(row, 0, encoding, value);
  return row[encoding.kind === "WORD" ? 0 : 2] ?? 0;
}
