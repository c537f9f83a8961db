import { uuidOf } from "../../kernel/index.ts";
import { isRefusal } from "../../kernel/index.ts";
import { systemSession } from "../../platform/database/index.ts";
import { newId } from "../../platform/ids.ts";
import {
  compareInFolds,
  ENGAGEMENT_NAMES,
  Learned,
  measuresOf,
  plainModel,
  readExamples,
  readLearned,
  runTraining,
  signalName,
  trainScoringModel,
  VISIT_SECONDS,
} from "../../scoring/index.ts";
import type { Comparison, DatedExample, Measures, PlainKind } from "../../scoring/index.ts";

import { HELD_OUT, LEARNED_FROM } from "./scoring-world.ts";
import type { ScoringWorld } from "./scoring-world.ts";

/** What a model is learned from: all that is known of a lead, or less. */
export interface FeatureSet {
  readonly name: string;
  readonly outcome: "SQL" | "WON";
  /** What is left out: all that prospects did, or all but their visits. */
  readonly without: "ENGAGEMENT" | "LAST" | null;
}

export interface SetMeasured {
  readonly name: string;
  readonly features: readonly string[];
  readonly kind: string;
  /** On the leads that were held out. */
  readonly learned: Measures | null;
  readonly plain: Readonly<Record<PlainKind, Measures | null>>;
  /** Of all leads, in folds. */
  readonly inFolds: Comparison;
  /** Features that do suspiciously well by themselves. */
  readonly suspicious: readonly string[];
  readonly trainingSeconds: number;
  readonly microsecondsPerScore: number;
}

export interface ScoringMeasured {
  readonly learnedFrom: number;
  readonly heldOut: number;
  /** How long it took to let all leads happen. */
  readonly importSeconds: number;
  readonly sets: readonly SetMeasured[];
}

const WEB: readonly string[] = [VISIT_SECONDS, signalName("VISIT")];

function leftOut({ without }: FeatureSet): readonly string[] {
  if (without === null) return [];
  if (without === "ENGAGEMENT") return ENGAGEMENT_NAMES;
  return ENGAGEMENT_NAMES.filter((name) => !WEB.includes(name));
}

/** Trains a model as a job does, and tries it on the leads that it did not see. */
export async function measureSet(
  world: ScoringWorld,
  set: FeatureSet,
  monotonic: () => number,
): Promise<SetMeasured> {
  const { database } = world;
  const session = systemSession("measure-scoring");
  const at = new Date(`${HELD_OUT.until}T00:00:00Z`);
  const asked = {
    ...{ outcome: set.outcome, leftOut: leftOut(set) },
    ...{ decidedFrom: LEARNED_FROM.from, decidedUntil: LEARNED_FROM.until },
  };
  const rules = { gradeAFrom: 75, gradeBFrom: 50, gradeCFrom: 25, mqlFrom: null, note: null };
  const drafted = await trainScoringModel({ database, newId })(
    world.call("trainScoringModel", at, { ...asked, ...rules }, set.name),
  );
  if (isRefusal(drafted)) throw new Error(drafted.message);
  const trainingId = uuidOf(drafted.outcome.scoringModelId);
  const began = monotonic();
  await runTraining({ database, clock: () => at })({ trainingId }, "measure-scoring");
  const trainingSeconds = (monotonic() - began) / 1_000;
  const kept = await database.transaction(session, (tx) => readLearned(tx, trainingId));
  if (!kept || isRefusal(kept)) throw new Error(`nothing was learned ${set.name}`);
  const { model, report } = kept;
  const learned = new Learned(model);

  const names = model.features.map(({ encoding }) => encoding.name);
  const examples = await readExamples(database, session, asked);
  const heldOut = await readExamples(database, session, {
    ...asked,
    ...{ decidedFrom: HELD_OUT.from, decidedUntil: HELD_OUT.until },
  });
  const judged = (chanceOf: (values: DatedExample["values"]) => number) =>
    measuresOf(heldOut.map(({ values, isPositive }) => ({ isPositive, chance: chanceOf(values) })));
  const asking = monotonic();
  const onHeldOut = judged((values) => learned.chanceOf(values));
  const microsecondsPerScore = ((monotonic() - asking) * 1_000) / heldOut.length;
  const plainOf = (kind: PlainKind) => judged(plainModel(kind, names, examples));
  return {
    ...{ name: set.name, features: names, kind: model.kind, learned: onHeldOut },
    plain: { EVERY_WORD: plainOf("EVERY_WORD"), FREQUENT_WORDS: plainOf("FREQUENT_WORDS") },
    inFolds: compareInFolds(names, [...examples, ...heldOut]),
    suspicious: report.features.flatMap(({ name, isSuspicious }) => (isSuspicious ? [name] : [])),
    ...{ trainingSeconds, microsecondsPerScore },
  };
}
