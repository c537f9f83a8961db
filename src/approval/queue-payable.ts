import type { ApprovalProposalId } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import { approve, postJournals } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { HoldDeps } from "./place-credit-hold.ts";
import { queueApprovals, readProposed } from "./store/approval-deciding.ts";
import type { Proposed } from "./store/approval-deciding.ts";

/** Queues that the credits of a proposal are payable, with their postings. */
export async function queuePayable(
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
