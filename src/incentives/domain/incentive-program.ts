import { refuse } from "../../kernel/index.ts";
import type { Currency, Money, ProgramId, ProgramVersionId, Refusal } from "../../kernel/index.ts";

import type { GlTreatment } from "./gl-treatment.ts";
import type { Accelerator } from "./accelerator.ts";
import type { Condition } from "./conditions.ts";
import type { OnSkip } from "./on-skip.ts";
import type { Spiff } from "./spiffs.ts";

/** What a lead reaches and is paid for. The database holds the same names in constraint incentive_rule_milestone. */
export const MILESTONES = {
  SQL: "It was qualified to SQL.",
  OPPORTUNITY: "Its deal was opened.",
  WON: "Its deal was won.",
} as const;
export type Milestone = keyof typeof MILESTONES;

export const isMilestone = (text: string): text is Milestone => Object.hasOwn(MILESTONES, text);

/** How a milestone's pay is found. The database holds the same names in constraint incentive_rule_kind. */
export const RULE_KINDS = {
  FIXED_BOUNTY: "The same amount each time.",
  PERCENT_OF_DEAL: "A part of what the deal was worth, for WON alone.",
} as const;
export type RuleKind = keyof typeof RULE_KINDS;

/** What the API calls the state of a version. */
export const VERSION_STATES = {
  DRAFT: "Changed until it is approved; nobody is paid by it.",
  COMING: "Approved, and in force from effectiveAt on.",
  IN_FORCE: "What is paid now.",
  REPLACED: "A later version came in force.",
  RETIRED: "It was ended, and pays nothing any more.",
  WITHDRAWN: "A draft that was never approved.",
} as const;

/** Rules that a version may have. */
export const MOST_RULES = 10;

/** How what a percent comes to is rounded. The database holds the same names in constraint incentive_program_version_rounding. */
export const ROUNDINGS = {
  HALF_EVEN: "To the nearest smallest unit; halves to the even one.",
  HALF_UP: "To the nearest smallest unit; halves away from zero.",
  DOWN: "Towards zero.",
} as const;
export type Rounding = keyof typeof ROUNDINGS;

export const isRounding = (text: string): text is Rounding => Object.hasOwn(ROUNDINGS, text);

/** How a milestone's pay is found: an amount, or how much of the deal in parts per million. */
export type Pay =
  | { readonly kind: "FIXED_BOUNTY"; readonly amount: Money }
  | {
      readonly kind: "PERCENT_OF_DEAL";
      readonly ratePpm: bigint;
      /** For how many months it is paid, once each; not there where it is paid once. */
      readonly months?: number;
    };

export interface RuleDrafted {
  readonly milestone: Milestone;
  readonly pay: Pay;
  /** EXPENSE where it is left out. */
  readonly glTreatment?: GlTreatment;
  /** How it pays more the more leads a partner brings; null where it does not. */
  readonly accelerator: Accelerator | null;
  /** What must hold of a lead for it to pay: all of them. */
  readonly conditions: readonly Condition[];
  /** Where it pays on top of the others for a time; null of the rule that its milestone has always. */
  readonly spiff: Spiff | null;
  readonly onSkip: OnSkip;
}

/** Under what a rule's awards are kept: the same in all versions, so that nothing is earned twice. */
export function ruleKey({
  milestone,
  spiff,
}: Pick<RuleDrafted, "milestone"> & Partial<Pick<RuleDrafted, "spiff">>): string {
  if (spiff) return `spiff_${spiff.key}`;
  return milestone === "SQL" ? "sql_bounty" : milestone.toLowerCase();
}

/** Whether a rule is a spiff, by its key. */
export const isSpiffKey = (key: string): boolean => key.startsWith("spiff_");

/** By which version a lead is paid. The database holds the same names in constraint incentive_program_version_pin. */
export const VERSION_PINS = {
  EVENT: "The one in force when it reaches the milestone.",
  REGISTRATION:
    "The one in force when it was claimed, for all its milestones, whatever was put in force or ended since.",
} as const;
export type VersionPin = keyof typeof VERSION_PINS;

/** What a new incentive program is. */
export interface NewIncentiveProgram {
  readonly name: string;
  /** For whose leads it pays. */
  readonly programId: ProgramId;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly versionPin: VersionPin;
}

/** The draft of an incentive program, as whoever acts on it finds it. */
export interface DraftStanding {
  readonly id: ProgramVersionId;
  readonly number: number;
  readonly effectiveAt: Date | null;
  /** Whether whoever acts has drafted it, or changed it last: as a person, whatever their membership. */
  readonly isOwn: boolean;
}

/** An incentive program as a change of it finds it. */
export interface IncentiveProgramStanding {
  readonly version: number;
  readonly currency: string;
  /** The number of its latest version; 0 where there is none. */
  readonly latestNumber: number;
  readonly draft: DraftStanding | null;
}

export function noSuchIncentiveProgram(): Refusal {
  return refuse("NOT_FOUND", "There is no such incentive program.", {
    path: ["incentiveProgramId"],
  });
}

export function noDraft(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "The incentive program has no draft: saveIncentiveDraft makes one.",
    { path: ["incentiveProgramId"] },
  );
}

/** A program pays in one currency for ever. */
export function refuseOtherCurrency(
  rules: readonly RuleDrafted[],
  currency: string,
): Refusal | null {
  const amounts = rules.map(({ pay }) => (pay.kind === "FIXED_BOUNTY" ? pay.amount : null));
  const index = amounts.findIndex((amount) => amount !== null && amount.currency !== currency);
  const other = amounts[index];
  if (!other) return null;
  return refuse(
    "VALIDATION_FAILED",
    `rules.${index}.amount.currency is ${other.currency}, but the incentive program pays in ${currency}: give the amount in ${currency}.`,
    { path: ["rules", index, "amount", "currency"] },
  );
}

/** Nobody is promised anything for the past. */
export function refusePast(effectiveAt: Date | null, at: Date): Refusal | null {
  if (effectiveAt === null || effectiveAt >= at) return null;
  return refuse(
    "VALIDATION_FAILED",
    `effectiveAt lies in the past: ${effectiveAt.toISOString()}; a version pays from its approval on, or later. Leave it out to begin with the approval.`,
    { path: ["effectiveAt"] },
  );
}

/** Why a draft is not approved by whoever asks for it, at this time; null where it is. */
export function refuseApproval(draft: DraftStanding, at: Date): Refusal | null {
  if (draft.isOwn) return twoPersons();
  if (draft.effectiveAt !== null && draft.effectiveAt < at)
    return refuse(
      "BUSINESS_RULE",
      `The draft was to begin at ${draft.effectiveAt.toISOString()}, which has passed: nobody is promised anything for the past. Save it with a later effectiveAt, or with none to begin with the approval.`,
    );
  return null;
}

export function twoPersons(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "Whoever drafted or last changed a version does not approve it: that takes another person.",
  );
}

export function beginsTwice(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "Another version begins at the same instant: save the draft with another effectiveAt.",
  );
}
