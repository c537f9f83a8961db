import type { ApprovalProposalId, CreditId, PartnerId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { DAYS_TO_DECIDE, refuseObstructed } from "./domain/approval.ts";
import type { HoldDeps } from "./place-credit-hold.ts";
import { queueApprovalProposal, readApprovable, readNamed } from "./store/approval-proposing.ts";
import type { ToApprove } from "./store/approval-proposing.ts";

const DAY_MS = 86_400_000;

/** Credits by name, or all that can be approved, the oldest first. */
export type Selection =
  | { readonly creditIds: readonly CreditId[] }
  | { readonly partnerId: PartnerId | null; readonly earnedUntil: Date | null };

export interface ProposeApproval {
  readonly selection: Selection;
  readonly comment: string | null;
}

export interface ApprovalTouched extends Outcome {
  readonly approvalProposalId: ApprovalProposalId;
}

/** Proposes to approve credits as they are now: another person approves just that, or nothing of it. */
export const proposeApproval = (deps: HoldDeps) => (call: Call<ProposeApproval>) =>
  once<ProposeApproval, ApprovalTouched>(
    deps.database,
    call,
    async (tx): Promise<ApprovalTouched | Refusal> => {
      const { command, actor, at } = call;
      const { selection, comment } = command;
      if (actor.id === null) throw new Error("somebody proposes an approval");
      const items =
        "creditIds" in selection
          ? whatIsNamed(selection.creditIds, await readNamed(tx, selection.creditIds))
          : await readApprovable(tx, selection);
      if (!Array.isArray(items)) return items;
      if (items.length === 0)
        return refuse("BUSINESS_RULE", "Nothing waits to be approved: creditsToApprove is empty.", {
          path: ["all"],
        });
      const id = deps.newId("apv");
      const expiresAt = new Date(at.getTime() + DAYS_TO_DECIDE * DAY_MS);
      queueApprovalProposal(tx, {
        ...{ id, items, comment, at, expiresAt },
        ...{ by: actor.id, policyId: null },
      });
      return { kind: "ApprovalProposed", approvalProposalId: id, subjects: [id] };
    },
  );

function whatIsNamed(ids: readonly CreditId[], found: readonly ToApprove[]): ToApprove[] | Refusal {
  const known = new Map(found.map((each) => [each.creditId, each]));
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown >= 0)
    return refuse("NOT_FOUND", `There is no credit ${ids[unknown] ?? ""}.`, {
      path: ["creditIds", unknown],
    });
  const obstructed = found.flatMap(({ creditId, obstacle }) =>
    obstacle === null ? [] : [{ creditId, obstacle }],
  );
  return (
    refuseObstructed(obstructed, { so: "It cannot be proposed", path: "creditIds" }) ?? [...found]
  );
}
