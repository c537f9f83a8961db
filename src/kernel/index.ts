/**
 * The words every module shares: ids, money, shares, time, text and refusals. All of it is pure:
 * no clock, no randomness, no database.
 */
export * from "./allocate.ts";
export * from "./condition-tree.ts";
export * from "./condition.ts";
export * from "./currency.ts";
export * from "./halving.ts";
export * from "./ids.ts";
export * from "./lead-kinds.ts";
export * from "./money.ts";
export * from "./questionnaire-answers.ts";
export * from "./rational.ts";
export * from "./reading.ts";
export * from "./refusal.ts";
export * from "./registration-form.ts";
export * from "./text.ts";
export * from "./time.ts";
export * from "./unreachable.ts";
export * from "./withholding.ts";
