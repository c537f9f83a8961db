import type { PartnerMemberId, QueueId, SkillId, TeamId, TerritoryId } from "../../kernel/index.ts";

import type { Facts } from "./condition.ts";
import { holds } from "./condition.ts";
import type { NumberedRule, Target } from "./routing-rule.ts";

/** Somebody of the staff who can work on leads, as things stand. */
export interface Worker {
  readonly id: PartnerMemberId;
  readonly displayName: string;
  readonly openLeads: number;
  /** Open leads at once; null for any number. */
  readonly capacity: number | null;
  readonly skillIds: readonly SkillId[];
  readonly territoryIds: readonly TerritoryId[];
  /** Null while there. */
  readonly absence: { readonly deputyId: PartnerMemberId | null } | null;
}

export interface Turn {
  readonly teamId: TeamId;
  readonly memberId: PartnerMemberId;
  /** Whoever has the least is next. */
  readonly lastTurn: number;
}

export interface Staff {
  readonly workers: readonly Worker[];
  readonly turns: readonly Turn[];
}

export const RULE_OUTCOMES = {
  NOT_MET: "Its condition does not hold.",
  UNKNOWN: "Its condition asks for something that the lead does not say.",
  NOBODY: "It holds, and nobody could take the lead.",
  CHOSEN: "It holds, and gave the lead to its holder.",
} as const;
export type RuleOutcome = keyof typeof RULE_OUTCOMES;

export const CANDIDATE_OUTCOMES = {
  CHOSEN: "Took the lead.",
  STOOD_BY: "Could have taken it; another one came first.",
  GONE: "Does not work on leads any more.",
  PASSED_IT_ON: "Had this lead before and passed it on.",
  LACKS_SKILL: "Has not all the skills that the rule asks for.",
  ELSEWHERE: "Has no territory that the lead lies in.",
  ABSENT: "Is absent, and no deputy can take it.",
  NO_CAPACITY: "Has no capacity, by which the rule weighs.",
  FULL: "Has as many open leads as it can.",
} as const;
export type CandidateOutcome = keyof typeof CANDIDATE_OUTCOMES;

export interface RuleExplained {
  /** 1 for the first. */
  readonly position: number;
  readonly name: string;
  readonly outcome: RuleOutcome;
}

export interface CandidateExplained {
  readonly memberId: PartnerMemberId;
  readonly outcome: CandidateOutcome;
  /** Who takes it for the candidate, that is absent. */
  readonly deputyId: PartnerMemberId | null;
  /** Of whoever would take it. */
  readonly openLeads: number;
  readonly capacity: number | null;
}

/** Which rule, which candidates, and why this one. */
export interface Explanation {
  readonly rules: readonly RuleExplained[];
  /** Of the rule that chose. */
  readonly candidates: readonly CandidateExplained[];
}

/** A rule whose condition was asked. */
export interface Considered extends NumberedRule {
  /** Null where it cannot be said. */
  readonly holds: boolean | null;
}

/** Asks the rules' conditions, in order. */
export const consider = (rules: readonly NumberedRule[], facts: Facts): readonly Considered[] =>
  rules.map(({ position, rule }) => ({
    position,
    rule,
    holds: rule.condition === null ? true : holds(rule.condition, facts),
  }));

/** Whose a lead becomes. */
export type Holder =
  | { readonly kind: "QUEUE"; readonly queueId: QueueId }
  | {
      readonly kind: "MEMBER";
      readonly memberId: PartnerMemberId;
      readonly displayName: string;
      /** Whose turn of which team it was: the candidate's, also where a deputy takes the lead. */
      readonly turn: { readonly teamId: TeamId; readonly memberId: PartnerMemberId } | null;
    };

export interface Chosen {
  readonly position: number;
  readonly holder: Holder;
  readonly explanation: Explanation;
}

/** What is asked of a lead besides the conditions. */
export interface Subject {
  readonly territoryIds: readonly TerritoryId[];
  /** Who does not get it: they passed it on. */
  readonly passedOnBy: readonly PartnerMemberId[];
}

/** The first rule that holds and finds somebody; null where none does. */
export function chooseHolder(
  considered: readonly Considered[],
  staff: Staff,
  subject: Subject,
): Chosen | null {
  const rules: RuleExplained[] = [];
  for (const { position, rule, holds: isSo } of considered) {
    const explained = (outcome: RuleOutcome) => rules.push({ position, name: rule.name, outcome });
    if (isSo !== true) {
      explained(isSo === null ? "UNKNOWN" : "NOT_MET");
      continue;
    }
    const found = takerOf(rule.target, staff, subject);
    explained(found.holder === null ? "NOBODY" : "CHOSEN");
    if (found.holder !== null) {
      const { holder, candidates } = found;
      return { position, holder, explanation: { rules, candidates } };
    }
  }
  return null;
}

interface Found {
  readonly holder: Holder | null;
  readonly candidates: readonly CandidateExplained[];
}

function takerOf(target: Target, staff: Staff, subject: Subject): Found {
  if (target.kind === "QUEUE")
    return { holder: { kind: "QUEUE", queueId: target.queueId }, candidates: [] };
  const candidates = candidatesOf(target, staff, subject);
  const best = candidates
    .filter(({ outcome }) => outcome === "STOOD_BY")
    .toSorted(inOrderOf(target.kind))[0];
  const told = candidates.map((each) => explain(each, each === best ? "CHOSEN" : each.outcome));
  if (!best?.taker) return { holder: null, candidates: told };
  const { id, displayName } = best.taker;
  const turn = target.kind === "PERSON" ? null : { teamId: target.teamId, memberId: best.memberId };
  return { holder: { kind: "MEMBER", memberId: id, displayName, turn }, candidates: told };
}

interface Candidate {
  readonly memberId: PartnerMemberId;
  readonly lastTurn: number;
  readonly outcome: CandidateOutcome;
  /** The candidate, or its deputy. */
  readonly taker: Worker | null;
}

function candidatesOf(
  target: Exclude<Target, { kind: "QUEUE" }>,
  { workers, turns }: Staff,
  subject: Subject,
): readonly Candidate[] {
  const byId = new Map(workers.map((worker) => [worker.id, worker]));
  const asked =
    target.kind === "PERSON"
      ? [{ memberId: target.memberId, lastTurn: 0 }]
      : turns.filter(({ teamId }) => teamId === target.teamId);
  return asked.map(({ memberId, lastTurn }): Candidate => {
    const worker = byId.get(memberId);
    const unfit = worker ? whyUnfit(worker, target, subject) : "GONE";
    if (!worker || unfit !== null)
      return { memberId, lastTurn, outcome: unfit ?? "GONE", taker: null };
    const taker = worker.absence === null ? worker : deputyOf(worker, byId, subject);
    const outcome = taker ? (whyFull(taker, target) ?? "STOOD_BY") : "ABSENT";
    return { memberId, lastTurn, outcome, taker };
  });
}

function whyUnfit(worker: Worker, target: Target, subject: Subject): CandidateOutcome | null {
  if (subject.passedOnBy.includes(worker.id)) return "PASSED_IT_ON";
  if (target.kind === "PERSON" || target.kind === "QUEUE") return null;
  if (!target.skillIds.every((skill) => worker.skillIds.includes(skill))) return "LACKS_SKILL";
  const isNear = worker.territoryIds.some((id) => subject.territoryIds.includes(id));
  return target.inTerritory && !isNear ? "ELSEWHERE" : null;
}

/** A deputy needs not the skills of whom it stands in for; that is what it was named for. */
function deputyOf(
  { absence }: Worker,
  byId: ReadonlyMap<PartnerMemberId, Worker>,
  { passedOnBy }: Subject,
): Worker | null {
  const deputyId = absence?.deputyId ?? null;
  const deputy = deputyId === null ? undefined : byId.get(deputyId);
  if (!deputy || deputy.absence !== null || passedOnBy.includes(deputy.id)) return null;
  return deputy;
}

function whyFull(taker: Worker, target: Target): CandidateOutcome | null {
  if (taker.capacity === null) return target.kind === "WEIGHTED" ? "NO_CAPACITY" : null;
  return taker.openLeads >= taker.capacity ? "FULL" : null;
}

/** Who comes first; where nothing else tells, whoever had no turn for longest. */
function inOrderOf(kind: Target["kind"]) {
  return (one: Candidate, other: Candidate): number => {
    const [a, b] = [one.taker, other.taker];
    const load =
      !a || !b || kind === "ROUND_ROBIN" || kind === "PERSON" || kind === "QUEUE"
        ? 0
        : kind === "LEAST_BUSY"
          ? a.openLeads - b.openLeads
          : // a.openLeads / a.capacity against b's, without a division
            a.openLeads * (b.capacity ?? 1) - b.openLeads * (a.capacity ?? 1);
    return load || one.lastTurn - other.lastTurn || (one.memberId < other.memberId ? -1 : 1);
  };
}

function explain({ memberId, taker }: Candidate, outcome: CandidateOutcome): CandidateExplained {
  return {
    memberId,
    outcome,
    deputyId: taker && taker.id !== memberId ? taker.id : null,
    openLeads: taker?.openLeads ?? 0,
    capacity: taker?.capacity ?? null,
  };
}
