import type { LeadKind } from "../../kernel/index.ts";

import type { Answer, AnswerState, Criterion, OutcomePolicy } from "./criterion.ts";
import { judge } from "./verdict.ts";

/** What other criteria would have made of leads that were decided. */
export const REPLAY_CHANGES = {
  GAINED: "It was disqualified, and would have been an SQL.",
  LOST: "It was an SQL, and would not have been one.",
  UNCHANGED: "It would have been decided as it was.",
  UNDECIDABLE: "What was not asked then, or a condition, would have decided it either way.",
} as const;
export type ReplayChange = keyof typeof REPLAY_CHANGES;
const CHANGES: readonly ReplayChange[] = ["GAINED", "LOST", "UNCHANGED", "UNDECIDABLE"];

export interface ReplayedCriteria extends OutcomePolicy {
  readonly criteria: readonly Criterion[];
}

/** A lead that was decided, with what was found on it until then. */
export interface DecidedLead {
  readonly id: string;
  readonly partnerId: string;
  readonly kind: LeadKind;
  readonly wasQualified: boolean;
  /** It was won since, or another lead of its account was. */
  readonly isWon: boolean;
  readonly answers: readonly Answer[];
}

/** Leads of a group to which the same would have happened. */
export interface ReplayGroup {
  readonly partnerId: string | null;
  readonly kind: LeadKind | null;
  readonly change: ReplayChange;
  readonly leads: readonly DecidedLead[];
}

/**
 * What criteria would have made of a lead. What is not known is taken as met, then as not: better answers never judge
 * worse, so where both come to the same, anything between does.
 */
export function replayLead(criteria: ReplayedCriteria, lead: DecidedLead): ReplayChange {
  const wouldAtWorst = passes(criteria, lead, "NOT_MET");
  if (wouldAtWorst !== passes(criteria, lead, "MET")) return "UNDECIDABLE";
  if (wouldAtWorst === lead.wasQualified) return "UNCHANGED";
  return wouldAtWorst ? "GAINED" : "LOST";
}

function passes(criteria: ReplayedCriteria, lead: DecidedLead, taken: "MET" | "NOT_MET"): boolean {
  const answers = criteria.criteria.map(({ key, condition }): Answer => {
    const found = lead.answers.find(({ criterionKey }) => criterionKey === key)?.state ?? "UNKNOWN";
    return { criterionKey: key, note: null, state: taking(found, condition !== null, taken) };
  });
  return judge(criteria, answers, () => null).isMet;
}

/** The facts as they were then are not kept: a condition may have denied what was found, or answered what was not. */
function taking(found: AnswerState, isConditioned: boolean, taken: "MET" | "NOT_MET"): AnswerState {
  if (found === "UNKNOWN") return taken;
  return isConditioned && taken === "NOT_MET" ? "NOT_MET" : found;
}

/** The leads by partner or kind as far as that is asked, then by what would have happened. */
export function replayGroups(
  criteria: ReplayedCriteria,
  leads: readonly DecidedLead[],
  by: { readonly byPartner: boolean; readonly byKind: boolean },
): readonly ReplayGroup[] {
  const grouped = Map.groupBy(leads, ({ partnerId, kind }) =>
    [by.byPartner ? partnerId : "", by.byKind ? kind : ""].join(" "),
  );
  return [...grouped]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, members]) => {
      const changed = Map.groupBy(members, (lead) => replayLead(criteria, lead));
      return CHANGES.flatMap((change): ReplayGroup[] => {
        const [first, ...more] = changed.get(change) ?? [];
        if (!first) return [];
        const partnerId = by.byPartner ? first.partnerId : null;
        return [
          { partnerId, kind: by.byKind ? first.kind : null, change, leads: [first, ...more] },
        ];
      });
    });
}
