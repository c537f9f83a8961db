import type { PartnerMemberId, QueueId, SkillId, TeamId } from "../../kernel/index.ts";

/** How one of a team is chosen. */
export const TEAM_TARGETS = {
  ROUND_ROBIN: "Of the team, whoever had no turn for longest.",
  LEAST_BUSY: "Of the team, whoever has the fewest open leads.",
  WEIGHTED: "Of the team, whoever is the least full, measured by capacity.",
} as const;
export type TeamTarget = keyof typeof TEAM_TARGETS;

export const TARGETS = {
  PERSON: "One person.",
  QUEUE: "A queue, from which somebody claims it.",
  ...TEAM_TARGETS,
} as const;
export type TargetKind = keyof typeof TARGETS;

/** To whom a rule gives a lead. */
export type Target =
  | { readonly kind: "PERSON"; readonly memberId: PartnerMemberId }
  | { readonly kind: "QUEUE"; readonly queueId: QueueId }
  | {
      readonly kind: TeamTarget;
      readonly teamId: TeamId;
      /** Only those who have all of these. */
      readonly skillIds: readonly SkillId[];
      /** Only those of a territory that the lead lies in. */
      readonly inTerritory: boolean;
    };

export interface RoutingRule {
  readonly name: string;
  /** In CEL; null where it always holds. */
  readonly condition: string | null;
  readonly target: Target;
}

export const MOST_RULES = 100;

/** What is wrong with rules as a whole; null where they always come to an end. */
export function problemOf(rules: readonly RoutingRule[]): string | null {
  if (rules.length === 0 || rules.length > MOST_RULES)
    return `must be 1 to ${MOST_RULES}, got ${rules.length}`;
  const names = rules.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `must have names of their own; two are called ${twice}`;
  const last = rules.at(-1);
  return last?.condition === null && last.target.kind === "QUEUE"
    ? null
    : "must end with one that has no condition and a queue for its target, where leads wait that nobody else takes";
}
