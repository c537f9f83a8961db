import type { DiscoveryCallId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { Answer, CriteriaVersion } from "./criterion.ts";
import type { Suggestion } from "./suggestion.ts";
import { findStray } from "./verdict.ts";

/** So long an assessment may be finished under its version after it was opened, though another has come. */
const DAYS_OF_GRACE = 7;

/** What sales has saved of a lead, while the lead stands where it stood when it was opened. */
export interface LeadAssessment {
  /** As a uuid. */
  readonly id: string;
  readonly criteriaVersionId: string;
  readonly openedAt: Date;
  readonly savedAt: Date;
  /** How many times something was saved in it. */
  readonly version: number;
  /** The latest on each criterion that has one. */
  readonly answers: readonly Answer[];
}

/** Until when an assessment that was opened at an instant counts, whichever criteria come. */
export const countsUntil = (openedAt: Date): Date =>
  new Date(openedAt.getTime() + DAYS_OF_GRACE * 86_400_000);

/** Whether a lead may be judged by a version: it counts for it, or its open assessment is under it and young enough. */
export function mayJudgeBy(
  version: Pick<CriteriaVersion, "id" | "isInForce">,
  open: LeadAssessment | null,
  at: Date,
): boolean {
  if (version.isInForce) return true;
  return isUnder(version, open) && at <= countsUntil(open.openedAt);
}

/** What a lead is judged by: what is told now, and what is not as it was saved under the same version. */
export function answersWith(
  version: Pick<CriteriaVersion, "id">,
  open: LeadAssessment | null,
  told: readonly Answer[],
): readonly Answer[] {
  if (!isUnder(version, open)) return told;
  const isTold = (key: string) => told.some(({ criterionKey }) => criterionKey === key);
  return [...told, ...open.answers.filter(({ criterionKey }) => !isTold(criterionKey))];
}

/** What sales saves on a criterion. */
export interface FoundAnswer extends Answer {
  /** Taken from what the partner's answers suggest. */
  readonly isSuggested: boolean;
}

/** What is suggested of criteria on which nothing was told, nor saved under the same version. */
export function stillSuggested(
  version: Pick<CriteriaVersion, "id">,
  open: LeadAssessment | null,
  told: readonly Answer[],
  suggestions: readonly Suggestion[],
): readonly Suggestion[] {
  const found = new Set(answersWith(version, open, told).map(({ criterionKey }) => criterionKey));
  return suggestions.filter(({ criterionKey }) => !found.has(criterionKey));
}

export const callsNamedIn = (answers: readonly Answer[]): readonly DiscoveryCallId[] =>
  answers.flatMap(({ discoveryCallId }) => discoveryCallId ?? []);

/** The first answer that names a call which is none of the lead's, or was removed, refused by its place. */
export function findStrayCall(
  answers: readonly Answer[],
  calls: ReadonlySet<DiscoveryCallId>,
): Refusal | null {
  for (const [index, { discoveryCallId }] of answers.entries())
    if (discoveryCallId && !calls.has(discoveryCallId))
      return refuse(
        "NOT_FOUND",
        `There is no discovery call ${discoveryCallId} of this lead, or it was removed: record it first.`,
        { path: ["answers", index, "discoveryCallId"] },
      );
  return null;
}

/** What is saved next: in the open assessment where it is under the version, else in a new one. */
export interface Saving {
  readonly opens: boolean;
  readonly version: number;
}

/** Decides which assessment answers are saved in, under a version by which the lead may be judged. */
export function decideSaving(
  version: CriteriaVersion,
  open: LeadAssessment | null,
  answers: readonly Answer[],
): Saving | Refusal {
  if (answers.length === 0)
    return refuse("VALIDATION_FAILED", "Nothing is answered: answer one criterion at least.", {
      path: ["answers"],
    });
  const stray = findStray(version.criteria, answers);
  if (stray) return stray;
  return isUnder(version, open)
    ? { opens: false, version: open.version + 1 }
    : { opens: true, version: 1 };
}

/** Refuses what was decided on another version of the open assessment than there is; 0 says that none is open. */
export function assessmentConflict(
  open: LeadAssessment | null,
  expected: number | null,
): Refusal | null {
  const current = open?.version ?? 0;
  if (expected === null || expected === current) return null;
  const stands = open
    ? `The lead's open assessment is at version ${current}`
    : "No assessment of the lead is open";
  return refuse(
    "VERSION_CONFLICT",
    `${stands}, and version ${expected} was expected: somebody saved answers, or it ended, since it was read. Read openAssessment again.`,
    {
      path: ["expectedAssessmentVersion"],
      details: { expectedVersion: expected, currentVersion: current },
    },
  );
}

const isUnder = (
  { id }: Pick<CriteriaVersion, "id">,
  open: LeadAssessment | null,
): open is LeadAssessment => open?.criteriaVersionId === id;
