import type { DiscoveryCallId, Refusal } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { recordBehind } from "./correct-discovery-call.ts";
import { callNotThere, refuseChange, refuseRemoval } from "./domain/discovery-call.ts";
import type { DiscoveryCallDeps, DiscoveryCallKept } from "./record-discovery-call.ts";
import { lockCall, queueCallRemoved } from "./store/discovery-call-store.ts";

export interface RemoveDiscoveryCall {
  readonly discoveryCallId: DiscoveryCallId;
  readonly reason: string;
}

/**
 * Who recorded a call by mistake removes it. That there was one, and that it was removed, stays on record; it shows
 * nothing any more. Not while a lead is qualified on it.
 */
export const removeDiscoveryCall =
  ({ database }: Pick<DiscoveryCallDeps, "database">) =>
  (call: Call<RemoveDiscoveryCall>) =>
    once<RemoveDiscoveryCall, DiscoveryCallKept>(
      database,
      call,
      async (tx): Promise<DiscoveryCallKept | Refusal> => {
        const { command, actor, at } = call;
        const { discoveryCallId, reason } = command;
        if (actor.id === null) throw new Error("somebody removes a call");
        const held = await lockCall(tx, discoveryCallId);
        if (!held) return callNotThere(discoveryCallId);
        const refused = refuseChange(held, actor.id) ?? refuseRemoval(held);
        if (refused) return refused;
        queueCallRemoved(database, tx, recordBehind(held, reason, at), held);
        const subjects = [held.leadId, discoveryCallId];
        return { kind: "DiscoveryCallRemoved", discoveryCallId, subjects };
      },
    );
