import { localDate, refuse } from "../../kernel/index.ts";
import type { BankEntryId, Money, PartnerId, PayoutId, Refusal } from "../../kernel/index.ts";

import type { PayoutState } from "./batch.ts";
import { whyNotBooked } from "./payout.ts";
import type { StatedEntry } from "./stated-entry.ts";

export const BANK_ENTRY_STATES = {
  SETTLED: "The bank booked a payout, which is paid by it.",
  RETURNED: "A payout came back by it.",
  REPEATED: "Another statement said the same before: nothing became of it.",
  UNMATCHED: "It is of no payout as far as can be told, and a person has to decide.",
  CHARGED: "A person found that it is nothing but what the bank takes for itself.",
  REPAID: "All of it paid back what partners owed.",
  SET_ASIDE: "A person found that it is nothing of a payout, or was dealt with otherwise.",
} as const;
export type BankEntryState = keyof typeof BANK_ENTRY_STATES;

export const BANK_ENTRY_OBSTACLES = {
  NO_END_TO_END_ID: "It does not name a single payment by its end-to-end id.",
  UNKNOWN_END_TO_END_ID: "No payout has its end-to-end id.",
  OTHER_CURRENCY: "Its payout is in another currency.",
  OTHER_AMOUNT: "Its payout comes to another amount.",
  SET_OFF: "Its payout was set off against what its partner owed back: no bank had it.",
  SETTING_OFF: "What was taken back of its payout is set off in a batch that is not sent.",
  NOT_SENT: "Its payout was not sent by then.",
  CANCELLED: "The batch of its payout was withdrawn.",
  BOOKED_BEFORE: "The bank had booked its payout before: it may have been paid twice.",
  RETURNED_BEFORE: "Its payout had come back before.",
  OTHER_DAY: "Its day is still to come, or before its payout was sent or booked.",
  REVERSAL: "The bank takes an earlier booking back, and the vendor's account is charged.",
} as const;
export type BankEntryObstacle = keyof typeof BANK_ENTRY_OBSTACLES;

/** A payout as an entry is held against it. */
export interface MatchedPayout {
  readonly id: PayoutId;
  readonly state: PayoutState;
  readonly partnerId: PartnerId;
  readonly currency: string;
  readonly minor: bigint;
  readonly changedAt: Date;
  readonly sentAt: Date | null;
  readonly bookedOn: string | null;
  readonly bankReference: string | null;
  readonly returnedOn: string | null;
  readonly returnReference: string | null;
  readonly timeZone: string;
}

/** What becomes of an entry. */
export type EntryOutcome =
  | { readonly state: "SETTLED" | "RETURNED" | "REPEATED"; readonly payoutId: PayoutId }
  | {
      readonly state: "UNMATCHED";
      readonly obstacle: BankEntryObstacle;
      /** The payout that it names; null where it names none. */
      readonly payoutId: PayoutId | null;
    };

interface DecidedAt {
  readonly at: Date;
  /** Payouts of which what was taken back is set off in a batch that is not sent: they do not come back meanwhile. */
  readonly settingOff: ReadonlySet<PayoutId>;
}

/**
 * What becomes of the entries of a file, in its order: debits before credits, so that what was booked and came back by
 * one file is both. An entry stands for one booking; a second one of a payout is for a person to look at.
 */
export function decideEntries(
  entries: readonly StatedEntry[],
  payouts: ReadonlyMap<string, MatchedPayout>,
  { at, settingOff }: DecidedAt,
): readonly EntryOutcome[] {
  const standing = new Map(payouts);
  const outcomes = new Map<number, EntryOutcome>();
  const told = new Set<string>();
  const ordered = ["DEBIT", "CREDIT"].flatMap((direction) =>
    [...entries.entries()].filter(([, entry]) => entry.direction === direction),
  );
  for (const [index, entry] of ordered) {
    const name = entry.endToEndId ?? "";
    const payout = standing.get(name);
    if (!payout) {
      const obstacle = name === "" ? "NO_END_TO_END_ID" : "UNKNOWN_END_TO_END_ID";
      outcomes.set(index, { state: "UNMATCHED", obstacle, payoutId: null });
      continue;
    }
    const key = `${entry.direction} ${name}`;
    const outcome = outcomeOf(entry, payout, {
      ...{ at, settingOff, isFirst: !told.has(key) },
    });
    outcomes.set(index, outcome);
    told.add(key);
    standing.set(name, after(payout, entry, outcome));
  }
  return entries.flatMap((_, index) => outcomes.get(index) ?? []);
}

function after(
  payout: MatchedPayout,
  { bookedOn, reference }: StatedEntry,
  { state }: EntryOutcome,
): MatchedPayout {
  if (state === "SETTLED") return { ...payout, state: "PAID", bookedOn, bankReference: reference };
  if (state !== "RETURNED") return payout;
  return { ...payout, state: "RETURNED", returnedOn: bookedOn, returnReference: reference };
}

function outcomeOf(
  entry: StatedEntry,
  payout: MatchedPayout,
  { at, settingOff, isFirst }: DecidedAt & { readonly isFirst: boolean },
): EntryOutcome {
  const { id: payoutId } = payout;
  if (isFirst && isSaidBefore(entry, payout)) return { state: "REPEATED", payoutId };
  const obstacle = obstacleOf(entry, payout, { at, settingOff });
  if (obstacle !== null) return { state: "UNMATCHED", obstacle, payoutId };
  return { state: entry.direction === "DEBIT" ? "SETTLED" : "RETURNED", payoutId };
}

function isSaidBefore(entry: StatedEntry, payout: MatchedPayout): boolean {
  const { bookedOn: on, reference } = entry;
  if (whyOther(entry, payout) !== null) return false;
  return entry.direction === "DEBIT"
    ? !entry.isReversal && payout.bookedOn === on && payout.bankReference === reference
    : payout.returnedOn === on && payout.returnReference === reference;
}

type Amount = Pick<StatedEntry, "minor" | "currency">;

function whyOther(entry: Amount, payout: MatchedPayout): BankEntryObstacle | null {
  if (entry.currency !== payout.currency) return "OTHER_CURRENCY";
  return entry.minor === payout.minor ? null : "OTHER_AMOUNT";
}

function obstacleOf(
  entry: StatedEntry,
  payout: MatchedPayout,
  { at, settingOff }: DecidedAt,
): BankEntryObstacle | null {
  if (entry.direction === "DEBIT" && entry.isReversal) return "REVERSAL";
  const other = whyOther(entry, payout);
  if (other !== null) return other;
  switch (payout.state) {
    case "SCHEDULED":
      return "NOT_SENT";
    case "CANCELLED":
      return "CANCELLED";
    case "OFFSET":
      return "SET_OFF";
    // no bank was told of it
    case "WITHHELD":
      return "UNKNOWN_END_TO_END_ID";
    case "RETURNED":
      return "RETURNED_BEFORE";
    case "PAID":
      if (entry.direction === "DEBIT") return "BOOKED_BEFORE";
      break;
    case "SENT":
      break;
  }
  if (whyNotMatched(entry, payout, at) !== null) return "OTHER_DAY";
  return entry.direction === "CREDIT" && settingOff.has(payout.id) ? "SETTING_OFF" : null;
}

/** Why an entry does not settle or return a payout, as one would hear by hand; null where it does. */
function whyNotMatched(
  { direction, bookedOn: on }: Pick<StatedEntry, "direction" | "bookedOn">,
  { state, bookedOn, sentAt, timeZone }: MatchedPayout,
  at: Date,
): Refusal | null {
  return whyNotBooked(
    state,
    {
      ...{ on, field: "bookedOn", today: localDate(at, timeZone) },
      ...{ bookedOn, sentOn: localDate(sentAt ?? at, timeZone) },
    },
    direction === "CREDIT",
  );
}

/** What a partner is told of a payout that came back where the bank did not say why. */
export const NO_REASON = "The bank gave no reason";

const entryPath = ["bankEntryId"];

export const bankEntryNotThere = (id: BankEntryId, path = entryPath): Refusal =>
  refuse("NOT_FOUND", `There is no bank entry ${id}.`, { path });

export const decidedByAnother = (): Refusal =>
  refuse(
    "BUSINESS_RULE",
    "You drafted or sent a payout of which this may be a payment too many: somebody else decides what it is.",
    { path: entryPath },
  );

export const chargedBefore = (): Refusal =>
  refuse(
    "ALREADY_DONE",
    "The same charge was booked by another statement, of that day, amount and reference: set this one aside.",
    { path: entryPath },
  );

/** Why nothing is decided of an entry any more; null where it waits to be decided. */
export function whyNotDecided(
  id: BankEntryId,
  state: BankEntryState,
  path: readonly string[] = entryPath,
): Refusal | null {
  if (state === "UNMATCHED") return null;
  return refuse("ALREADY_DONE", `The bank entry ${id} does not wait: it is ${state}.`, { path });
}

/** Why an entry does not become anything else: some of it paid back what a partner owed. Null where nothing did. */
export const whyRepaidInPart = ({
  repaidMinor,
}: {
  readonly repaidMinor: bigint;
}): Refusal | null =>
  repaidMinor === 0n
    ? null
    : refuse(
        "BUSINESS_RULE",
        "Some of it paid back what a partner owed: the rest does as well (recordRepayment), or is set aside.",
        { path: entryPath },
      );

/** Why an entry that waits is not of the payout that a person names; null where it may be. */
export function whyNotOf(
  entry: Pick<StatedEntry, "direction" | "bookedOn" | "minor" | "currency" | "isReversal"> & {
    readonly namedId: PayoutId | null;
  },
  payout: MatchedPayout,
  { at, chargesMinor }: { readonly at: Date; readonly chargesMinor: bigint },
): Refusal | null {
  const { direction, currency } = entry;
  if (direction === "DEBIT" && entry.isReversal)
    return refuse("BUSINESS_RULE", BANK_ENTRY_OBSTACLES.REVERSAL, { path: entryPath });
  if (entry.namedId !== null && entry.namedId !== payout.id)
    return refuse(
      "BUSINESS_RULE",
      `The entry names ${entry.namedId} by its end-to-end id: it is of no other payout.`,
      { path: ["payoutId"] },
    );
  const minor = direction === "DEBIT" ? entry.minor - chargesMinor : entry.minor + chargesMinor;
  const other = whyOther({ minor, currency }, payout);
  if (other === null) return whyNotMatched(entry, payout, at);
  return refuse(
    "BUSINESS_RULE",
    `${BANK_ENTRY_OBSTACLES[other]} What the bank booked is what the payout comes to, ${direction === "DEBIT" ? "and" : "less"} its charges.`,
    { path: ["payoutId"] },
  );
}

/** Why what a person says are charges is not taken, or null. `isWhole`: that the entry is nothing else. */
export function whyNotCharges(
  entry: Pick<StatedEntry, "minor" | "currency">,
  { charges, isWhole }: { readonly charges: Money | null; readonly isWhole: boolean },
): Refusal | null {
  const path = ["charges"];
  if (charges !== null && charges.currency !== entry.currency)
    return refuse("BUSINESS_RULE", `The entry is in ${entry.currency}, and so are charges.`, {
      path,
    });
  if (!isWhole || (charges !== null && charges.minor === entry.minor && entry.minor > 0n))
    return null;
  return refuse(
    "BUSINESS_RULE",
    "An entry of no payout is matched where charges are all of it; else set it aside.",
    { path },
  );
}
