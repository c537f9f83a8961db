import type { BoostedTrees } from "./boosted-trees.ts";
import { treesLogit } from "./boosted-trees.ts";
import { sigmoid } from "./chance.ts";
import { encode, encodeInto, widthOf } from "./encoding.ts";
import type { Encoding, FeatureValues } from "./encoding.ts";
import type { Logistic } from "./logistic.ts";
import { logisticLogit } from "./logistic.ts";
import type { Axis, FactorOfScore } from "./score.ts";

/** What is summed up to a lead's logits. */
export const MODEL_KINDS = {
  LOGISTIC: "A regularised logistic regression.",
  TREES: "Boosted trees, which know what features mean together.",
  BLEND: "The mean of both.",
} as const;
export type ModelKind = keyof typeof MODEL_KINDS;

/** A feature of a learned model, and what a lead is held against that is asked why it scores so. */
export interface LearnedFeature {
  readonly encoding: Encoding;
  readonly axis: Axis;
  readonly label: string;
  /** Its columns as those of a lead of which this is not known, or that did nothing. */
  readonly usual: readonly number[];
}

/** What was learned, whole: with it and a lead's features the chance is known. Plain numbers, never changed. */
export interface LearnedModel {
  readonly kind: ModelKind;
  /** Those of fit first, and of each axis those that weigh most. */
  readonly features: readonly LearnedFeature[];
  readonly logistic: Logistic;
  readonly trees: BoostedTrees;
  /** The line from logits to those whose chances come true. */
  readonly calibration: { readonly start: number; readonly slope: number };
}

export const rawLogit = (
  { kind, logistic, trees }: Pick<LearnedModel, "kind" | "logistic" | "trees">,
  row: Float64Array,
): number => {
  if (kind === "LOGISTIC") return logisticLogit(logistic, row);
  if (kind === "TREES") return treesLogit(trees, row);
  return (logisticLogit(logistic, row) + treesLogit(trees, row)) / 2;
};

/** A model that is ready to be asked. */
export class Learned {
  readonly #model: LearnedModel;
  readonly #encodings: readonly Encoding[];
  readonly #usual: Float64Array;
  readonly #places: readonly number[];

  constructor(model: LearnedModel) {
    this.#model = model;
    this.#encodings = model.features.map(({ encoding }) => encoding);
    this.#usual = Float64Array.from(model.features.flatMap(({ usual }) => usual));
    let at = 0;
    this.#places = this.#encodings.map((encoding) => {
      const place = at;
      at += widthOf(encoding);
      return place;
    });
  }

  /** How likely a lead is to become what the model was trained for. */
  chanceOf(values: FeatureValues): number {
    return this.#chance(encode(this.#encodings, values));
  }

  /**
   * The same in points of a hundred, as a sum: from what a lead has that is usual in all, its own values
   * take the place of the usual ones, one feature after the other, and each has what the points changed by.
   */
  factorsOf(values: FeatureValues): readonly FactorOfScore[] {
    const row = Float64Array.from(this.#usual);
    let points = Math.round(100 * this.#chance(row));
    const factors: FactorOfScore[] = [{ axis: "FIT", label: "What is usual", points }];
    for (const [at, { encoding, axis, label }] of this.#model.features.entries()) {
      encodeInto(row, this.#places[at] ?? 0, encoding, values[encoding.name] ?? null);
      const next = Math.round(100 * this.#chance(row));
      factors.push({ axis, label, points: next - points });
      points = next;
    }
    return factors;
  }

  #chance(row: Float64Array): number {
    const { start, slope } = this.#model.calibration;
    return sigmoid(start + slope * rawLogit(this.#model, row));
  }
}
