import type { SlaPolicyId } from "../kernel/index.ts";
import { refuseOtherVersion } from "../partners/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { SlaPolicyDeps, SlaPolicyTouched } from "./create-sla-policy.ts";
import { changed, noSuchPolicy, refuseConsequence } from "./domain/sla-policy.ts";
import type { SlaTerms } from "./domain/sla-policy.ts";
import {
  insertTerms,
  lockPolicy,
  POLICY_CONSTRAINTS,
  storePolicy,
} from "./store/sla-policy-store.ts";

export interface UpdateSlaPolicy {
  readonly slaPolicyId: SlaPolicyId;
  readonly expectedVersion: number;
  /** Null where it stays. */
  readonly name: string | null;
  readonly isRetired: boolean | null;
  /** What is left out stays. */
  readonly changes: Partial<SlaTerms>;
}

/** Changes a policy for clocks that begin from now on; those that run keep what they were promised. */
export const updateSlaPolicy =
  (deps: Pick<SlaPolicyDeps, "database">) => (call: Call<UpdateSlaPolicy>) =>
    once<UpdateSlaPolicy, SlaPolicyTouched>(deps.database, call, async (tx) => {
      const { command, at, actor } = call;
      const { slaPolicyId, expectedVersion, changes } = command;
      const policy = await lockPolicy(tx, slaPolicyId);
      if (!policy) return noSuchPolicy();
      const terms = changed(policy.terms, changes);
      const refusal =
        refuseOtherVersion("policy", policy.version, expectedVersion) ??
        refuseConsequence(policy.clock, terms);
      if (refusal) return refusal;

      const isNewVersion = Object.keys(changes).length > 0;
      const number = policy.number + (isNewVersion ? 1 : 0);
      if (isNewVersion) {
        const published = { ...terms, id: slaPolicyId, number };
        tx.queue(insertTerms(deps.database, published, { at, by: actor.id }));
      }
      const name = command.name ?? policy.name;
      const isRetired = command.isRetired ?? policy.isRetired;
      tx.queue(storePolicy({ id: slaPolicyId, name, number, isRetired }, at), POLICY_CONSTRAINTS);
      return { kind: "SlaPolicyUpdated", slaPolicyId, subjects: [slaPolicyId] };
    });
