import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** What the API calls the states of a period, which the database keeps in small letters. */
export const PERIOD_STATES = {
  OPEN: "What is about its days is booked in it.",
  SOFT_CLOSED: "What leads earn goes to the next open period; what finance does is booked in it.",
  CLOSED: "Nothing is booked in it.",
} as const;
export type PeriodState = keyof typeof PERIOD_STATES;

/** What can be done to a period. The database holds the same names in constraint period_step_kind. */
export const PERIOD_STEPS = {
  SOFT_CLOSED: "Finance soft-closed it.",
  CLOSED: "It was closed, with the trial balance that it had then.",
  REOPENING_ASKED: "Somebody asked to open it again.",
  REOPENING_DECLINED: "Somebody else declined that.",
  REOPENED: "Somebody else opened it again, for some days.",
  REOPENING_ENDED: "These days were over: it is soft-closed.",
  GL_EXPORTED: "It went to the books of the firm.",
} as const;
export type PeriodStepKind = keyof typeof PERIOD_STEPS;

/** A period as it stands when something is to be done to it. */
export interface StandingPeriod {
  readonly startsOn: string;
  readonly endsBefore: string;
  readonly state: PeriodState;
  readonly isExported: boolean;
  /** The day on which this is asked, in the zone of the books. */
  readonly today: string;
  /** The first day of the earliest period before it that is not closed; null where all are. */
  readonly openBefore: string | null;
  /** Whether the person who acts has prepared it: soft-closed it, or asked to open it again, whichever came last; and no waiver of the second person stands. */
  readonly isOwn: boolean;
  readonly lastStep: { readonly number: number; readonly kind: PeriodStepKind } | null;
}

/** What a look at the books of a period found, by the name of the check. */
export interface PeriodFinding {
  readonly check: PeriodCheck;
  readonly faults: number;
}

/** What must hold of a period's books before it is closed. */
export const PERIOD_CHECKS = {
  SEALED: "All postings of the period are sealed",
  BALANCED: "The lines of each of its postings sum to zero in each currency",
  COMPLETE: "Each of its postings has two lines or more",
  DATED: "Each of its postings is booked on a day of the period",
  MIRRORED: "Each of its reversals is the exact mirror of what it reverses",
  BALANCES:
    "Balances were compared with their lines since the period ended, as is done every night, and none differed",
  SIGNS: "At its end no asset is below zero, and no tax was paid on that was not withheld",
} as const;
export type PeriodCheck = keyof typeof PERIOD_CHECKS;

const no = (code: "ALREADY_DONE" | "BUSINESS_RULE" | "PERIOD_CLOSED", message: string): Refusal =>
  refuse(code, message, { path: ["accountingPeriodId"] });

const called = ({ startsOn }: StandingPeriod): string => startsOn.slice(0, 7);

/** Why finance cannot soft-close a period; null where it can. */
export function whyNotSoftClosed(period: StandingPeriod): Refusal | null {
  if (period.state !== "OPEN")
    return no("ALREADY_DONE", `${called(period)} is ${inWords(period.state)} already.`);
  if (period.today < period.endsBefore)
    return no(
      "BUSINESS_RULE",
      `${called(period)} is not over: it can be soft-closed from ${period.endsBefore} on, in the zone of the books.`,
    );
  return null;
}

/** Why a period cannot be closed; null where it can. What its books lack is told with how often. */
export function whyNotClosed(
  period: StandingPeriod,
  findings: readonly PeriodFinding[],
): Refusal | null {
  if (period.state === "CLOSED") return no("ALREADY_DONE", `${called(period)} is closed already.`);
  if (period.state === "OPEN")
    return no("BUSINESS_RULE", `${called(period)} is open: finance soft-closes it first.`);
  if (period.isOwn)
    return no(
      "BUSINESS_RULE",
      `You prepared ${called(period)} for its close: somebody else has to close it.`,
    );
  if (period.openBefore !== null)
    return no(
      "BUSINESS_RULE",
      `${period.openBefore.slice(0, 7)} is not closed: months are closed one after the other.`,
    );
  const faults = findings.filter(({ faults: found }) => found > 0);
  if (faults.length === 0) return null;
  const told = faults.map(
    ({ check, faults: found }) => `${PERIOD_CHECKS[check]} (not so: ${found})`,
  );
  return refuse(
    "BUSINESS_RULE",
    `The books of ${called(period)} are not in order. ${told.join("; ")}. Look at periodChecks, put it right, and close it then.`,
    { path: ["accountingPeriodId"], details: { checks: faults.map(({ check }) => check) } },
  );
}

/** Why nobody can ask to open a period again; null where somebody can. */
export function whyNotReopened(period: StandingPeriod): Refusal | null {
  if (period.state !== "CLOSED")
    return no("BUSINESS_RULE", `${called(period)} is ${inWords(period.state)}, not closed.`);
  if (period.isExported)
    return no(
      "PERIOD_CLOSED",
      `${called(period)} went to the books of the firm and is not opened again: post an adjustment in an open period.`,
    );
  if (period.lastStep?.kind === "REOPENING_ASKED")
    return no("ALREADY_DONE", `Somebody asked to open ${called(period)} again: decide that first.`);
  return null;
}

/** Why a reopening that somebody asked for cannot be decided; null where it can. */
export function whyNotDecided(period: StandingPeriod): Refusal | null {
  if (period.lastStep?.kind !== "REOPENING_ASKED")
    return no("BUSINESS_RULE", `Nobody asked to open ${called(period)} again.`);
  if (period.isOwn)
    return no(
      "BUSINESS_RULE",
      `You asked to open ${called(period)} again: somebody else has to decide it.`,
    );
  return null;
}

/** Why a period cannot be marked as handed to the books of the firm; null where it can. */
export function whyNotExported(period: StandingPeriod): Refusal | null {
  if (period.isExported)
    return no("ALREADY_DONE", `${called(period)} went to the books of the firm before.`);
  if (period.state !== "CLOSED")
    return no(
      "BUSINESS_RULE",
      `${called(period)} is ${inWords(period.state)}: what goes to the books of the firm is closed first, so that it never changes.`,
    );
  if (period.lastStep?.kind === "REOPENING_ASKED")
    return no(
      "BUSINESS_RULE",
      `Somebody asked to open ${called(period)} again: decide that first.`,
    );
  return null;
}

const inWords = (state: PeriodState): string => state.toLowerCase().replace("_", "-");
