import type { Clock } from "../platform/clock.ts";
import { databaseFailure, systemSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { queueTraining } from "./queue-training.ts";
import type { ScoringModelDeps } from "./save-scoring-model.ts";
import { readDueTraining } from "./store/scoring-schedule-store.ts";

export interface TrainOnScheduleDeps extends ScoringModelDeps {
  readonly clock: Clock;
}

/** Another instance was quicker, or somebody has just saved another schedule. */
const OVERTAKEN = ["scoring_training_scheduled_once", "scoring_training_by_schedule"];

/** Drafts the next model where the schedule says so, in the name of whoever saved that: once for a month, on however many instances. */
export const trainOnSchedule =
  ({ clock, ...deps }: TrainOnScheduleDeps) =>
  async (requestId: string): Promise<void> => {
    const at = clock();
    const due = await readDueTraining(deps.database, systemSession(requestId), at);
    if (!due) return;
    const { scheduleId, setBy, month, outcome, leftOut, decidedFrom } = due;
    const { gradeAFrom, gradeBFrom, gradeCFrom, mqlFrom } = due;
    const session = { ...systemSession(requestId), role: "vendor", actorId: setBy } as const;
    try {
      await deps.database.transaction(session, async (tx) => {
        const note = `Trained by the schedule for ${month.slice(0, 7)}.`;
        const model = {
          ...{ outcome, leftOut, decidedFrom, decidedUntil: month, note },
          ...{ gradeAFrom, gradeBFrom, gradeCFrom, mqlFrom },
          schedule: { id: scheduleId, month },
        };
        const id = await queueTraining(deps, tx, model, { at, by: setBy });
        const subjects = [id, scheduleId];
        const actor = { kind: "MEMBER", id: setBy, partnerId: null } as const;
        const done = { outcome: "DONE", code: null, actor } as const;
        tx.queue(auditRow({ mutation: "trainOnSchedule", at, requestId, subjects, ...done }));
        return null;
      });
    } catch (error) {
      const constraint = databaseFailure(error)?.constraint ?? "";
      if (!OVERTAKEN.includes(constraint)) throw error;
    }
  };
