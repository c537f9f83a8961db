import { isRefusal, uuidOf } from "../kernel/index.ts";
import type { CreditId, CreditReversalId, Refusal } from "../kernel/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Sql, Transaction } from "../platform/database/index.ts";

import { refuseReportedMonths } from "./domain/recurring.ts";
import { partFor, toldReason } from "./domain/reversal.ts";
import type { ReversalAsked, ReversibleAward } from "./domain/reversal.ts";
import { clawBackWhole } from "./claw-back-paid.ts";
import { endApprovals } from "./end-approvals.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { reverseAwards } from "./reverse-awards.ts";
import { readAwardOfCredit } from "./store/live-awards.ts";
import type { LiveAward } from "./store/live-awards.ts";
import { readLaterMonths } from "./store/recurrence-store.ts";
import { lockReversible, queueDecided, queueReversal } from "./store/reversal-store.ts";
import { takeBackPart } from "./take-back-part.ts";

/** A later month of a deal that counts. */
interface LaterMonth {
  readonly award: ReversibleAward;
  /** With its changes. */
  readonly awards: readonly LiveAward[];
}

/** The award of a credit, or that a reversal is about. */
export const ofCredit = (id: CreditId): Sql =>
  sql`select k.award_id from credit as k where k.id = ${uuidOf(id)}::uuid`;
export const ofReversal = (id: CreditReversalId): Sql =>
  sql`select r.award_id from credit_reversal as r where r.id = ${uuidOf(id)}::uuid`;

/** The months that were earned after the one that an award is for, the last one first. */
export async function lockLaterMonths(tx: Transaction, award: Sql): Promise<readonly LaterMonth[]> {
  const later = await readLaterMonths(tx, award);
  const months = await Promise.all(
    later.map(async ({ creditId }) => {
      const [reversible, awards] = await Promise.all([
        lockReversible(tx, creditId),
        readAwardOfCredit(tx, creditId),
      ]);
      return reversible?.hasEarned === true ? [{ award: reversible, awards }] : [];
    }),
  );
  return months.flat();
}

/** Why months do not go with the one before them; null where they do. */
export const refuseLaterMonths = (later: readonly LaterMonth[]): Refusal | null =>
  refuseReportedMonths(later.some(({ award }) => award.isReported));

/** Why months are taken back, and by whom: as the one before them. */
export interface TakingMonths extends ReversalAsked {
  readonly evidence: string;
  readonly statement: string | null;
  /** A member's uuid. */
  readonly by: string;
  readonly requestedAt: Date;
  readonly at: Date;
  /** Of fraud: who confirmed it. */
  readonly decision: { readonly by: string; readonly note: string | null } | null;
}

/**
 * Queues that months go with the one before them, each by a reversal of its own that may be appealed: as a whole, or by what
 * its version's schedule says of its own day.
 */
export async function reverseLaterMonths(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  later: readonly LaterMonth[],
  { decision, requestedAt, ...asked }: TakingMonths,
): Promise<void> {
  const { reason, statement, at } = asked;
  const told = { reason: toldReason(reason), statement };
  for (const { award, awards } of later) {
    // buckets and accounts that several months take from are written once in a statement
    await tx.flush();
    const ppm = partFor(award, reason, at);
    if (ppm === null) {
      await clawBackWhole(deps, tx, awards, at);
      await endApprovals(deps, tx, awards, at);
    }
    const changeId =
      ppm === null ? null : await takeBackPart(deps, tx, award, { ...told, ppm, at });
    // as much was taken before
    if (isRefusal(changeId)) continue;
    const id = deps.newId("rvs");
    queueReversal(deps.database, tx, {
      ...{ ...asked, id, awardId: award.id, leadId: award.leadId },
      at: requestedAt > award.changedAt ? requestedAt : award.changedAt,
      isDone: decision === null,
      part: ppm !== null && changeId !== null ? { ppm, changeId } : null,
    });
    if (ppm === null) await reverseAwards(deps, tx, awards, { event: "reversal", at, told });
    if (decision === null) continue;
    await tx.flush();
    queueDecided(tx, id, { doesConfirm: true, ...decision, at });
  }
}
