import type { BankEntryId, Money, PartnerId, PayoutId, Refusal } from "../kernel/index.ts";
import { isRefusal, money } from "../kernel/index.ts";
import { bankCharges, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import {
  bankEntryNotThere,
  NO_REASON,
  whyNotCharges,
  whyNotDecided,
  whyNotOf,
  whyRepaidInPart,
} from "./domain/bank-entry.ts";
import { payoutNotThere, refuseSettingOff } from "./domain/payout.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { notBefore, queueReturns, queueSettlements } from "./queue-booked.ts";
import { lockEntries, queueDecided } from "./store/bank-statement-store.ts";
import type { StandingEntry } from "./store/bank-statement-store.ts";
import { lockPayout, lockSettingOff } from "./store/payout-store.ts";

export interface MatchBankEntry {
  readonly bankEntryId: BankEntryId;
  /** Null where it is of none, and nothing but charges. */
  readonly payoutId: PayoutId | null;
  /** What of it the bank took for itself; null where that is nothing. */
  readonly charges: Money | null;
  readonly note: string;
}

export interface BankEntryMatched extends Outcome {
  readonly bankEntryId: BankEntryId;
}

/**
 * Says of which payout an entry is that waited: a debit settles it and a credit returns it, as by hand, and what the bank took
 * for itself is booked as its charges. An entry of no payout may be nothing but that.
 */
export const matchBankEntry = (deps: PayoutDeps) => (call: Call<MatchBankEntry>) =>
  once<MatchBankEntry, BankEntryMatched>(
    deps.database,
    call,
    async (tx): Promise<BankEntryMatched | Refusal> => {
      const { bankEntryId: id, payoutId, charges, note } = call.command;
      const by = call.actor.id;
      if (by === null) throw new Error("somebody says of which payout an entry is");
      const [entry] = await lockEntries(tx, [id]);
      if (!entry) return bankEntryNotThere(id);
      const refusal =
        whyNotDecided(id, entry.state) ??
        whyRepaidInPart(entry) ??
        whyNotCharges(entry, { charges, isWhole: payoutId === null });
      if (refusal) return refusal;
      const chargesMinor = charges?.minor ?? 0n;
      const matched = { entry, by, chargesMinor };
      const partnerId =
        payoutId === null ? null : await queueMatched(deps, tx, call.at, { ...matched, payoutId });
      if (isRefusal(partnerId)) return partnerId;
      const { currency, direction, bookedOn: effectiveOn } = entry;
      const isGiven = payoutId === null && direction === "CREDIT";
      const taken = money(isGiven ? -chargesMinor : chargesMinor, currency);
      if (taken.minor !== 0n)
        postJournal(
          tx,
          bankCharges({ id: deps.newId("jrn"), entryId: id, amount: taken, effectiveOn }),
        );
      const state = payoutId === null ? "CHARGED" : direction === "DEBIT" ? "SETTLED" : "RETURNED";
      // its guard looks for the posting, which is written with it
      queueDecided(tx, [id], {
        ...{ state, payoutId, note, at: call.at, by, chargesMinor: taken.minor },
      });
      const touched = [payoutId, partnerId].filter((each) => each !== null);
      return { kind: "BankEntryMatched", bankEntryId: id, subjects: [id, ...touched] };
    },
  );

/** Queues what becomes of the payout that an entry is of; whose it is, or why nothing does. */
async function queueMatched(
  deps: PayoutDeps,
  tx: Transaction,
  callAt: Date,
  {
    entry,
    payoutId,
    by,
    chargesMinor,
  }: {
    readonly entry: StandingEntry;
    readonly payoutId: PayoutId;
    readonly by: string;
    readonly chargesMinor: bigint;
  },
): Promise<PartnerId | Refusal> {
  const payout = await lockPayout(tx, payoutId);
  if (!payout) return payoutNotThere(payoutId);
  const at = notBefore(callAt, payout);
  const refusal = whyNotOf(entry, payout, { at, chargesMinor });
  if (refusal) return refusal;
  const booked = { payout, on: entry.bookedOn, reference: entry.reference };
  const settingOff = (await lockSettingOff(tx, [payoutId])).get(payoutId);
  if (entry.direction === "CREDIT" && settingOff) return refuseSettingOff(settingOff);
  if (entry.direction === "DEBIT") await queueSettlements(deps, tx, [booked], { at, by });
  else {
    // its partner reads it: what the bank said, and nothing of the note
    const reason = entry.reason?.slice(0, 1_000) ?? NO_REASON;
    await queueReturns(deps, tx, [{ ...booked, reason }], { at, by });
  }
  return payout.partnerId;
}
