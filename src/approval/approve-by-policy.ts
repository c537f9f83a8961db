import type { CreditId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import { LostRace, SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { Session } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { DAYS_TO_DECIDE } from "./domain/approval.ts";
import { withinRoom } from "./domain/policy.ts";
import type { HoldDeps } from "./place-credit-hold.ts";
import { queuePayable } from "./queue-payable.ts";
import { queueApprovalDecided } from "./store/approval-deciding.ts";
import { queueApprovalProposal } from "./store/approval-proposing.ts";
import { lockDue, readDuePolicies, readObstructedByMakers } from "./store/policy-approving.ts";
import type { DuePolicy } from "./store/policy-approving.ts";

export interface ApproveByPolicyDeps extends HoldDeps {
  readonly clock: Clock;
}

/** Nothing is kept of a proposal with what the makers of the policy may not approve: it is made without that. */
const LEFT_TO_PERSONS = refuse("BUSINESS_RULE", "Something of this is left to persons.");

const DAY_MS = 86_400_000;

const sessionOf = (requestId: string): Session => ({ ...systemSession(requestId), role: "vendor" });

/** Approves what the policies in force approve by now, partner by partner; says how many credits. What is over waits for persons. */
export async function approveByPolicy(
  deps: ApproveByPolicyDeps,
  requestId: string,
  stop?: AbortSignal,
): Promise<number> {
  const at = deps.clock();
  const failures: unknown[] = [];
  let approved = 0;
  for (const due of await readDuePolicies(deps.database, sessionOf(requestId), at)) {
    if (stop?.aborted) return approved;
    // one that fails keeps none of the others waiting
    approved += await approveOne(deps, due, at, requestId).catch((error: unknown) => {
      // whoever was quicker is seen the next time
      if (!(error instanceof LostRace)) failures.push(error);
      return 0;
    });
  }
  if (failures.length > 0) throw failures[0];
  return approved;
}

/** Whoever was quicker (another instance, a person, a hold, the end of the policy) is not undone. */
async function approveOne(
  deps: ApproveByPolicyDeps,
  due: DuePolicy,
  at: Date,
  requestId: string,
  leftOut: readonly CreditId[] = [],
): Promise<number> {
  let obstructed: readonly CreditId[] = [];
  const done = await deps.database.transaction(sessionOf(requestId), async (tx) => {
    const { credits, room } = await lockDue(tx, due, at, leftOut);
    const items = withinRoom(credits, room);
    if (items.length === 0) return 0;
    const id = deps.newId("apv");
    const expiresAt = new Date(at.getTime() + DAYS_TO_DECIDE * DAY_MS);
    const { policyId } = due;
    const by = SYSTEM_ACTOR;
    queueApprovalProposal(tx, { id, items, comment: null, at, by, expiresAt, policyId });
    await tx.flush();
    obstructed = await readObstructedByMakers(tx, id, at);
    if (obstructed.length > 0) return LEFT_TO_PERSONS;
    queueApprovalDecided(tx, id, { isApproved: true, note: null, at, by });
    await queuePayable(deps, tx, id, at);
    const actor = { kind: "SYSTEM", id: by, partnerId: null } as const;
    tx.queue(
      auditRow({
        ...{ mutation: "approveByPolicy", at, actor, requestId, subjects: [id, policyId] },
        ...{ outcome: "DONE", code: null },
      }),
    );
    return items.length;
  });
  if (typeof done === "number") return done;
  return approveOne(deps, due, at, requestId, [...leftOut, ...obstructed]);
}
