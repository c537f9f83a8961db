/** Of fewer leads than this nothing is told: a share of a handful says little of a question. */
const LEAST_AGREED = 10;

/** What two sides answered to one question, counted. */
export interface CountedAnswers {
  /** Leads of which both answered it. */
  readonly leads: number;
  /** Those of which both answered the same. */
  readonly equal: number;
  /** For each answer how often one side gave it times how often the other did, in all. */
  readonly chance: number;
}

export interface Agreement {
  /** Of 1; null of too few leads. */
  readonly share: number | null;
  /** Cohen's kappa, of 1 at most; null of too few leads, and where both gave one and the same answer to all. */
  readonly kappa: number | null;
}

/** How far two sides agree, and how far beyond what they would by chance: (observed - expected) / (1 - expected). */
export function agreementOf({ leads, equal, chance }: CountedAnswers): Agreement {
  if (leads < LEAST_AGREED) return { share: null, kappa: null };
  const all = leads * leads;
  return {
    share: equal / leads,
    kappa: chance === all ? null : (equal * leads - chance) / (all - chance),
  };
}
