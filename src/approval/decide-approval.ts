import type { ApprovalProposalId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseObstructed, whyNotDecided } from "./domain/approval.ts";
import type { ApprovalDecision } from "./domain/approval.ts";
import type { HoldDeps } from "./place-credit-hold.ts";
import type { ApprovalTouched } from "./propose-approval.ts";
import { queuePayable } from "./queue-payable.ts";
import {
  lockApproval,
  lockCreditsOf,
  queueApprovalDecided,
  readObstructed,
} from "./store/approval-deciding.ts";

export interface DecideApproval extends ApprovalDecision {
  readonly approvalProposalId: ApprovalProposalId;
  /** Always said where it is declined. */
  readonly note: string | null;
}

/**
 * Approves what another person has proposed, just as it was shown: each credit becomes payable, but for what has not
 * vested; or declines it. What changed since, is held, or is one's own doing is not approved, and nothing with it.
 */
export const decideApproval = (deps: HoldDeps) => (call: Call<DecideApproval>) =>
  once<DecideApproval, ApprovalTouched>(
    deps.database,
    call,
    async (tx): Promise<ApprovalTouched | Refusal> => {
      const { command, actor } = call;
      const { approvalProposalId: id, isApproved, note } = command;
      const by = actor.id;
      if (by === null) throw new Error("somebody decides over an approval");
      const standing = await lockApproval(tx, id, by);
      if (!standing)
        return refuse("NOT_FOUND", `There is no proposal ${id}.`, { path: ["approvalProposalId"] });
      const refusal = whyNotDecided(standing, command, call.at);
      if (refusal) return refusal;
      const at = call.at < standing.proposedAt ? standing.proposedAt : call.at;
      if (isApproved) {
        await lockCreditsOf(tx, id);
        const obstructed = refuseObstructed(await readObstructed(tx, id, { actorId: by, at }), {
          so: "It cannot be approved",
          path: "approvalProposalId",
        });
        if (obstructed) return obstructed;
      }
      queueApprovalDecided(tx, id, { isApproved, note, at, by });
      if (isApproved) await queuePayable(deps, tx, id, at);
      const kind = isApproved ? "CreditsApproved" : "ApprovalDeclined";
      return { kind, approvalProposalId: id, subjects: [id] };
    },
  );
