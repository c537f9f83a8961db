import type { CriteriaSetId, CriteriaVersionId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { lintCriteria } from "./domain/criteria-draft.ts";
import { lockSet, queueDraft, queueSet } from "./store/criteria-set-store.ts";
import type { NewSet, NewVersion } from "./store/criteria-set-store.ts";

export interface CriteriaDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface SaveCriteriaDraft extends Omit<
  NewVersion,
  "id" | "setId" | "programId" | "number" | "findings"
> {
  /** The set whose next version it is, or the new set that it begins. */
  readonly set: CriteriaSetId | Omit<NewSet, "id">;
}

export interface CriteriaTouched extends Outcome {
  readonly criteriaVersionId: CriteriaVersionId;
}

/** Drafts the next version of criteria. It never changes, and no lead is judged by it until sales and marketing have signed it. */
export const saveCriteriaDraft = (deps: CriteriaDeps) => (call: Call<SaveCriteriaDraft>) =>
  once<SaveCriteriaDraft, CriteriaTouched>(
    deps.database,
    call,
    async (tx): Promise<CriteriaTouched | Refusal> => {
      const { set, ...draft } = call.command;
      if (call.actor.id === null) throw new Error("somebody drafts criteria");
      const doing = { at: call.at, by: call.actor.id };
      const standing = typeof set === "string" ? await lockSet(tx, set) : null;
      if (typeof set === "string" && !standing)
        return refuse("NOT_FOUND", `There are no criteria ${set}.`, { path: ["criteriaSetId"] });
      if (standing?.isRetired === true)
        return refuse("BUSINESS_RULE", "These criteria are retired: write others.", {
          path: ["criteriaSetId"],
        });
      const setId = typeof set === "string" ? set : deps.newId("crs");
      if (typeof set !== "string") queueSet(deps.database, tx, { ...set, id: setId }, doing);
      const id = deps.newId("crt");
      const findings = lintCriteria(draft.criteria);
      const programId = typeof set === "string" ? (standing?.programId ?? null) : set.programId;
      const number = standing?.nextNumber ?? 1;
      const version = { ...draft, id, setId, programId, findings, number };
      queueDraft(deps.database, tx, version, doing);
      return { kind: "CriteriaDrafted", criteriaVersionId: id, subjects: [id, setId] };
    },
  );
