import type { CriteriaSetId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { CriteriaDeps } from "./save-criteria-draft.ts";
import { lockSet, queueRetired } from "./store/criteria-set-store.ts";

export interface RetireCriteria {
  readonly criteriaSetId: CriteriaSetId;
  readonly note: string;
}

export interface CriteriaRetired extends Outcome {
  readonly criteriaSetId: CriteriaSetId;
}

/** Ends a set: its leads go by the criteria of the next less particular one. Those for all leads stay. */
export const retireCriteria =
  (deps: Pick<CriteriaDeps, "database">) => (call: Call<RetireCriteria>) =>
    once<RetireCriteria, CriteriaRetired>(
      deps.database,
      call,
      async (tx): Promise<CriteriaRetired | Refusal> => {
        const { criteriaSetId, note } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody retires criteria");
        const set = await lockSet(tx, criteriaSetId);
        if (!set) return refused("NOT_FOUND", `There are no criteria ${criteriaSetId}.`);
        if (set.isRetired) return refused("ALREADY_DONE", "They were retired before.");
        if (set.isOfAll)
          return refused(
            "BUSINESS_RULE",
            "They are for all leads: without them nothing could be qualified. Publish another version instead.",
          );
        queueRetired(tx, criteriaSetId, note, { at: call.at, by });
        return { kind: "CriteriaRetired", criteriaSetId, subjects: [criteriaSetId] };
      },
    );

const refused = (code: "NOT_FOUND" | "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["criteriaSetId"] });
