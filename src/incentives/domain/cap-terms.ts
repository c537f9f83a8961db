import { refuse } from "../../kernel/index.ts";
import type { Money, Refusal } from "../../kernel/index.ts";

/** How long a partner's cap counts before it begins anew. The database holds the same names in constraint incentive_program_version_partner_cap. */
export const CAP_WINDOWS = {
  MONTH: "A month of the calendar, in the incentive program's zone.",
  QUARTER: "Three months, from January, April, July or October on.",
  YEAR: "A year of the calendar.",
} as const;
export type CapWindow = keyof typeof CAP_WINDOWS;
export const isCapWindow = (text: string): text is CapWindow => Object.hasOwn(CAP_WINDOWS, text);

/** What becomes of what is over a partner's cap. */
export const PARTNER_CAP_EXCESSES = {
  FORFEIT: "It is paid to nobody.",
  REDISTRIBUTE:
    "It goes to those who share the award and have room, by their weight; what nobody has room for is paid to nobody.",
  DEFER:
    "It is earned in the next windows that have room, from the first day of each; what the last of them has no room for is paid to nobody.",
} as const;
export type PartnerCapExcess = keyof typeof PARTNER_CAP_EXCESSES;
export const isPartnerCapExcess = (text: string): text is PartnerCapExcess =>
  Object.hasOwn(PARTNER_CAP_EXCESSES, text);

/** What becomes of an award for which the budget is not enough. */
export const BUDGET_EXCESSES = {
  FORFEIT: "What is left is paid, spread over those who share the award.",
  WHOLE_OR_NOTHING: "Nothing of it is paid; what is left is for smaller ones.",
} as const;
export type BudgetExcess = keyof typeof BUDGET_EXCESSES;
export const isBudgetExcess = (text: string): text is BudgetExcess =>
  Object.hasOwn(BUDGET_EXCESSES, text);

export interface PartnerCap {
  readonly minor: bigint;
  readonly window: CapWindow;
  readonly onExcess: PartnerCapExcess;
  /** In how many later windows what is over may be earned yet; null, or not there, where it is not deferred. */
  readonly deferWindows?: number | null;
}

export interface Budget {
  readonly minor: bigint;
  readonly onExcess: BudgetExcess;
}

/** By what a version limits what it pays, in the program's smallest unit; null where it does not. */
export interface CapTerms {
  /** What a lead may earn over all its milestones. */
  readonly leadCap: bigint | null;
  /** What a partner may earn in a window. */
  readonly partnerCap: PartnerCap | null;
  /** What the program may pay in all. */
  readonly budget: Budget | null;
}

export const NO_CAPS: CapTerms = { leadCap: null, partnerCap: null, budget: null };

const QUARTERS = ["01", "04", "07", "10"];

/** The first day of the window in which a day lies. */
export function windowStart(day: string, window: CapWindow): string {
  const [year = "", month = ""] = day.split("-");
  switch (window) {
    case "MONTH":
      return `${year}-${month}-01`;
    case "QUARTER":
      return `${year}-${QUARTERS.findLast((first) => first <= month) ?? month}-01`;
    case "YEAR":
      return `${year}-01-01`;
  }
}

/** Amounts that limit what a draft pays, as they were given. */
export interface CapsDrafted {
  readonly leadCap: Money | null;
  readonly partnerCap: {
    readonly amount: Money;
    readonly window: CapWindow;
    readonly onExcess: PartnerCapExcess;
    readonly deferWindows: number | null;
  } | null;
  readonly budget: { readonly amount: Money; readonly onExcess: BudgetExcess } | null;
}

/** A program is limited in the currency in which it pays. */
export function refuseOtherCapCurrency(caps: CapsDrafted, currency: string): Refusal | null {
  const amounts = [
    [["leadCap"], caps.leadCap],
    [["partnerCap", "amount"], caps.partnerCap?.amount ?? null],
    [["budget", "amount"], caps.budget?.amount ?? null],
  ] as const;
  const other = amounts.find(([, amount]) => amount !== null && amount.currency !== currency);
  if (!other) return null;
  const [path, amount] = other;
  return refuse(
    "VALIDATION_FAILED",
    `${path.join(".")}.currency is ${amount?.currency}, but the incentive program pays in ${currency}: give the amount in ${currency}.`,
    { path: [...path, "currency"] },
  );
}
