/** Whether a rule pays where a move passes over its milestone. The database holds the same names in constraint incentive_rule_on_skip. */
export const ON_SKIPS = {
  ONLY_REACHED: "It pays where the milestone is reached by a move of its own.",
  PAY_SKIPPED: "It pays also where a move passes over the milestone. Of OPPORTUNITY alone.",
} as const;
export type OnSkip = keyof typeof ON_SKIPS;

export const isOnSkip = (text: string): text is OnSkip => Object.hasOwn(ON_SKIPS, text);
