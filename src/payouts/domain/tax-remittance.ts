import type { Money, Refusal, TaxRemittanceId } from "../../kernel/index.ts";
import { formatAmount, refuse } from "../../kernel/index.ts";

export const TAX_REMITTANCE_STATES = {
  WAITING: "Another person has to confirm it.",
  CONFIRMED: "It was handed on, and is posted.",
  DECLINED: "It was not: what it names is withheld as before.",
} as const;
export type TaxRemittanceState = keyof typeof TAX_REMITTANCE_STATES;

/** What was withheld by the rules of a country in a time, and when it was handed on. */
export interface Remitted {
  readonly country: string;
  readonly amount: Money;
  /** The first and the last day, by the days on which the bank booked what was paid, YYYY-MM-DD. */
  readonly withheldFrom: string;
  readonly withheldUntil: string;
  /** The day on which the bank booked it. */
  readonly remittedOn: string;
}

/** A remittance, locked. */
export interface StandingRemittance {
  readonly state: TaxRemittanceState;
  readonly amount: Money;
  readonly remittedOn: string;
  readonly recordedAt: Date;
  /** Whether who acts recorded it, under whichever membership. */
  readonly isOwn: boolean;
}

const path = ["taxRemittanceId"];

export const remittanceNotThere = (id: TaxRemittanceId): Refusal =>
  refuse("NOT_FOUND", `There is no tax remittance ${id}.`, { path });

export const remittedBefore = (): Refusal =>
  refuse(
    "ALREADY_DONE",
    "It was said before that this was handed on, by that day and reference: one booking is told once.",
    { path: ["bankReference"] },
  );

export const remittanceDecided = (): Refusal =>
  refuse("ALREADY_DONE", "Somebody has decided over this remittance before.", { path });

/** Why it is not taken that as much was handed on, or null. `withheldMinor`: what is withheld, and not handed on, of those days. */
export function whyNotRemitted(
  { country, amount, withheldFrom, withheldUntil, remittedOn }: Remitted,
  withheldMinor: bigint,
  today: string,
): Refusal | null {
  if (withheldUntil < withheldFrom)
    return refuse(
      "BUSINESS_RULE",
      `withheldUntilOn lies before withheldFromOn: ${withheldUntil}.`,
      {
        path: ["withheldUntilOn"],
      },
    );
  if (remittedOn > today)
    return refuse(
      "BUSINESS_RULE",
      `remittedOn lies in the future: ${remittedOn}; a bank books by then.`,
      { path: ["remittedOn"] },
    );
  if (remittedOn < withheldUntil)
    return refuse(
      "BUSINESS_RULE",
      `remittedOn lies before withheldUntilOn: ${remittedOn}; what was withheld later is handed on by another remittance.`,
      { path: ["remittedOn"] },
    );
  const { currency } = amount;
  const days = `from ${withheldFrom} to ${withheldUntil}`;
  if (withheldMinor === 0n)
    return refuse(
      "BUSINESS_RULE",
      `Nothing in ${currency} that was withheld by a rule of ${country} ${days} is still to be handed on.`,
      { path: ["amount"] },
    );
  if (amount.minor === withheldMinor) return null;
  const withheld = formatAmount({ minor: withheldMinor, currency });
  return refuse(
    "BUSINESS_RULE",
    `${withheld} ${currency} that were withheld by rules of ${country} ${days} are to be handed on: all of it is, or name other days.`,
    { path: ["amount", "amount"] },
  );
}

/** Why somebody cannot decide over a remittance, or null. */
export function whyNotDecidedOver({
  state,
  isOwn,
}: Pick<StandingRemittance, "state" | "isOwn">): Refusal | null {
  if (state !== "WAITING") return remittanceDecided();
  if (!isOwn) return null;
  return refuse(
    "BUSINESS_RULE",
    "You said that this was handed on: somebody else has to confirm it.",
    { path },
  );
}
