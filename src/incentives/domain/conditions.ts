import { atLineAndColumn, conditionsOver } from "../../kernel/index.ts";
import type { FactsOf } from "../../kernel/index.ts";

/**
 * What the conditions of a rule may ask of a lead that reached its milestone. Whose lead it is is not among
 * it: a partner has more or less by its tier, and a rule is for all. Nothing of persons is, either.
 */
export const LEAD_FACTS = {
  kind: { type: "string", meaning: "NEW_BUSINESS, CROSS_SELL, UPSELL, RENEWAL, PRODUCT_QUALIFIED" },
  source: { type: "string", meaning: "where it came from, such as PARTNER_API" },
  campaign: { type: "string", meaning: "its campaign" },
  country: { type: "string", meaning: "the company's country, such as DE" },
  productLines: { type: "list<string>", meaning: "the names of its lines and of all above them" },
  value: { type: "int", meaning: "the estimated value in whole units, rounded down; 0 if unknown" },
  currency: { type: "string", meaning: "the currency of `value`" },
  dealAmount: {
    type: "int",
    meaning: "what the deal was worth in whole units, rounded down; 0 before it is won",
  },
  dealCurrency: { type: "string", meaning: "the currency of `dealAmount`" },
  cycle: { type: "int", meaning: "1, and one more with each reopening" },
  isTender: { type: "bool", meaning: "whether it is for what is out to tender" },
  contacts: { type: "int", meaning: "how many contacts it has" },
  evidence: { type: "int", meaning: "how many pieces of evidence were submitted for it" },
  daysSinceClaim: { type: "int", meaning: "whole days from its claim to the milestone" },
  fields: {
    type: "map<string, string>",
    meaning: "the program's own fields by their keys, but for those about a person",
  },
} as const;

/** Texts that are not known are empty. */
export type LeadFacts = FactsOf<typeof LEAD_FACTS>;

const conditions = conditionsOver(LEAD_FACTS, atLineAndColumn);
export const readExpression = conditions.read;

/** What must hold of a lead for a rule to pay. */
export interface Condition {
  /** Once in a rule. */
  readonly key: string;
  /** What it asks, as partners are told. */
  readonly label: string;
  /** The same in CEL. */
  readonly expression: string;
}

/** Whether a condition held; null where it could not be said of the lead, which counts as not. */
export interface ConditionTrace {
  readonly key: string;
  readonly label: string;
  readonly isMet: boolean | null;
}

/** What of the conditions of its rule an award keeps: each with its outcome, and of what they were asked. */
export interface ConditionsAsked {
  readonly outcomes: readonly ConditionTrace[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Asks all conditions of a rule of a lead; null where it has none. */
export function askConditions(
  asked: readonly Condition[],
  facts: LeadFacts | null,
): ConditionsAsked | null {
  if (asked.length === 0 || facts === null) return null;
  return {
    outcomes: asked.map(({ key, label, expression }) => ({
      ...{ key, label, isMet: conditions.holds(expression, facts) },
    })),
    facts: asJson(facts),
  };
}

const asJson = (facts: LeadFacts): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "bigint" ? value.toString() : value,
    ]),
  );

/** Those that did not hold. */
export const unmetOf = (asked: ConditionsAsked | null | undefined): readonly ConditionTrace[] =>
  asked?.outcomes.filter(({ isMet }) => isMet !== true) ?? [];

/** Conditions that a rule may have. The database holds the same bounds of each. */
export const MOST_CONDITIONS = 5;
export const LONGEST_LABEL = 200;
