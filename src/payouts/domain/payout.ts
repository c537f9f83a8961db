import type { PayoutBatchId, PayoutId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { PayoutState } from "./batch.ts";

const path = ["payoutId"];

export const payoutNotThere = (id: PayoutId): Refusal =>
  refuse("NOT_FOUND", `There is no payout ${id}.`, { path });

export const payoutWentOn = (): Refusal =>
  refuse("ALREADY_DONE", "Somebody was quicker: it was said before what became of the payout.", {
    path,
  });

/** Why nothing can be said of a payout by now, or null. `isReturned`: that it came back, which may follow its being paid. */
function whyNot(state: PayoutState, isReturned: boolean): Refusal | null {
  if (state === "SENT" || (isReturned && state === "PAID")) return null;
  if (state === "SCHEDULED")
    return refuse("BUSINESS_RULE", "The payout was not sent yet: sendPayoutBatch comes first.", {
      path,
    });
  if (state === "OFFSET")
    return refuse(
      "BUSINESS_RULE",
      "The payout was set off against what its partner owed back: no bank had it, and nothing of it can come back.",
      { path },
    );
  if (state === "WITHHELD")
    return refuse(
      "BUSINESS_RULE",
      "The payout is what was withheld for the tax office: no bank had it. Say what became of the transfer beside it.",
      { path },
    );
  const was = state === "PAID" ? "paid" : state === "RETURNED" ? "returned" : "cancelled";
  return refuse("ALREADY_DONE", `The payout was ${was} before.`, { path });
}

/** When the bank booked something, on a day of the vendor's. */
interface Booking {
  readonly on: string;
  readonly field: string;
  readonly sentOn: string;
  /** Of what came back: when the bank had booked it; null where it had not. */
  readonly bookedOn?: string | null;
  readonly today: string;
}

/** Why it is not taken that the bank booked a payout, or that it came back, on that day; null where it is. */
export function whyNotBooked(
  state: PayoutState,
  { on, field, sentOn, bookedOn = null, today }: Booking,
  isReturned = false,
): Refusal | null {
  const refusal = whyNot(state, isReturned);
  if (refusal) return refusal;
  if (on > today)
    return refuse("BUSINESS_RULE", `${field} lies in the future: ${on}; a bank books by then.`, {
      path: [field],
    });
  if (bookedOn !== null && on < bookedOn)
    return refuse(
      "BUSINESS_RULE",
      `${field} lies before the bank booked the payout: ${on}; it was booked on ${bookedOn}.`,
      { path: [field] },
    );
  if (on >= sentOn) return null;
  return refuse(
    "BUSINESS_RULE",
    `${field} lies before the payout was sent: ${on}; it was sent on ${sentOn}.`,
    { path: [field] },
  );
}

/** Why it cannot be said yet that a payout came back: what was taken back of it is being set off. */
export const refuseSettingOff = (batches: readonly PayoutBatchId[]): Refusal =>
  refuse(
    "BUSINESS_RULE",
    `What was taken back of the payout is set off in ${batches.join(", ")}, which is not sent: send or cancel that first, so that it is known how much is still owed.`,
    { path },
  );

/** The day for which it is posted: the bank's, and never before what it follows. */
export const postedOn = (on: string, ...before: readonly (string | null)[]): string =>
  before.reduce<string>((latest, each) => (each !== null && each > latest ? each : latest), on);
