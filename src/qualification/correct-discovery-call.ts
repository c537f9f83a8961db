import type { DiscoveryCallId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { callNotThere, decideCall, refuseChange } from "./domain/discovery-call.ts";
import type { StandingCall, ToldCall } from "./domain/discovery-call.ts";
import type { DiscoveryCallDeps, DiscoveryCallKept } from "./record-discovery-call.ts";
import { lockCall, queueCall, readCallFacts } from "./store/discovery-call-store.ts";
import type { CallRecord } from "./store/discovery-call-store.ts";

export interface CorrectDiscoveryCall extends ToldCall {
  readonly discoveryCallId: DiscoveryCallId;
  readonly reason: string;
}

/**
 * Who recorded a call says anew, whole, how it was. What was recorded before stays on record, and findings that name
 * the call go on naming it.
 */
export const correctDiscoveryCall =
  ({ database }: Pick<DiscoveryCallDeps, "database">) =>
  (call: Call<CorrectDiscoveryCall>) =>
    once<CorrectDiscoveryCall, DiscoveryCallKept>(
      database,
      call,
      async (tx): Promise<DiscoveryCallKept | Refusal> => {
        const { command, actor, at } = call;
        const { discoveryCallId, reason } = command;
        if (actor.id === null) throw new Error("somebody corrects a call");
        const held = await lockCall(tx, discoveryCallId);
        if (!held) return callNotThere(discoveryCallId);
        const refused = refuseChange(held, actor.id);
        if (refused) return refused;
        const facts = await readCallFacts(tx, held.leadId, command, at);
        const participants = decideCall(command, { ...facts, partnerId: held.partnerId });
        if (isRefusal(participants)) return participants;
        queueCall(database, tx, recordBehind(held, reason, at), command, participants);
        const subjects = [held.leadId, discoveryCallId];
        return { kind: "DiscoveryCallCorrected", discoveryCallId, subjects };
      },
    );

/** The record that takes the place of one, never before it: two calls are not always served as they came. */
export const recordBehind = (held: StandingCall, reason: string, at: Date): CallRecord => ({
  ...{ id: held.id, number: held.number + 1, leadId: held.leadId, partnerId: held.partnerId },
  ...{ recordedAt: held.recordedAt, recordedBy: held.recordedBy, reason },
  writtenAt: at < held.writtenAt ? held.writtenAt : at,
});
