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

/** When a rule is asked. */
export const MOMENTS = {
  REVIEW:
    "When a lead is matched or comes back into review, and whenever somebody else is to hold it.",
  SQL: "When a lead becomes an SQL: whoever the rule finds is handed it, and where no such rule does its owner keeps it. From then on also before the others, whenever somebody else is to hold it.",
} as const;
export type Moment = keyof typeof MOMENTS;

export interface RoutingRule {
  readonly name: string;
  /** REVIEW where it does not say: rules that were published before there were others. */
  readonly moment?: Moment;
  /** In CEL; null where it always holds. */
  readonly condition: string | null;
  readonly target: Target;
}

export const momentOf = ({ moment }: RoutingRule): Moment => moment ?? "REVIEW";

export const MOST_RULES = 100;

/** What is wrong with rules as a whole; null where they always come to an end. */
export function problemOf(rules: readonly RoutingRule[]): string | null {
  if (rules.length === 0 || rules.length > MOST_RULES)
    return `must be 1 to ${MOST_RULES}, got ${rules.length}`;
  const names = rules.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `must have names of their own; two are called ${twice}`;
  const last = rules.at(-1);
  return last?.condition === null && last.target.kind === "QUEUE" && momentOf(last) === "REVIEW"
    ? null
    : "must end with one that has no condition, a queue for its target and REVIEW for its moment, where leads wait that nobody else takes";
}

/** Which of the rules are asked: those of SQL alone as a lead becomes one, else all that are for its stage. */
export type Asking = "AS_SQL" | "BY_STAGE";

const FROM_SQL_ON: readonly string[] = ["SQL", "OPPORTUNITY"];

/** The rules to ask, in order, each with its place in the version: 1 for the first. */
export function rulesToAsk(
  rules: readonly RoutingRule[],
  stage: string,
  asking: Asking,
): readonly NumberedRule[] {
  const numbered = rules.map((rule, index) => ({ position: index + 1, rule }));
  const ofSqls = numbered.filter(({ rule }) => momentOf(rule) === "SQL");
  if (asking === "AS_SQL") return ofSqls;
  const others = numbered.filter(({ rule }) => momentOf(rule) === "REVIEW");
  return FROM_SQL_ON.includes(stage) ? [...ofSqls, ...others] : others;
}

export interface NumberedRule {
  readonly position: number;
  readonly rule: RoutingRule;
}
