/** How the books take what a rule pays. The database holds the same names in constraint incentive_rule_gl_treatment. */
export const GL_TREATMENTS = {
  EXPENSE: "An expense, on the day for which it is booked.",
  CAPITALIZE: "A cost of the contract that is won, which is carried as an asset; of WON alone.",
} as const;
export type GlTreatment = keyof typeof GL_TREATMENTS;

export const isGlTreatment = (text: string): text is GlTreatment =>
  Object.hasOwn(GL_TREATMENTS, text);

/** What is wrong with a treatment of what the milestone pays; null where nothing is. */
export function problemOfTreatment(treatment: GlTreatment, milestone: string): string | null {
  if (treatment === "EXPENSE" || milestone === "WON") return null;
  return `is of WON alone: what ${milestone} pays is owed whether a contract comes of it or not, and is an EXPENSE`;
}

/** The account of the ledger that bears what a rule with this treatment pays. */
export const costAccountOf = (treatment: GlTreatment = "EXPENSE") =>
  treatment === "CAPITALIZE" ? ("contract_cost_asset" as const) : ("expense" as const);
