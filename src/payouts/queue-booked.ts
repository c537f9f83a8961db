import { queueHold } from "../approval/index.ts";
import { postJournals, returnPayout, settlePayout } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { byProgram } from "./by-program.ts";
import { postedOn } from "./domain/payout.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import {
  lockWithheldBeside,
  queueReturned,
  queueSettled,
  readPaidOf,
  readReturnedOf,
} from "./store/payout-store.ts";
import type { StandingPayout } from "./store/payout-store.ts";

/** What the bank booked of a payout, which is locked, and of which nothing speaks against it. */
export interface Booked {
  readonly payout: StandingPayout;
  readonly on: string;
  readonly reference: string;
}

export interface BookedBack extends Booked {
  /** Why it came back, as the bank says. */
  readonly reason: string;
}

interface Saying {
  readonly at: Date;
  readonly by: string;
}

/** Nothing becomes of a payout before what became of it before. */
export const notBefore = (at: Date, { changedAt }: StandingPayout): Date =>
  at < changedAt ? changedAt : at;

/** Queues that the bank booked payouts: they are paid, in the books as well. */
export async function queueSettlements(
  deps: PayoutDeps,
  tx: Transaction,
  booked: readonly Booked[],
  { at, by }: Saying,
): Promise<void> {
  if (booked.length === 0) return;
  const evidence = booked.map(({ payout, on, reference }) => ({
    ...{ id: payout.id, on, reference, at: notBefore(at, payout) },
  }));
  const days = new Map(
    booked.map(({ payout, on }) => [payout.id, postedOn(on, payout.exportedOn)]),
  );
  const paid = await readPaidOf(tx, [...days.keys()]);
  queueSettled(tx, evidence, by);
  const postings = byProgram(deps, paid, (_, id) => dayOf(days, id)).map(settlePayout);
  postJournals(tx, postings);
}

/**
 * Queues that payouts came back, and with them what was withheld beside them and is not handed on: their credits are payable
 * again, but for what was taken back of them since, and all of their partners is held until two persons have seen where the
 * money shall go.
 */
export async function queueReturns(
  deps: PayoutDeps,
  tx: Transaction,
  booked: readonly BookedBack[],
  { at, by }: Saying,
): Promise<void> {
  if (booked.length === 0) return;
  const evidence = booked.map(({ payout, on, reference, reason }) => ({
    ...{ id: payout.id, on, reference, reason, at: notBefore(at, payout) },
  }));
  const days = new Map(
    booked.map(({ payout: { id, exportedOn, bookedOn }, on }) => [
      id,
      postedOn(on, exportedOn, bookedOn),
    ]),
  );
  const settled = new Set(booked.flatMap(({ payout }) => (isPaid(payout) ? [payout.id] : [])));
  const beside = await lockWithheldBeside(tx, [...days.keys()]);
  const withheld = new Set(beside.map(({ id }) => id));
  for (const { id, transferId } of beside) days.set(id, dayOf(days, transferId));
  const besides = beside.flatMap(({ id, transferId }) =>
    evidence.filter((each) => each.id === transferId).map((each) => ({ ...each, id })),
  );
  const paid = await readReturnedOf(tx, [...days.keys()]);
  queueReturned(tx, [...evidence, ...besides], by);
  for (const { payout, reason, reference } of booked)
    queueHold(tx, {
      ...{ id: deps.newId("hld"), partnerId: payout.partnerId, creditId: null },
      ...{ kind: "BANK_CHANGE", at: notBefore(at, payout), by, rule: null },
      reason: `Payout ${payout.endToEndId} came back: ${reason}`.slice(0, 2_000),
      evidence: reference,
    });
  const postings = byProgram(deps, paid, (_, id) => dayOf(days, id));
  postJournals(
    tx,
    postings.map((each) => {
      if (withheld.has(each.payoutId)) return returnPayout(each, "wht_payable");
      return returnPayout(each, settled.has(each.payoutId) ? "bank" : "cash_clearing");
    }),
  );
}

const isPaid = ({ state }: StandingPayout): boolean => state === "PAID";

function dayOf(days: ReadonlyMap<string, string>, id: string): string {
  const day = days.get(id);
  if (day === undefined) throw new Error(`nothing was booked of ${id}`);
  return day;
}
