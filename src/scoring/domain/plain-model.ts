import { sigmoid } from "./chance.ts";
import { encode, learnEncodings, widthOf, wordOf } from "./encoding.ts";
import type { Example, FeatureValue } from "./encoding.ts";
import { inFolds } from "./fitting.ts";
import { fitLogistic, logisticLogit } from "./logistic.ts";
import type { Judged } from "./measures.ts";

/**
 * What a learned model is compared with: logistic regressions with nothing of how others fared. Either a
 * mark for every word, with numbers as they are, or one for each frequent word, with numbers by how many
 * times they are larger.
 */
export type PlainKind = "EVERY_WORD" | "FREQUENT_WORDS";

const RIDGE = 1;
type RowOf = (values: Example["values"]) => Float64Array;

/** The leads of every fold by a plain regression over the others, in the leads' order. */
export const plainly = (
  kind: PlainKind,
  names: readonly string[],
  examples: readonly Example[],
  seed: number,
): readonly Judged[] =>
  inFolds(examples, seed, (learning, apart) => {
    const tell = plainModel(kind, names, learning);
    return apart.map(({ values, isPositive }) => ({ isPositive, chance: tell(values) }));
  });

/** What a plain regression over these leads says of others. */
export function plainModel(
  kind: PlainKind,
  names: readonly string[],
  examples: readonly Example[],
): (values: Example["values"]) => number {
  const rowOf = kind === "EVERY_WORD" ? everyWord(names, examples) : frequentWords(names, examples);
  const logistic = fitLogistic(
    examples.map(({ values }) => rowOf(values)),
    examples.map(({ isPositive }) => isPositive),
    RIDGE,
  );
  return (values) => sigmoid(logisticLogit(logistic, rowOf(values)));
}

/** Marks and sizes as a learned model has them, with what tells how others fared left at nothing. */
function frequentWords(names: readonly string[], examples: readonly Example[]): RowOf {
  const encodings = learnEncodings(names, examples);
  const faredAt: number[] = [];
  let width = 0;
  for (const encoding of encodings) {
    faredAt.push(encoding.kind === "WORD" ? width : width + 2);
    width += widthOf(encoding);
  }
  return (values) => {
    const row = encode(encodings, values);
    for (const at of faredAt) row[at] = 0;
    return row;
  };
}

function everyWord(names: readonly string[], examples: readonly Example[]): RowOf {
  const places = new Map<string, number>();
  const place = (key: string): void => {
    if (!places.has(key)) places.set(key, places.size);
  };
  const scales = new Map<string, { readonly mean: number; readonly spread: number }>();
  for (const name of names) {
    const numbers = examples.flatMap(({ values }) => numberOf(values[name]));
    if (numbers.length > 0) {
      scales.set(name, scaleOf(numbers));
      place(keyOf(name, "size"));
      place(keyOf(name, "missing"));
    } else for (const { values } of examples) place(keyOf(name, textOf(values[name])));
  }
  return (values) => {
    const row = new Float64Array(places.size);
    const put = (key: string, size: number): void => {
      const at = places.get(key);
      if (at !== undefined) row[at] = size;
    };
    for (const name of names) {
      const scale = scales.get(name);
      const [number] = numberOf(values[name]);
      if (!scale) put(keyOf(name, textOf(values[name])), 1);
      else if (number === undefined) put(keyOf(name, "missing"), 1);
      else put(keyOf(name, "size"), (number - scale.mean) / scale.spread);
    }
    return row;
  };
}

const keyOf = (name: string, word: string): string => `${name}\n${word}`;
const textOf = (value: FeatureValue | undefined): string => wordOf(String(value ?? ""));
const numberOf = (value: FeatureValue | undefined): readonly number[] =>
  typeof value === "number" ? [value] : [];

function scaleOf(numbers: readonly number[]): { readonly mean: number; readonly spread: number } {
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const squares = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const spread = Math.sqrt(squares / numbers.length);
  return { mean, spread: spread > 1e-9 ? spread : 1 };
}
