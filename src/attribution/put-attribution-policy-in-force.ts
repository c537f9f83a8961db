import type { AttributionPolicyId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { AttributionPolicyDeps, AttributionPolicyTouched } from "./save-attribution-policy.ts";
import { lockPolicy, queueInForce } from "./store/attribution-policy-store.ts";

export interface PutAttributionPolicyInForce {
  readonly attributionPolicyId: AttributionPolicyId;
}

/**
 * Puts a policy in force that somebody else has drafted: leads of its program that become SQLs from now on
 * are owed by it. Those that are settled stay as they are.
 */
export const putAttributionPolicyInForce =
  (deps: Pick<AttributionPolicyDeps, "database">) => (call: Call<PutAttributionPolicyInForce>) =>
    once<PutAttributionPolicyInForce, AttributionPolicyTouched>(
      deps.database,
      call,
      async (tx): Promise<AttributionPolicyTouched | Refusal> => {
        const { attributionPolicyId } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody puts a policy in force");
        const policy = await lockPolicy(tx, attributionPolicyId, by);
        if (!policy)
          return refused("NOT_FOUND", `There is no attribution policy ${attributionPolicyId}.`);
        if (policy.inForceAt !== null)
          return refused("ALREADY_DONE", "The policy was put in force before: draft it anew.");
        if (policy.isOwn)
          return refused(
            "BUSINESS_RULE",
            "You drafted this policy: somebody else has to put it in force.",
          );
        queueInForce(tx, attributionPolicyId, { at: call.at, by });
        return {
          kind: "AttributionPolicyPutInForce",
          attributionPolicyId,
          subjects: [attributionPolicyId],
        };
      },
    );

const refused = (code: "NOT_FOUND" | "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["attributionPolicyId"] });
