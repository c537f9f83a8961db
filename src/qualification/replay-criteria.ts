import type { CriteriaReplayId, CriteriaVersionId, LeadKind, Refusal } from "../kernel/index.ts";
import { idOf, refuse, refuseAll } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ReplayedDecision } from "./domain/replay.ts";
import { queueReplay, readReplayable } from "./store/replay-store.ts";

export interface ReplayCriteria {
  readonly criteriaVersionId: CriteriaVersionId;
  readonly cohort: {
    /** YYYY-MM-DD: the first day, and the one after the last, in the time zone of each lead's program. */
    readonly startsOn: string;
    readonly endsOn: string;
    /** Uuids; of all where it is empty, as the other lists but the decisions. */
    readonly partnerIds: readonly string[];
    readonly programIds: readonly string[];
    readonly productLineIds: readonly string[];
    readonly kinds: readonly LeadKind[];
    readonly decisions: readonly ReplayedDecision[];
  };
  /** Of fewer leads no rate is told. */
  readonly leastLeads: number;
}

export interface ReplayCriteriaDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface ReplayAsked extends Outcome {
  readonly kind: "ReplayAsked";
  readonly replayId: CriteriaReplayId;
}

/** Asks what criteria, a draft as well, would have made of leads that were decided: a job judges them again, and decides nothing. */
export const replayCriteria = (deps: ReplayCriteriaDeps) => (call: Call<ReplayCriteria>) =>
  once<ReplayCriteria, ReplayAsked>(
    deps.database,
    call,
    async (tx): Promise<ReplayAsked | Refusal> => {
      const { criteriaVersionId, cohort, leastLeads } = call.command;
      const { isThere, missing } = await readReplayable(tx, criteriaVersionId, cohort);
      const refusal = refuseAll([
        ...(isThere ? [] : [noVersion(criteriaVersionId)]),
        ...missing.partnerIds.map((id) => notThere("partnerIds", `no partner ${idOf("prt", id)}`)),
        ...missing.programIds.map((id) => notThere("programIds", `no program ${idOf("prg", id)}`)),
        ...missing.productLineIds.map((id) =>
          notThere("productLineIds", `no product line ${idOf("pln", id)}`),
        ),
      ]);
      if (refusal) return refusal;
      if (call.actor.id === null) throw new Error("somebody asks for a replay");
      const replayId = deps.newId("crp");
      queueReplay(deps.database, tx, {
        ...{ id: replayId, criteriaVersionId, leastLeads, ...cohort },
        ...{ requestedAt: call.at, requestedBy: call.actor.id },
      });
      return { kind: "ReplayAsked", replayId, subjects: [replayId, criteriaVersionId] };
    },
  );

const noVersion = (id: CriteriaVersionId): Refusal =>
  refuse("NOT_FOUND", `There is no criteria version ${id}.`, { path: ["criteriaVersionId"] });

const notThere = (field: string, what: string): Refusal =>
  refuse("NOT_FOUND", `There is ${what}.`, { path: ["cohort", field] });
