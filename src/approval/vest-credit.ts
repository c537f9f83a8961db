import { idOf, localDate, uuidOf } from "../kernel/index.ts";
import { postJournal, vest } from "../ledger/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, sql, systemSession } from "../platform/database/index.ts";
import type { Session } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { HoldDeps } from "./place-credit-hold.ts";
import { lockVesting, readVesting } from "./store/vesting-store.ts";
import type { Vesting } from "./store/vesting-store.ts";

export interface VestCreditDeps extends HoldDeps {
  readonly clock: Clock;
}

/** Approvals that are looked at in one go; those that are left come right behind. */
const BATCH = 100;

const sessionOf = (requestId: string): Session => ({ ...systemSession(requestId), role: "vendor" });

/** Makes payable what was held back of approved credit and has vested by its program's day; says of how many. */
export async function vestCredit(
  deps: VestCreditDeps,
  requestId: string,
  stop?: AbortSignal,
): Promise<number> {
  const at = deps.clock();
  const failures: unknown[] = [];
  let vested = 0;
  let after: string | null = null;
  for (;;) {
    const due: readonly Vesting[] = await readVesting(
      deps.database,
      sessionOf(requestId),
      at,
      BATCH,
      after,
    );
    for (const each of due) {
      if (stop?.aborted) return vested;
      // one that fails keeps none of the others waiting
      const isVested = await vestOne(deps, each, at, requestId).catch((error: unknown) => {
        failures.push(error);
        return false;
      });
      if (isVested) vested += 1;
    }
    after = due.at(-1)?.approvalId ?? null;
    if (due.length < BATCH) break;
  }
  if (failures.length > 0) throw failures[0];
  return vested;
}

/** Whoever was quicker (another instance, or who took the credit back) is not undone. */
async function vestOne(
  deps: VestCreditDeps,
  { approvalId }: Vesting,
  at: Date,
  requestId: string,
): Promise<boolean> {
  const done = await deps.database.transaction(sessionOf(requestId), async (tx) => {
    const due = await lockVesting(tx, approvalId, at);
    if (!due) return null;
    const { partnerId, creditId, proposalId, amount, timeZone } = due;
    const id = deps.newId("jrn");
    const effectiveOn = localDate(at, timeZone);
    postJournal(tx, vest({ id, proposalId, credit: due, amount, effectiveOn }));
    tx.queue(sql`
      insert into credit_vesting (partner_id, approval_id, through_on, amount_minor, posting_id, vested_at)
      values (${uuidOf(partnerId)}::uuid, ${approvalId}::uuid, ${effectiveOn}::date, ${amount.minor}::bigint,
        ${uuidOf(id)}::uuid, ${at}::timestamptz)`);
    const actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;
    const subjects = [creditId, idOf("cap", approvalId)];
    const row = { mutation: "vestCredit", at, actor, requestId, subjects };
    tx.queue(auditRow({ ...row, outcome: "DONE", code: null }));
    return subjects;
  });
  return done !== null;
}
