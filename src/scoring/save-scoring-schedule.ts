import type { Refusal, ScoringScheduleId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { isSameSchedule, trainsAtAll } from "./domain/schedule.ts";
import type { ScoringSchedule } from "./domain/schedule.ts";
import type { ScoringModelDeps } from "./save-scoring-model.ts";
import { lockSchedule, queueSchedule } from "./store/scoring-schedule-store.ts";

export interface SaveScoringSchedule extends ScoringSchedule {
  readonly reason: string;
}

export interface ScoringScheduleSaved extends Outcome {
  readonly kind: "ScoringScheduleSaved";
  readonly scoringScheduleId: ScoringScheduleId;
}

/**
 * Says when models are trained by themselves, and from what, in the place of what was said before. Whoever says so
 * stands behind the models that come of it: another person publishes them. So the same in another's place is no repetition.
 */
export const saveScoringSchedule = (deps: ScoringModelDeps) => (call: Call<SaveScoringSchedule>) =>
  once<SaveScoringSchedule, ScoringScheduleSaved>(
    deps.database,
    call,
    async (tx): Promise<ScoringScheduleSaved | Refusal> => {
      const { actor, command } = call;
      const { reason, ...schedule } = command;
      if (actor.id === null) throw new Error("somebody saves a schedule");
      const before = await lockSchedule(tx);
      const isOwn = before?.setBy === actor.id;
      if (before ? isOwn && isSameSchedule(before, schedule) : !trainsAtAll(schedule))
        return refuse(
          "ALREADY_DONE",
          before
            ? "Models are trained by this schedule of yours already."
            : "No model is trained by itself already.",
          { path: ["everyMonths"] },
        );
      const id = deps.newId("sch");
      const at = before && call.at < before.setAt ? before.setAt : call.at;
      queueSchedule(tx, id, schedule, { reason, at, by: actor.id });
      return { kind: "ScoringScheduleSaved", scoringScheduleId: id, subjects: [id] };
    },
  );
