import type { ApprovalProposalId, Refusal } from "../kernel/index.ts";
import { localDate, refuse } from "../kernel/index.ts";
import { approve, postJournals } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseObstructed, whyNotDecided } from "./domain/approval.ts";
import type { ApprovalDecision } from "./domain/approval.ts";
import type { HoldDeps } from "./place-credit-hold.ts";
import type { ApprovalTouched } from "./propose-approval.ts";
import {
  lockApproval,
  lockCreditsOf,
  queueApprovalDecided,
  queueApprovals,
  readObstructed,
  readProposed,
} from "./store/approval-deciding.ts";
import type { Proposed } from "./store/approval-deciding.ts";

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
        const obstructed = refuseObstructed(await readObstructed(tx, id, by), {
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

async function queuePayable(
  deps: HoldDeps,
  tx: Transaction,
  proposalId: ApprovalProposalId,
  at: Date,
): Promise<void> {
  const posted = postedTogether(await readProposed(tx, proposalId, at)).map((credits) => ({
    id: deps.newId("jrn"),
    credits,
  }));
  queueApprovals(tx, {
    ...{ proposalId, at },
    approved: posted.flatMap(({ id, credits }) =>
      credits.map((credit) => ({ ...credit, id: deps.newId("cap"), postingId: id })),
    ),
  });
  postJournals(
    tx,
    posted.map(({ id, credits }) =>
      approve({ id, proposalId, credits, effectiveOn: localDate(at, credits[0].timeZone) }),
    ),
  );
}

type Together = readonly [Proposed, ...Proposed[]];

/** Credits that count for one volume go as one: what is less than nothing of them has something to be less of. */
function postedTogether(proposed: readonly Proposed[]): readonly Together[] {
  const groups = new Map<string, [Proposed, ...Proposed[]]>();
  for (const each of proposed) {
    const of = each.windowId ?? each.creditId;
    const group = groups.get(of);
    if (group) group.push(each);
    else groups.set(of, [each]);
  }
  return [...groups.values()];
}
