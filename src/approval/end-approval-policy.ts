import type { ApprovalPolicyId, Refusal } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyPolicyNotEnded } from "./domain/policy.ts";
import type { HoldDeps } from "./place-credit-hold.ts";
import { policyNotThere } from "./policy-not-there.ts";
import type { PolicyTouched } from "./save-approval-policy.ts";
import { lockPolicy, queuePolicyEnded } from "./store/policy-store.ts";

export interface EndApprovalPolicy {
  readonly approvalPolicyId: ApprovalPolicyId;
  readonly reason: string;
}

/** Ends a policy at once, by whoever may draft or decide one: nothing is approved by it any more, what was stays approved. */
export const endApprovalPolicy =
  ({ database }: Pick<HoldDeps, "database">) =>
  (call: Call<EndApprovalPolicy>) =>
    once<EndApprovalPolicy, PolicyTouched>(
      database,
      call,
      async (tx): Promise<PolicyTouched | Refusal> => {
        const { approvalPolicyId: id, reason } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody ends a policy");
        const standing = await lockPolicy(tx, id, by);
        if (!standing) return policyNotThere(id);
        const refusal = whyPolicyNotEnded(standing);
        if (refusal) return refusal;
        const since = standing.decidedAt ?? call.at;
        queuePolicyEnded(tx, id, { reason, at: call.at < since ? since : call.at, by });
        return { kind: "ApprovalPolicyEnded", approvalPolicyId: id, subjects: [id] };
      },
    );
