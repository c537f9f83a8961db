import type { AttributionPolicyId, ProgramId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { Weighing } from "./domain/models.ts";
import { lockNextNumber, queuePolicy } from "./store/attribution-policy-store.ts";

export interface AttributionPolicyDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface SaveAttributionPolicy extends Weighing {
  readonly programId: ProgramId;
  /** After how many days what was settled is locked: to that day's end in the program's zone. */
  readonly lockDays: number;
}

export interface AttributionPolicyTouched extends Outcome {
  readonly attributionPolicyId: AttributionPolicyId;
}

/** Drafts the next policy of a program. It never changes, and counts for nothing until somebody else puts it in force. */
export const saveAttributionPolicy =
  (deps: AttributionPolicyDeps) => (call: Call<SaveAttributionPolicy>) =>
    once<SaveAttributionPolicy, AttributionPolicyTouched>(deps.database, call, async (tx) => {
      const { command, actor, at } = call;
      if (actor.id === null) throw new Error("somebody drafts a policy");
      const number = await lockNextNumber(tx, command.programId);
      if (number === null)
        return refuse("NOT_FOUND", `There is no program ${command.programId}.`, {
          path: ["programId"],
        });
      const id = deps.newId("atp");
      queuePolicy(deps.database, tx, { ...command, id, number }, { at, by: actor.id });
      return { kind: "AttributionPolicySaved", attributionPolicyId: id, subjects: [id] };
    });
