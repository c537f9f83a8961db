import { modelOf } from "./artefact.ts";
import { chooseBy, judgeApart, judgedBy } from "./choice.ts";
import { baselineOf } from "./drift.ts";
import type { Example } from "./encoding.ts";
import { ask, crossValidate, fit, SEED } from "./fitting.ts";
import { Learned } from "./learned-model.ts";
import type { LearnedModel } from "./learned-model.ts";
import { measuresOf } from "./measures.ts";
import type { Judged, Measures } from "./measures.ts";
import { plainly } from "./plain-model.ts";
import { reportOf } from "./training-report.ts";
import type { FeatureOf, TrainingReport } from "./training-report.ts";

/** A lead of the past, and when it was decided. */
export interface DatedExample extends Example {
  readonly decidedAt: Date;
}

/** With fewer outcomes of either kind a model is not published: what it found may be chance. */
export const LEAST_OUTCOMES = 100;
/** With fewer it is not even trained. */
export const LEAST_TO_TRAIN = 20;
/** The latest part, on which a model that was trained on what came before is tried. */
const LATEST_PART = 0.2;

export interface Trained {
  readonly model: LearnedModel;
  readonly report: TrainingReport;
}

/** Learns from leads of the past, and says how well that foretells those that it did not learn from. */
export function train(features: readonly FeatureOf[], examples: readonly DatedExample[]): Trained {
  const names = features.map(({ name }) => name);
  const held = crossValidate(names, examples, SEED);
  const choice = chooseBy(held);
  const positives = examples.filter(({ isPositive }) => isPositive).length;
  const reports = features.map((feature) => reportOf(feature, examples));
  const model = modelOf(features, reports, fit(names, examples), choice);
  const learned = new Learned(model);
  const chances = examples.map(({ values }) => learned.chanceOf(values));
  return {
    model,
    report: {
      ...{ leads: examples.length, positives, negatives: examples.length - positives },
      kind: choice.kind,
      crossValidated: measuresOf(judgeApart(held)),
      latest: measureLatest(names, examples),
      plain: measuresOf(plainly("EVERY_WORD", names, examples, SEED)),
      features: reports,
      baseline: baselineOf(names, examples, chances),
    },
  };
}

/** Of those before alone all is learned: the weights, the kind, and the calibration. */
function measureLatest(
  names: readonly string[],
  examples: readonly DatedExample[],
): Measures | null {
  const ordered = examples.toSorted(
    (one, other) => one.decidedAt.getTime() - other.decidedAt.getTime(),
  );
  const border = ordered[Math.floor(ordered.length * (1 - LATEST_PART))]?.decidedAt.getTime() ?? 0;
  const before = ordered.filter(({ decidedAt }) => decidedAt.getTime() < border);
  const latest = ordered.filter(({ decidedAt }) => decidedAt.getTime() >= border);
  const isThin = [true, false].some(
    (outcome) => before.filter(({ isPositive }) => isPositive === outcome).length < LEAST_TO_TRAIN,
  );
  if (isThin || latest.length > before.length) return null;
  const choice = chooseBy(crossValidate(names, before, SEED));
  return measuresOf(judgedBy(ask(fit(names, before), latest), choice));
}

/** What a model that is trained so foretells of leads that it did not learn from, in their order. */
export const foretold = (
  names: readonly string[],
  examples: readonly Example[],
  seed: number,
): readonly Judged[] => judgeApart(crossValidate(names, examples, seed));
