/**
 * Fraud: what speaks for it is looked for in whatever is earned, by rules that the vendor sets, and holds the credit
 * until two persons let it go. A rule never takes anything back: persons do.
 */
export { fraudRuleReads, holdFraudRule } from "./graphql/fraud-rule.reads.ts";
export { FraudRuleResolver, RuledHoldResolver } from "./graphql/fraud-rule.resolver.ts";
export { watchCredit } from "./watch-credit.ts";
export type { WatchCreditDeps } from "./watch-credit.ts";
