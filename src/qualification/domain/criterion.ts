import type { DiscoveryCallId } from "../../kernel/index.ts";

/** What sales can find on a criterion. Only MET and CONFIRMED count as met. */
export const ANSWER_STATES = {
  UNKNOWN: "Not asked, or not answered.",
  NOT_MET: "Asked, and it is not so.",
  PARTIAL: "Partly so: half the weight, rounded down.",
  MET: "It is so, by what the prospect or partner said.",
  CONFIRMED: "It is so, and there is evidence for it.",
} as const;
export type AnswerState = keyof typeof ANSWER_STATES;

/** What a criterion is about. */
export const CRITERION_AXES = {
  FIT: "What the prospect is: size, trade, country.",
  INTENT: "What the prospect wants: need, budget, date.",
} as const;
export type CriterionAxis = keyof typeof CRITERION_AXES;

export interface Criterion {
  readonly key: string;
  readonly slot: string;
  readonly label: string;
  readonly required: boolean;
  readonly weight: number;
  readonly axis: CriterionAxis;
  /** In CEL, over the facts of a lead. */
  readonly condition: string | null;
}

/** What a lead has to reach, beyond all required criteria; null where that is not asked. */
export interface OutcomePolicy {
  /** What the weights of what is met must add up to. */
  readonly minPoints: number | null;
  /** The same of the criteria about what the prospect is. */
  readonly minFit: number | null;
}

/** A published version of criteria, with whether it is the one that counts for the lead at the instant it was read for. */
export interface CriteriaVersion extends OutcomePolicy {
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
  /** The discovery call that shows it, where one is named. */
  readonly discoveryCallId?: DiscoveryCallId;
}
