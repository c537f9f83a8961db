import type { CriteriaSetId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideRetirement } from "./domain/retire.ts";
import type { CriteriaDeps } from "./save-criteria-draft.ts";
import {
  lockForRetirement,
  queueRetired,
  queueRetirementSignature,
} from "./store/criteria-retirement-store.ts";

export interface RetireCriteria {
  readonly criteriaSetId: CriteriaSetId;
  readonly note: string;
}

export interface CriteriaRetired extends Outcome {
  readonly criteriaSetId: CriteriaSetId;
}

/**
 * Signs for sales or for marketing that a set ends. With both signatures, of two persons, its leads go
 * by the criteria of the next less particular one. Those for all leads stay.
 */
export const retireCriteria =
  (deps: Pick<CriteriaDeps, "database">) => (call: Call<RetireCriteria>) =>
    once<RetireCriteria, CriteriaRetired>(
      deps.database,
      call,
      async (tx): Promise<CriteriaRetired | Refusal> => {
        const { criteriaSetId, note } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody retires criteria");
        const set = await lockForRetirement(tx, criteriaSetId, by);
        if (!set)
          return refuse("NOT_FOUND", `There are no criteria ${criteriaSetId}.`, {
            path: ["criteriaSetId"],
          });
        const signed = decideRetirement(set);
        if (isRefusal(signed)) return signed;
        const { lastNumber } = set;
        const retirement = { setId: criteriaSetId, lastNumber, side: signed.side, note };
        queueRetirementSignature(tx, retirement, { at: call.at, by });
        if (signed.kind === "CriteriaRetired")
          queueRetired(tx, criteriaSetId, note, { at: call.at, by });
        return { kind: signed.kind, criteriaSetId, subjects: [criteriaSetId] };
      },
    );
