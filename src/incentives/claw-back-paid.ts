import { localDate, money } from "../kernel/index.ts";
import type { AwardId, CreditId } from "../kernel/index.ts";
import { clawBack, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { costAccountOf } from "./domain/gl-treatment.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { lockWholePayments, queueClawbacks } from "./store/clawback-store.ts";
import type { WholePayment } from "./store/clawback-store.ts";
import type { LiveAward } from "./store/live-awards.ts";

interface Taken {
  readonly creditId: CreditId;
  readonly minor: bigint;
}

/** What of credits is about to be taken back; of those that were not paid nothing is said here. */
interface Taking {
  readonly awardIds: readonly AwardId[];
  /** By how much each becomes less; as much as counts of it where it is left out. */
  readonly taken?: readonly Taken[];
  readonly at: Date;
}

/**
 * Makes owed what is taken back of credit that was paid as a whole, by however many payouts: its approval stands, as that is what was paid. Sent at once,
 * before the change or the reversal, which finds it accrued. What is in a payout that is not settled, was paid in part, or
 * counts for a volume is left to whoever ends its approval, and is refused there.
 */
export async function clawBackPaid(
  { newId }: Pick<AwardMilestoneDeps, "newId">,
  tx: Transaction,
  { awardIds, taken, at }: Taking,
): Promise<void> {
  const payments = await lockWholePayments(tx, awardIds);
  const clawed = [...Map.groupBy(payments, ({ creditId }) => creditId)]
    .flatMap(([id, those]) => {
      const all = those[0]?.standing.minor ?? 0n;
      return taking(those, taken ? (taken.find((each) => each.creditId === id)?.minor ?? 0n) : all);
    })
    .map((each) => ({ ...each, postingId: newId("jrn"), at }));
  if (clawed.length === 0) return;
  queueClawbacks(tx, clawed);
  for (const { postingId: id, paid: each, minor } of clawed) {
    const { creditId, partnerId, programId, standing, timeZone, glTreatment } = each;
    postJournal(
      tx,
      clawBack({
        ...{ id, creditId, partnerId, programId },
        amount: money(minor, standing.currency),
        cost: costAccountOf(glTreatment),
        effectiveOn: localDate(at, timeZone),
      }),
    );
  }
  await tx.flush();
}

/** Of what was paid of a credit, one payment after another, what comes to an amount. */
function taking(
  payments: readonly WholePayment[],
  minor: bigint,
): readonly { readonly paid: WholePayment; readonly minor: bigint }[] {
  let left = minor;
  return payments.flatMap((paid) => {
    const part = paid.leftMinor < left ? paid.leftMinor : left;
    left -= part;
    return part > 0n ? [{ paid, minor: part }] : [];
  });
}

/** Makes owed all that counts of what these awards credited and was paid. */
export const clawBackWhole = (
  deps: Pick<AwardMilestoneDeps, "newId">,
  tx: Transaction,
  awards: readonly LiveAward[],
  at: Date,
): Promise<void> =>
  clawBackPaid(deps, tx, {
    awardIds: awards.filter(({ isChange }) => !isChange).map(({ id }) => id),
    at,
  });
