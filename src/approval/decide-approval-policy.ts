import type { ApprovalPolicyId, Refusal } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyPolicyNotDecided } from "./domain/policy.ts";
import type { HoldDeps } from "./place-credit-hold.ts";
import { policyNotThere } from "./policy-not-there.ts";
import type { PolicyTouched } from "./save-approval-policy.ts";
import { lockPolicy, queuePolicyDecided, queuePolicyReplaced } from "./store/policy-store.ts";

export interface DecideApprovalPolicy {
  readonly approvalPolicyId: ApprovalPolicyId;
  readonly isApproved: boolean;
  /** Always said where it is declined. */
  readonly note: string | null;
}

/** Puts a policy in force that another person drafted, in place of the one before it; or declines it. */
export const decideApprovalPolicy =
  ({ database }: Pick<HoldDeps, "database">) =>
  (call: Call<DecideApprovalPolicy>) =>
    once<DecideApprovalPolicy, PolicyTouched>(
      database,
      call,
      async (tx): Promise<PolicyTouched | Refusal> => {
        const { approvalPolicyId: id, isApproved, note } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody decides over a policy");
        const standing = await lockPolicy(tx, id, by);
        if (!standing) return policyNotThere(id);
        const refusal = whyPolicyNotDecided(standing);
        if (refusal) return refusal;
        const at = call.at < standing.draftedAt ? standing.draftedAt : call.at;
        if (isApproved) queuePolicyReplaced(tx, id, standing, { at, by });
        queuePolicyDecided(tx, id, { isApproved, note, at, by });
        const kind = isApproved ? "ApprovalPolicyInForce" : "ApprovalPolicyDeclined";
        return { kind, approvalPolicyId: id, subjects: [id] };
      },
    );
