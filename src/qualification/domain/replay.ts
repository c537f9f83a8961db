import type { LeadKind } from "../../kernel/index.ts";

import type { Answer, AnswerState, Criterion, OutcomePolicy } from "./criterion.ts";
import { conditionHoldsAsKnown, factsAskedBy } from "./lead-condition.ts";
import type { CriteriaFact, CriteriaFacts } from "./lead-condition.ts";
import { judge } from "./verdict.ts";

/** Where a replay stands. The database holds the same names in constraint criteria_replay_status. */
export const REPLAY_STATUSES = {
  QUEUED: "It waits for its turn.",
  RUNNING: "Leads are judged again.",
  DONE: "All of them were; the result is kept.",
  CANCELLED: "Somebody told it to end.",
} as const;

/** How leads were decided, as they stand. The database holds the same names in constraint criteria_replay_decisions. */
export const REPLAYED_DECISIONS = {
  QUALIFIED: "It became an SQL, and that was not undone.",
  DISQUALIFIED: "It was accepted, and disqualified.",
  REJECTED: "It was refused.",
  RETURNED: "It was returned for now.",
} as const;
export type ReplayedDecision = keyof typeof REPLAYED_DECISIONS;

/** What other criteria would have made of leads that were decided. */
export const REPLAY_CHANGES = {
  GAINED: "It was turned down, and would have been an SQL.",
  LOST: "It was an SQL, and would not have been one.",
  UNCHANGED: "It would have been decided as it was.",
  UNDECIDABLE: "What was not asked then, or is not known by now, would have decided it either way.",
} as const;
export type ReplayChange = keyof typeof REPLAY_CHANGES;

/** So many replays are under way at once. The database holds the same in constraint criteria_replay_few_at_once. */
export const MOST_REPLAYS = 3;
/** For so long a replay is kept with its leads. In days; the database holds the same in constraint criteria_replay_kept. */
export const REPLAY_KEPT_DAYS = 90;
export const MOST_LEAST_LEADS = 1_000;
/** So many partners, programs or product lines are named at most. */
export const MOST_NAMED_IN_COHORT = 100;

export interface ReplayedCriteria extends OutcomePolicy {
  readonly criteria: readonly Criterion[];
}

/** A lead that was decided, with what was found on it, and known of it, until then. */
export interface DecidedLead {
  readonly id: string;
  readonly partnerId: string;
  readonly kind: LeadKind;
  readonly productLineIds: readonly string[];
  readonly decision: ReplayedDecision;
  readonly decidedAt: Date;
  /** It was won since, or another lead of its account was. */
  readonly isWon: boolean;
  readonly answers: readonly Answer[];
  /** As they were then; those of which nobody kept what they were are left out. */
  readonly facts: Partial<CriteriaFacts>;
}

/** What criteria would have made of a lead; why that cannot be said, where it cannot. */
export interface ReplayedLead {
  readonly change: ReplayChange;
  /** The keys of criteria on which nothing had been found, and no condition speaks. */
  readonly unanswered: readonly string[];
  /** Facts that conditions ask, and that are not known. */
  readonly forgotten: readonly CriteriaFact[];
}

/** What a condition came to then: whether it held, that it said nothing, or that it is not known. */
type Said = boolean | null | "NOT_KNOWN";

/**
 * What criteria would have made of a lead. What is not known is taken as met, then as not: better answers never judge
 * worse, so where both come to the same, anything between does.
 */
export function replayLead(criteria: ReplayedCriteria, lead: DecidedLead): ReplayedLead {
  const found = criteria.criteria.map(({ key, condition }) => ({
    key,
    condition,
    state: lead.answers.find(({ criterionKey }) => criterionKey === key)?.state ?? "UNKNOWN",
    said: condition === null ? null : said(condition, lead.facts),
  }));
  const passes = (taken: "MET" | "NOT_MET"): boolean => {
    const answers = found.map(({ key, state, said: held }): Answer => {
      return { criterionKey: key, note: null, state: taking(state, held, taken) };
    });
    return judge(criteria, answers, () => null).isMet;
  };
  const wouldAtWorst = passes("NOT_MET");
  if (wouldAtWorst !== passes("MET"))
    return {
      change: "UNDECIDABLE",
      unanswered: found
        .filter((each) => each.state === "UNKNOWN" && typeof each.said !== "boolean")
        .map(({ key }) => key),
      forgotten: [
        ...new Set(
          found.flatMap((each) =>
            each.said === "NOT_KNOWN" && each.condition !== null
              ? notKnownOf(each.condition, lead.facts)
              : [],
          ),
        ),
      ],
    };
  const change = changeOf(lead.decision === "QUALIFIED", wouldAtWorst);
  return { change, unanswered: [], forgotten: [] };
}

function changeOf(was: boolean, would: boolean): ReplayChange {
  if (was === would) return "UNCHANGED";
  return would ? "GAINED" : "LOST";
}

function said(condition: string, facts: Partial<CriteriaFacts>): Said {
  const held = conditionHoldsAsKnown(condition, facts);
  if (held !== null) return held;
  return notKnownOf(condition, facts).length > 0 ? "NOT_KNOWN" : null;
}

const notKnownOf = (condition: string, facts: Partial<CriteriaFacts>): readonly CriteriaFact[] =>
  factsAskedBy(condition).filter((name) => facts[name] === undefined);

/** As a lead is judged: what a condition denies is not met, and one that held answers where nobody did. */
function taking(found: AnswerState, said: Said, taken: "MET" | "NOT_MET"): AnswerState {
  if (said === false || (said === "NOT_KNOWN" && taken === "NOT_MET")) return "NOT_MET";
  if (found !== "UNKNOWN") return found;
  return said === true ? "MET" : taken;
}

/** By what the leads of a replay are counted. */
type ReplayDimension = "ALL" | "PARTNER" | "KIND" | "PRODUCT_LINE";

/** Leads of a group of which criteria would have made the same. JSON values only. */
export interface ReplayCount {
  readonly dimension: ReplayDimension;
  /** A partner or product line as a uuid, or a kind; null of all. */
  readonly key: string | null;
  readonly change: ReplayChange;
  readonly leads: number;
  readonly won: number;
}
