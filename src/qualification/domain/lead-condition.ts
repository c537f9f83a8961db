import { atLineAndColumn, conditionsOver } from "../../kernel/index.ts";
import type { FactsOf } from "../../kernel/index.ts";

/**
 * What the condition of a criterion may ask of a lead. Partners read conditions: whose lead it is, and of
 * which tier, is not among it, and nothing of persons.
 */
const CRITERIA_FACTS = {
  kind: { type: "string", meaning: "NEW_BUSINESS, CROSS_SELL, UPSELL, RENEWAL, PRODUCT_QUALIFIED" },
  source: { type: "string", meaning: "where it came from, such as PARTNER_API" },
  campaign: { type: "string", meaning: "its campaign" },
  country: { type: "string", meaning: "the company's country, such as DE" },
  companyDomain: { type: "string", meaning: "the company's domain" },
  value: { type: "int", meaning: "the estimated value in whole units, rounded down; 0 if unknown" },
  currency: { type: "string", meaning: "the currency of `value`" },
  productLines: { type: "list<string>", meaning: "the names of its lines and of all above them" },
  fields: {
    type: "map<string, string>",
    meaning: "the program's own fields by their keys, but for those about a person",
  },
} as const;

const conditions = conditionsOver(CRITERIA_FACTS, atLineAndColumn);
export const readCriterionCondition = conditions.read;
export const conditionHolds = conditions.holds;
export const conditionHoldsAsKnown = conditions.holdsAsKnown;
export const factsAskedBy = conditions.asks;

/** What is known of a lead, as far as conditions ask for it. */
export type CriteriaFacts = FactsOf<typeof CRITERIA_FACTS>;
export type CriteriaFact = keyof CriteriaFacts;
