/** What sales can find on a criterion. Only MET and CONFIRMED count as met. */
export const ANSWER_STATES = {
  UNKNOWN: "Not asked, or not answered.",
  NOT_MET: "Asked, and it is not so.",
  PARTIAL: "Partly so.",
  MET: "It is so, by what the prospect or partner said.",
  CONFIRMED: "It is so, and there is evidence for it.",
} as const;
export type AnswerState = keyof typeof ANSWER_STATES;

export interface Criterion {
  readonly key: string;
  readonly slot: string;
  readonly label: string;
  readonly required: boolean;
}

/** A published version of criteria, with whether it is the one in force at the instant it was read for. */
export interface CriteriaVersion {
  readonly id: string;
  readonly number: number;
  readonly state: "PUBLISHED" | "RETIRED";
  readonly isInForce: boolean;
  readonly criteria: readonly Criterion[];
}

export interface Answer {
  readonly criterionKey: string;
  readonly state: AnswerState;
  readonly note: string | null;
}
