import type { AccountId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** Events that one call records. */
export const MOST_EVENTS = 100;

/** What an account used of the product, as a system of the vendor's tells it. */
export interface UsageEvent {
  readonly metric: string;
  /** The sender's own name for it: told twice, it is recorded once. */
  readonly reference: string;
  readonly quantity: number;
  readonly usedAt: Date;
}

export interface RecordedUsage extends UsageEvent {
  readonly accountId: AccountId;
}

/** From how much use on an account is worth sales' attention. */
export interface UsageThreshold {
  readonly metric: string;
  readonly quantity: bigint;
  readonly withinDays: number;
}

export const USAGE_SIGNAL_STATES = {
  RAISED: "Submitted leads of the account were raised to MQL.",
  KNOWN: "Sales works on a lead of the account already.",
  WAITING: "There is no lead of the account: somebody has to look.",
  TAKEN: "A lead was registered for it.",
  DISMISSED: "Somebody looked, and left it.",
} as const;
export type UsageSignalState = keyof typeof USAGE_SIGNAL_STATES;

/** What becomes of a signal by the leads that its account has. */
export function stateOf(raised: number, others: number): UsageSignalState {
  if (raised > 0) return "RAISED";
  return others > 0 ? "KNOWN" : "WAITING";
}

const isSame = (before: RecordedUsage, event: RecordedUsage): boolean =>
  before.accountId === event.accountId &&
  before.quantity === event.quantity &&
  before.usedAt.getTime() === event.usedAt.getTime();

/** Those that are new, each once; refused where one says something else under a reference that is taken. */
export function whatIsNew(
  events: readonly RecordedUsage[],
  known: readonly RecordedUsage[],
): readonly RecordedUsage[] | Refusal {
  const keyOf = ({ metric, reference }: UsageEvent): string => `${metric} ${reference}`;
  const told = new Map(known.map((each) => [keyOf(each), each]));
  const added: RecordedUsage[] = [];
  for (const [index, event] of events.entries()) {
    const before = told.get(keyOf(event));
    if (before && !isSame(before, event))
      return refuse(
        "BUSINESS_RULE",
        `Something else is recorded of ${event.metric} under the reference ${event.reference}: send it under another one. Nothing of this call was recorded.`,
        { path: ["events", index, "reference"] },
      );
    if (!before) added.push(event);
    told.set(keyOf(event), event);
  }
  return added;
}
