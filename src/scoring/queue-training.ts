import type { ScoringModelId, ScoringScheduleId } from "../kernel/index.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { CHANCE_CAP } from "./domain/learned-score.ts";
import type { LearnedLimits } from "./domain/learned-score.ts";
import type { ScoringModelDeps } from "./save-scoring-model.ts";
import { queueModel, readNextNumber } from "./store/scoring-model-store.ts";
import type { TrainingAsked } from "./store/scoring-training-store.ts";
import { ScoringTrainingRow } from "./store/scoring-training.row.ts";

export interface TrainedModel extends TrainingAsked, LearnedLimits {
  readonly note: string | null;
  /** The schedule that asked for it; left out where a person did. */
  readonly schedule?: { readonly id: ScoringScheduleId; readonly month: string };
}

/** Queues the draft of the next model, and the training that a job learns it in. */
export async function queueTraining(
  { database, newId }: ScoringModelDeps,
  tx: Transaction,
  { outcome, decidedFrom, decidedUntil, leftOut, schedule, ...rules }: TrainedModel,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<ScoringModelId> {
  const number = await readNextNumber(tx);
  const id = newId("scm");
  const trainingId = uuidOf(id);
  const asked = { outcome, decidedFrom, decidedUntil, leftOut: [...leftOut], requestedAt: at };
  const askedBy = schedule && { scheduleId: uuidOf(schedule.id), scheduledOn: schedule.month };
  tx.queue(database.insert(ScoringTrainingRow, { id: trainingId, ...asked, ...askedBy }));
  queueModel(
    database,
    tx,
    {
      ...rules,
      ...{ id, number, trainingId, fit: [], engagement: [] },
      ...{ fitCap: CHANCE_CAP, engagementCap: CHANCE_CAP },
    },
    { at, by },
  );
  return id;
}
