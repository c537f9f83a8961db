import { localDate, uuidOf } from "../kernel/index.ts";
import type { AwardId, LeadId } from "../kernel/index.ts";
import { accrue, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";
import type { TakenBackAward } from "./store/taken-back-award.ts";

/**
 * Queues that what was taken back wrongly is credited again: an award of the next generation that says the
 * same as the one before, with its credits and a posting on the day of the decision. Nothing is computed anew.
 */
export function creditAgain(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  was: TakenBackAward & { readonly awardId: AwardId; readonly leadId: LeadId },
  again: { readonly generation: number; readonly at: Date },
): AwardId {
  const { database, newId } = deps;
  const awardId = newId("awd");
  const effectiveOn = localDate(again.at, was.timeZone);
  const { award } = was;
  tx.queue(
    database.insert(AwardRow, {
      ...award,
      id: uuidOf(awardId),
      generation: again.generation,
      kind: "AWARD",
      n: 1,
      effectiveOn,
      reinstatesAwardId: uuidOf(was.awardId),
    }),
  );
  const credits = was.credits.map((credit) => ({ ...credit, creditId: newId("crd") }));
  if (credits.length > 0)
    tx.queue(
      database.insert(
        CreditRow,
        ...credits.map(({ row, creditId, partnerId, amount }) => ({
          ...row,
          id: uuidOf(creditId),
          awardId: uuidOf(awardId),
          partnerId: uuidOf(partnerId),
          leadId: uuidOf(was.leadId),
          kind: "AWARD",
          shareMinor: amount.minor,
          currency: amount.currency,
          awardGrossMinor: award.grossMinor,
          state: "ACCRUED",
          effectiveOn,
        })),
      ),
    );
  const id = newId("jrn");
  const { programId } = was;
  const posting = accrue({ id, awardId, programId, effectiveOn, shares: credits });
  if (posting) postJournal(tx, posting);
  return awardId;
}
