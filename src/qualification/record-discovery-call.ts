import type { DiscoveryCallId, LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import { leadNotThere } from "../leads/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideCall, refuseCallStage } from "./domain/discovery-call.ts";
import type { ToldCall } from "./domain/discovery-call.ts";
import { goesOnElsewhere } from "./goes-on-elsewhere.ts";
import { lockCalledLead, queueCall, readCallFacts } from "./store/discovery-call-store.ts";

export interface DiscoveryCallDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface RecordDiscoveryCall extends ToldCall {
  readonly leadId: LeadId;
}

export interface DiscoveryCallKept extends Outcome {
  readonly discoveryCallId: DiscoveryCallId;
}

/**
 * Sales records a call with the prospect of an accepted lead. It is no event: the lead, its version and its times
 * stay as they are, and its partner sees the call where its own people took part.
 */
export const recordDiscoveryCall = (deps: DiscoveryCallDeps) => (call: Call<RecordDiscoveryCall>) =>
  once<RecordDiscoveryCall, DiscoveryCallKept>(
    deps.database,
    call,
    async (tx): Promise<DiscoveryCallKept | Refusal> => {
      const { command, session, actor, at } = call;
      const { leadId } = command;
      if (actor.id === null) throw new Error("somebody records a call");
      const [lead, facts] = await Promise.all([
        lockCalledLead(tx, leadId),
        readCallFacts(tx, leadId, command, at),
      ]);
      if (!lead) return leadNotThere(leadId);
      const { partnerId, stage } = lead;
      const moved = refuseCallStage(stage);
      if (moved)
        return stage === "MERGED"
          ? goesOnElsewhere(tx, session, leadId, moved, "record it")
          : moved;
      const participants = decideCall(command, { ...facts, partnerId });
      if (isRefusal(participants)) return participants;
      const id = deps.newId("dsc");
      const said = { recordedAt: at, recordedBy: actor.id, writtenAt: at, reason: null };
      queueCall(
        deps.database,
        tx,
        { id, number: 1, leadId, partnerId, ...said },
        command,
        participants,
      );
      return { kind: "DiscoveryCallRecorded", discoveryCallId: id, subjects: [leadId, id] };
    },
  );
