import type { Baseline } from "./drift.ts";
import { encodeForLearning, learnEncodings } from "./encoding.ts";
import type { Example } from "./encoding.ts";
import { SEED } from "./fitting.ts";
import type { ModelKind } from "./learned-model.ts";
import { aucOf } from "./measures.ts";
import type { Measures } from "./measures.ts";
import type { Axis } from "./score.ts";

/** What a model learns from, and what it is called. */
export interface FeatureOf {
  readonly name: string;
  readonly axis: Axis;
  readonly label: string;
}

/** A single feature that alone tells outcomes as well as this knows them, more likely than foretells them. */
const SUSPICIOUS_AUC = 0.9;

/** How one feature fares, and whether it does too well to be trusted. */
export interface FeatureReport {
  readonly name: string;
  readonly label: string;
  /** The part of leads of which it is known. */
  readonly known: number;
  /** What it tells by itself, held out. */
  readonly auc: number;
  readonly isSuspicious: boolean;
}

export interface TrainingReport {
  readonly leads: number;
  readonly positives: number;
  readonly negatives: number;
  readonly kind: ModelKind;
  /** In folds: each by models that learned from the others, of the kind and the calibration that the others choose. */
  readonly crossValidated: Measures | null;
  /** On the latest fifth, by all that those before teach; null where outcomes are too few, or all of one day. */
  readonly latest: Measures | null;
  /** The same folds by a plain logistic regression, with a mark for every word. */
  readonly plain: Measures | null;
  readonly features: readonly FeatureReport[];
  /** How the leads that it learned from are spread; left out where nothing is compared with it. */
  readonly baseline?: Baseline;
}

/** What a feature tells by itself: leads are ordered by how others with its value fared. */
export function reportOf({ name, label }: FeatureOf, examples: readonly Example[]): FeatureReport {
  const encodings = learnEncodings([name], examples);
  const { rows, outcomes } = encodeForLearning(encodings, examples, SEED);
  const at = encodings[0]?.kind === "NUMBER" ? 2 : 0;
  const auc = aucOf(
    rows.map((row, place) => ({ chance: row[at] ?? 0, isPositive: outcomes[place] === true })),
  );
  const known = examples.filter(({ values }) => (values[name] ?? null) !== null).length;
  return {
    ...{ name, label, auc },
    known: known / examples.length,
    isSuspicious: auc >= SUSPICIOUS_AUC,
  };
}
