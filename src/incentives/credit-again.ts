import { localDate, refuse, uuidOf } from "../kernel/index.ts";
import type { AwardId, LeadId, Refusal } from "../kernel/index.ts";
import { accrue, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { hasRoomFor } from "./domain/caps.ts";
import { costAccountOf } from "./domain/gl-treatment.ts";
import { holdBack } from "./domain/holdback.ts";
import { holdRoom } from "./hold-room.ts";
import { countAgain } from "./keep-volume.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";
import { queueDeferrals } from "./store/deferral-store.ts";
import { queueInstalments } from "./store/payout-terms-store.ts";
import { readRuleOf } from "./store/rules-in-force.ts";
import type { TakenBackAward } from "./store/taken-back-award.ts";

/**
 * Queues that what was taken back wrongly is credited again: an award of the next generation that says the
 * same as the one before, with its credits and a posting on the day of the decision. Nothing is computed anew: where
 * what is limited has no room for all of it, it is refused.
 */
export async function creditAgain(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  was: TakenBackAward & { readonly awardId: AwardId; readonly leadId: LeadId },
  again: { readonly generation: number; readonly at: Date },
): Promise<AwardId | Refusal> {
  const { database, newId } = deps;
  const awardId = newId("awd");
  const effectiveOn = localDate(again.at, was.timeZone);
  const { award } = was;
  const rule = await readRuleOf(tx, { ...award, leadId: was.leadId }, again.at);
  const amounts = was.credits.map(({ partnerId, amount }) => ({ partnerId, minor: amount.minor }));
  const room = await holdRoom(
    tx,
    [rule],
    amounts.map(({ partnerId }) => partnerId),
    () => effectiveOn,
  );
  if (!hasRoomFor(amounts, room.of(rule))) return noRoom();
  room.takeParts(rule.programId, amounts);
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
  const day = localDate(award.eventAt, was.timeZone);
  const credits = was.credits.map((credit) => ({
    ...{ ...credit, creditId: newId("crd") },
    held: holdBack(credit.amount.minor, rule.holdback, day, rule.rounding),
  }));
  if (credits.length > 0)
    tx.queue(
      database.insert(
        CreditRow,
        ...credits.map(({ row, creditId, partnerId, amount, held, deferredMinor }) => ({
          ...row,
          id: uuidOf(creditId),
          awardId: uuidOf(awardId),
          partnerId: uuidOf(partnerId),
          leadId: uuidOf(was.leadId),
          kind: "AWARD",
          shareMinor: amount.minor,
          heldMinor: held.minor,
          deferredMinor,
          currency: amount.currency,
          awardGrossMinor: award.grossMinor,
          state: "ACCRUED",
          effectiveOn,
        })),
      ),
    );
  queueInstalments(database, tx, credits);
  // what had waited waits again, from now on
  queueDeferrals(tx, rule, { awardId, leadId: was.leadId, credits, from: effectiveOn });
  const id = newId("jrn");
  const { programId } = was;
  const cost = costAccountOf(rule.glTreatment);
  const posting = accrue({ id, awardId, programId, effectiveOn, shares: credits, cost });
  if (posting) postJournal(tx, posting);
  const { generation, at } = again;
  const counted = { before: was.awardId, awardId, generation, eventAt: award.eventAt, amounts, at };
  await countAgain(deps, tx, counted);
  return awardId;
}

export function noRoom(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "What the incentive program may pay has no room for the credit by now: a version with a higher partner's cap or budget makes room, then the appeal can be upheld.",
  );
}
