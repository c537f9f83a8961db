import type { Money } from "../../kernel/index.ts";
import type { RawRegistration } from "../../leads/index.ts";

/** Where a lead's history ends, other than at a stage on its way. */
export const ENDINGS = ["WON", "LOST", "REJECTED", "RETURNED", "DISQUALIFIED"] as const;
export type Ending = (typeof ENDINGS)[number];

/** A lead as an older system has it: what was registered, and when it reached what. */
export interface HistoryLead {
  /** The partner's name. */
  readonly partner: string;
  /** Its key in the older system: the lead's external reference here. */
  readonly reference: string;
  readonly registeredAt: Date;
  readonly registration: Omit<RawRegistration, "externalReference">;
  /** The name of whoever worked on it for the vendor. */
  readonly owner: string | null;
  readonly acceptedAt: Date | null;
  readonly qualifiedAt: Date | null;
  readonly convertedAt: Date | null;
  readonly end: HistoryEnd | null;
  readonly amount: Money;
}

export interface HistoryEnd {
  readonly how: Ending;
  readonly at: Date;
  /** A code of the list that the ending takes; null for the plainest one. */
  readonly reason: string | null;
  /** For a return: the day on which it is looked at again. */
  readonly revisitOn: string | null;
}

/** A folder as it was read: its leads, and what of it cannot be told. */
export interface History {
  readonly leads: readonly HistoryLead[];
  /** How many rows were left out, by why. */
  readonly leftOut: ReadonlyMap<string, number>;
}

export type Step = "accept" | "qualify" | "convert" | Ending;

/**
 * The steps of a lead in their order, each at its instant. A stage that a later one goes through was
 * reached by it at the latest: without a time of its own it has that one's.
 */
export function stepsOf(lead: HistoryLead): readonly { readonly step: Step; readonly at: Date }[] {
  const { end } = lead;
  const isDeal = end?.how === "WON" || end?.how === "LOST";
  const convertedAt = lead.convertedAt ?? (isDeal ? end.at : null);
  const qualifiedAt = lead.qualifiedAt ?? convertedAt;
  const isDisqualified = end?.how === "DISQUALIFIED";
  const acceptedAt = lead.acceptedAt ?? qualifiedAt ?? (isDisqualified ? end.at : null);
  return [
    ...(acceptedAt ? [{ step: "accept", at: acceptedAt } as const] : []),
    ...(qualifiedAt ? [{ step: "qualify", at: qualifiedAt } as const] : []),
    ...(convertedAt ? [{ step: "convert", at: convertedAt } as const] : []),
    ...(end ? [{ step: end.how, at: end.at }] : []),
  ];
}
