import type { Refusal } from "../kernel/index.ts";
import { addDays, refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { LearnedLimits } from "./domain/learned-score.ts";
import { queueTraining } from "./queue-training.ts";
import type { ScoringModelDeps, ScoringModelTouched } from "./save-scoring-model.ts";
import type { TrainingAsked } from "./store/scoring-training-store.ts";

const MOST_DAYS = 1_830;

export interface TrainScoringModel extends TrainingAsked, LearnedLimits {
  readonly note: string | null;
}

/** Drafts a model that a job learns from what became of leads. Nothing is scored by it until somebody else publishes it. */
export const trainScoringModel = (deps: ScoringModelDeps) => (call: Call<TrainScoringModel>) =>
  once<TrainScoringModel, ScoringModelTouched>(
    deps.database,
    call,
    async (tx): Promise<ScoringModelTouched | Refusal> => {
      const { command, actor, at } = call;
      const wrong = refusePeriod(command);
      if (wrong) return wrong;
      if (actor.id === null) throw new Error("somebody drafts a model");
      const id = await queueTraining(deps, tx, command, { at, by: actor.id });
      return { kind: "ScoringModelSaved", scoringModelId: id, subjects: [id] };
    },
  );

function refusePeriod({ decidedFrom, decidedUntil }: TrainingAsked): Refusal | null {
  if (decidedUntil <= decidedFrom)
    return refuse(
      "VALIDATION_FAILED",
      `decidedUntil is ${decidedUntil}, and decidedFrom is ${decidedFrom}: the period ends with the day before decidedUntil, which must be later than decidedFrom.`,
      { path: ["decidedUntil"] },
    );
  if (decidedUntil > addDays(decidedFrom, MOST_DAYS))
    return refuse(
      "VALIDATION_FAILED",
      `The period is longer than ${MOST_DAYS} days: what was so long ago tells little of today. Take a shorter one.`,
      { path: ["decidedUntil"] },
    );
  return null;
}
