import type { CriteriaReplayId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ReplayAsked } from "./replay-criteria.ts";
import { lockReplay, queueReplayEnd } from "./store/replay-store.ts";

export interface CancelReplay {
  readonly replayId: CriteriaReplayId;
}

/** Tells a replay to end: it does after the page under way, and nothing of it is kept. */
export const cancelReplay =
  ({ database }: { readonly database: Database }) =>
  (call: Call<CancelReplay>) =>
    once<CancelReplay, ReplayAsked>(database, call, async (tx): Promise<ReplayAsked | Refusal> => {
      const { replayId } = call.command;
      const run = await lockReplay(tx, replayId);
      if (run === null)
        return refuse("NOT_FOUND", `There is no replay ${replayId}.`, {
          path: ["criteriaReplayId"],
        });
      if (run.status !== "QUEUED" && run.status !== "RUNNING")
        return refuse("ALREADY_DONE", `The replay is over: ${run.status}.`);
      if (run.isToEnd) return refuse("ALREADY_DONE", "The replay was told to end before.");
      queueReplayEnd(tx, replayId, call.at);
      return { kind: "ReplayAsked", replayId, subjects: [replayId] };
    });
