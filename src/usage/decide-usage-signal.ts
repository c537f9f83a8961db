import type { LeadId, UsageSignalId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { UsageDeps } from "./record-usage.ts";
import { lockSignal, queueSignalClosed, readIsThere } from "./store/usage-store.ts";

export interface DecideUsageSignal {
  readonly usageSignalId: UsageSignalId;
  /** The lead that was registered for it; null where it is left. */
  readonly leadId: LeadId | null;
  /** Always said where it is left. */
  readonly note: string | null;
}

export interface UsageSignalTouched extends Outcome {
  readonly usageSignalId: UsageSignalId;
}

/** Somebody has looked: a lead was registered for it, or it is left. */
export const decideUsageSignal =
  (deps: Pick<UsageDeps, "database">) => (call: Call<DecideUsageSignal>) =>
    once<DecideUsageSignal, UsageSignalTouched>(deps.database, call, async (tx) => {
      const { command, actor } = call;
      const { usageSignalId: id, leadId, note } = command;
      if (actor.id === null) throw new Error("somebody closes a signal");
      const [signal, isThere] = await Promise.all([
        lockSignal(tx, id),
        leadId === null ? true : readIsThere(tx, leadId),
      ]);
      if (!signal)
        return refuse("NOT_FOUND", `There is no signal ${id}.`, { path: ["usageSignalId"] });
      if (signal.state !== "WAITING")
        return refuse("ALREADY_DONE", "Nobody has to look at this signal any more.", {
          path: ["usageSignalId"],
        });
      if (!isThere)
        return refuse("NOT_FOUND", `There is no lead ${String(leadId)}.`, { path: ["leadId"] });
      const at = call.at < signal.foundAt ? signal.foundAt : call.at;
      queueSignalClosed(tx, id, { leadId, note, at, by: actor.id });
      return { kind: "UsageSignalClosed", usageSignalId: id, subjects: [id] };
    });
