import type { UsageThresholdId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { UsageDeps } from "./record-usage.ts";
import { lockThreshold, queueThreshold, queueThresholdReplaced } from "./store/usage-store.ts";

export interface SetUsageThreshold {
  readonly metric: string;
  /** Null where nobody is signalled by the metric from now on. */
  readonly limit: { readonly quantity: bigint; readonly withinDays: number } | null;
  readonly reason: string;
}

export interface UsageThresholdTouched extends Outcome {
  /** The one in force, or the one that is no more. */
  readonly usageThresholdId: UsageThresholdId;
}

/** Sets from how much use on an account is signalled, by what is recorded from now on; who was signalled before may be again. */
export const setUsageThreshold =
  (deps: Pick<UsageDeps, "database" | "newId">) => (call: Call<SetUsageThreshold>) =>
    once<SetUsageThreshold, UsageThresholdTouched>(deps.database, call, async (tx) => {
      const { command, actor } = call;
      const { metric, limit, reason } = command;
      if (actor.id === null) throw new Error("somebody sets a threshold");
      const before = await lockThreshold(tx, metric);
      const isSame = limit
        ? before?.quantity === limit.quantity && before.withinDays === limit.withinDays
        : before === null;
      if (isSame)
        return refuse("ALREADY_DONE", `The threshold of ${metric} is set like this already.`, {
          path: ["quantity"],
        });
      const at = before && call.at < before.setAt ? before.setAt : call.at;
      if (before) queueThresholdReplaced(tx, before.id, at);
      if (limit === null) {
        if (!before) throw new Error("a threshold is ended that there is");
        return { kind: "UsageThresholdEnded", usageThresholdId: before.id, subjects: [before.id] };
      }
      const id = deps.newId("ust");
      queueThreshold(tx, id, { metric, ...limit, reason, at, by: actor.id });
      return { kind: "UsageThresholdSet", usageThresholdId: id, subjects: [id] };
    });
