import type { Money, Refusal } from "../../kernel/index.ts";
import { formatAmount, refuse, WHOLE_PPM, withhold } from "../../kernel/index.ts";

import type { TaxFormKind } from "./tax-form.ts";

export const TAX_RULE_STATES = {
  WAITING: "Another person has to put it in force.",
  IN_FORCE: "It counts from its year on, until a later one does.",
  DECLINED: "Nothing became of it.",
  REPLACED: "Another of its country and year took its place.",
} as const;
export type TaxRuleState = keyof typeof TAX_RULE_STATES;

export const WITHOUT_FORM = {
  HOLD: "The partner is held: nothing of it is approved or paid until a form is there.",
  WITHHOLD: "The partner is paid, and tax is withheld of it at the rule's rate.",
} as const;
export type WithoutForm = keyof typeof WITHOUT_FORM;

export const TAX_REPORTS = {
  FORM_1099_NEC: "Form 1099-NEC of the US: pay to who is not employed.",
  DAC7: "What platforms report of sellers in the EU (Directive 2021/514).",
} as const;
export type TaxReportKind = keyof typeof TAX_REPORTS;

/** What is asked of partners that are taxed in a country, from a year on until a later rule. */
export interface TaxRuleTerms {
  readonly country: string;
  readonly year: number;
  /** So much in a calendar year, paid and payable. */
  readonly threshold: Money;
  /** Any of them will do; none is asked where it is empty. */
  readonly forms: readonly TaxFormKind[];
  readonly report: TaxReportKind | null;
  readonly withholdingPpm: bigint | null;
  /** What becomes of a partner whose form is missing. */
  readonly withoutForm: WithoutForm;
  /** By which law or notice. */
  readonly source: string;
}

/** Why a rule cannot say that tax is withheld, or null. */
export function whyNotWithheld({
  withoutForm,
  withholdingPpm,
  forms,
}: Pick<TaxRuleTerms, "withoutForm" | "withholdingPpm" | "forms">): string | null {
  if (withoutForm === "HOLD") return null;
  if (forms.length === 0) return "is WITHHOLD, and no form is asked for: say which ones in forms";
  if (withholdingPpm === null) return "is WITHHOLD, which takes withholdingPercent";
  if (withholdingPpm < WHOLE_PPM) return null;
  return "is WITHHOLD, and nothing would be left to pay: expected withholdingPercent below 100, or HOLD";
}

/** A rule as it stands, locked. */
export interface StandingTaxRule {
  readonly country: string;
  readonly year: number;
  readonly state: TaxRuleState;
  readonly isOwn: boolean;
}

const path = ["taxRuleId"];

/** Why somebody cannot decide over a rule, or null. */
export function whyNotDecided({ state, isOwn }: StandingTaxRule): Refusal | null {
  if (state !== "WAITING")
    return refuse("ALREADY_DONE", "The tax rule was decided before: save it anew.", { path });
  if (!isOwn) return null;
  return refuse("BUSINESS_RULE", "You made this tax rule: somebody else has to decide.", { path });
}

/** A form that is missing: by which rule, and what was paid and is payable in the year. */
export interface MissingForm {
  readonly rule: Pick<TaxRuleTerms, "country" | "year" | "threshold" | "forms" | "withholdingPpm">;
  readonly year: number;
  readonly sums: readonly Money[];
}

const told = (amount: Money): string => `${formatAmount(amount)} ${amount.currency}`;

/** Why a partner is held whose form is missing, for the vendor. */
export function reasonOf({ rule, year, sums }: MissingForm): string {
  const { threshold, forms, withholdingPpm } = rule;
  const due = sums.map(told).join(", ");
  const isOther = sums.some(({ currency }) => currency !== threshold.currency);
  const sentences = [
    `No form of the kinds ${forms.join(", ")} is accepted and valid, and ${due} are paid and payable in ${year}.`,
    `The rule of ${rule.country} from ${rule.year} on asks for one from ${told(threshold)} on${isOther ? ", and in other currencies from the first cent" : ""}.`,
  ];
  if (withholdingPpm !== null) {
    const withheld = sums.map((sum) => told(withhold(sum, withholdingPpm).withheld)).join(", ");
    sentences.push(`If it were paid without one, ${withheld} would have to be withheld.`);
  }
  return sentences.join(" ");
}
