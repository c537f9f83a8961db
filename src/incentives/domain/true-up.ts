import { formatAmount, money } from "../../kernel/index.ts";
import type { Currency } from "../../kernel/index.ts";

import type { CapWindow } from "./cap-terms.ts";

/** How a true-up came about; the partner's own leads alone. JSON values only. */
export interface TrueUpAccount {
  readonly trueUp: {
    /** Whether a lead came, or went, or its deal was corrected. */
    readonly because: "CAME" | "WENT" | "CHANGED";
    readonly period: CapWindow;
    readonly startsOn: string;
    /** How many leads count by now. */
    readonly units: number;
    /** Which of them came; null where one went. */
    readonly place: number | null;
    /** What all of them come to. */
    readonly worthMinor: string;
    /** Where deals count by what they are worth: together. */
    readonly dealsMinor?: string;
  };
  readonly currency: Currency;
  readonly gate: null;
  readonly grossMinor: string;
  /** All of it is the partner's. */
  readonly ppm: string;
  readonly minor: string;
}

/** A true-up in plain sentences. */
export function explainTrueUp({ trueUp, currency, minor }: TrueUpAccount): readonly string[] {
  const { period, startsOn, place, units } = trueUp;
  const amount = (of: string) => `${formatAmount(money(BigInt(of), currency))} ${currency}`;
  const when = periodInWords(period, startsOn);
  const total = `Together they come to ${amount(trueUp.worthMinor)}.`;
  const raised = BigInt(minor) > 0n;
  const { dealsMinor } = trueUp;
  if (dealsMinor !== undefined)
    return [
      `${DEALS_MOVED[trueUp.because]} your deals of ${when} are worth ${amount(dealsMinor)}, which changes what the others earned by ${amount(minor)}.`,
      total,
    ];
  if (trueUp.because === "CHANGED")
    return [
      `A deal of ${when} was corrected: besides its own credit that changes what you had for the brackets it lies in by ${amount(minor)}.`,
      total,
    ];
  if (place !== null && raised)
    return [
      `Your ${ordinal(place)} lead of ${when} raises what the ${units - 1} others earned, by ${amount(minor)}.`,
      total,
    ];
  if (place !== null)
    return [
      `Your ${ordinal(place)} lead of ${when} moves later ones into other brackets: ${amount(minor)}.`,
      total,
    ];
  return [
    `A lead of ${when} counts no more, besides its own credit: the brackets that the ${units} others lie in now change what they earned by ${amount(minor)}.`,
    total,
  ];
}

const DEALS_MOVED: Readonly<Record<TrueUpAccount["trueUp"]["because"], string>> = {
  CAME: "With a deal that was won",
  WENT: "Without a deal that counts no more",
  CHANGED: "Since a deal was corrected",
};

const MONTHS: Readonly<Record<string, string>> = {
  ...{ "01": "January", "02": "February", "03": "March", "04": "April", "05": "May", "06": "June" },
  ...{ "07": "July", "08": "August", "09": "September", "10": "October", "11": "November" },
  "12": "December",
};
const QUARTERS: Readonly<Record<string, string>> = { "01": "1", "04": "2", "07": "3", "10": "4" };

/** A period as people call it. */
export function periodInWords(period: CapWindow, startsOn: string): string {
  const [year = "", month = ""] = startsOn.split("-");
  switch (period) {
    case "MONTH":
      return `${MONTHS[month] ?? month} ${year}`;
    case "QUARTER":
      return `quarter ${QUARTERS[month] ?? month} of ${year}`;
    case "YEAR":
      return year;
  }
}

const ENDINGS: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd", other: "th" };
const RULES = new Intl.PluralRules("en", { type: "ordinal" });

/** 1st, 2nd, 11th, 21st. */
export const ordinal = (n: number): string => `${n}${ENDINGS[RULES.select(n)] ?? "th"}`;
