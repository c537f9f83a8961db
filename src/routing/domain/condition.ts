import { atCharacter, conditionsOver } from "../../kernel/index.ts";
import type { FactsOf } from "../../kernel/index.ts";

/**
 * What a condition may ask of a lead, by its name: type and meaning. Nothing of persons is among it:
 * their data opens at acceptance, and rules are read by more people than leads are.
 */
export const FACTS = {
  stage: { type: "string", meaning: "SUBMITTED, MQL, SAL, SQL or OPPORTUNITY" },
  kind: { type: "string", meaning: "NEW_BUSINESS, CROSS_SELL, UPSELL, RENEWAL, PRODUCT_QUALIFIED" },
  source: { type: "string", meaning: "where it came from, such as PARTNER_API" },
  campaign: { type: "string", meaning: "its campaign" },
  program: { type: "string", meaning: "the name of the program it is registered under" },
  partnerId: { type: "string", meaning: "its partner, prt_…" },
  tier: { type: "string", meaning: "the name of its partner's tier" },
  country: { type: "string", meaning: "the company's country, such as DE" },
  region: { type: "string", meaning: "what the program's own field `region` says" },
  postcode: { type: "string", meaning: "what the program's own field `postcode` says" },
  companyDomain: { type: "string", meaning: "the company's domain" },
  value: { type: "int", meaning: "the estimated value in whole units, rounded down; 0 if unknown" },
  currency: { type: "string", meaning: "the currency of `value`" },
  cycle: { type: "int", meaning: "1, and one more with each reopening" },
  productLines: { type: "list<string>", meaning: "the names of its lines and of all above them" },
  targetLists: {
    type: "list<string>",
    meaning: "the names of the lists of target accounts on which its company is",
  },
  territories: { type: "list<string>", meaning: "the names of the territories that it lies in" },
  fields: {
    type: "map<string, string>",
    meaning: "the program's own fields by their keys, but for those about a person",
  },
} as const;

/** A lead's facts; texts that are not known are empty. */
export type Facts = FactsOf<typeof FACTS>;

export const { read: readCondition, holds } = conditionsOver(FACTS, atCharacter);
