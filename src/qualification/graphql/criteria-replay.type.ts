import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { LeadKindEnum } from "../../partners/index.ts";
import {
  connectionType,
  Cost,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import {
  MOST_NAMED_IN_COHORT,
  REPLAY_CHANGES,
  REPLAY_KEPT_DAYS,
  REPLAY_STATUSES,
  REPLAYED_DECISIONS,
} from "../domain/replay.ts";

import { CriteriaVersionType } from "./criteria.type.ts";

const ReplayStatusEnum = describedEnum(
  "CriteriaReplayStatus",
  "Where a replay of criteria stands",
  REPLAY_STATUSES,
);
export const ReplayChangeEnum = describedEnum(
  "ReplayChange",
  "What criteria would have made of leads that were decided",
  REPLAY_CHANGES,
);
export const ReplayedDecisionEnum = describedEnum(
  "ReplayedDecision",
  "How leads were decided, as far as that stands",
  REPLAYED_DECISIONS,
);

@ObjectType("CriteriaReplayRow", {
  description: "Leads of a group of which criteria would have made the same",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
@Cost(0)
class CriteriaReplayRowType {
  @Field(() => ID, { nullable: true, description: "The partner, prt_…, where it is by partner" })
  partnerId: string | null;

  @Field(() => LeadKindEnum, { nullable: true, description: "The kind, where it is by kind" })
  kind: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The product line, pln_…, where it is by product line",
  })
  productLineId: string | null;

  @Field(() => ReplayChangeEnum, { description: "What the criteria would have made of them" })
  change: string;

  @Field(() => Int, { description: "How many leads" })
  leads: number;

  @Field(() => Int, {
    description:
      "Those of them that were won, or of whose account another lead was won after they were decided",
  })
  won: number;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Won / leads to four decimals; null where there are fewer than `leastLeads`",
  })
  wonRate: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "The lower bound of the rate, by Wilson's interval of 95 %",
  })
  wonRateLow: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: "The upper bound of the rate" })
  wonRateHigh: string | null;
}

@ObjectType("CriteriaReplayResult", {
  description: "What came of a replay; what there is none of is left out",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
@Cost(1)
class CriteriaReplayResultType {
  @Field(() => Int, { description: "How many leads were judged again" })
  leads: number;

  @Field(() => [CriteriaReplayRowType], { description: "All of them, by what would have happened" })
  @ListSize(4)
  rows: readonly CriteriaReplayRowType[];

  @Field(() => [CriteriaReplayRowType], { description: "By partner" })
  @ListSize(100)
  byPartner: readonly CriteriaReplayRowType[];

  @Field(() => [CriteriaReplayRowType], { description: "By kind, as it was when the replay ran" })
  @ListSize(20)
  byKind: readonly CriteriaReplayRowType[];

  @Field(() => [CriteriaReplayRowType], {
    description:
      "By product line, as leads named them when the replay ran: a lead counts in each that it names",
  })
  @ListSize(100)
  byProductLine: readonly CriteriaReplayRowType[];
}

@ObjectType("CriteriaReplay", {
  description: `What criteria, a draft as well, would have made of leads that were decided, by what was found on each and known of it until then. Nothing is decided by it. Kept for ${REPLAY_KEPT_DAYS} days; for the vendor alone`,
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class CriteriaReplayType extends Node {
  @Field(() => CriteriaVersionType, {
    nullable: true,
    description: "By which leads are judged again; a draft for whoever may read drafts",
  })
  @Needs("CONFIG_READ")
  criteriaVersion: CriteriaVersionType | null;

  @Field(() => DateScalar, {
    description: "The first day on which leads were decided, in each program's time zone",
  })
  startsOn: string;

  @Field(() => DateScalar, { description: "The day after the last" })
  endsOn: string;

  @Field(() => [ID], { description: "These partners' leads alone, prt_…; all where it is empty" })
  @ListSize(MOST_NAMED_IN_COHORT)
  partnerIds: readonly string[];

  @Field(() => [ID], { description: "These programs' leads alone, prg_…; all where it is empty" })
  @ListSize(MOST_NAMED_IN_COHORT)
  programIds: readonly string[];

  @Field(() => [ID], {
    description:
      "Leads about these product lines or what is beneath them alone, pln_…; all where it is empty",
  })
  @ListSize(MOST_NAMED_IN_COHORT)
  productLineIds: readonly string[];

  @Field(() => [LeadKindEnum], { description: "Leads of these kinds alone; all where it is empty" })
  @ListSize(5)
  kinds: readonly string[];

  @Field(() => [ReplayedDecisionEnum], { description: "Leads that were decided in these ways" })
  @ListSize(4)
  decisions: readonly string[];

  @Field(() => Int, { description: "Of fewer leads no rate is told" })
  leastLeads: number;

  @Field(() => ReplayStatusEnum, { description: "Where it stands" })
  status: string;

  @Field(() => Int, { description: "Leads that were judged again so far" })
  doneCount: number;

  @Field(() => CriteriaReplayResultType, {
    nullable: true,
    description: "What came of it, once it is DONE",
  })
  result: CriteriaReplayResultType | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who asked for it" })
  @Needs("PARTNERS_READ")
  requestedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was: what was decided later is out" })
  requestedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it began" })
  startedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was over; null before" })
  finishedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it is removed with all that it found; null before it is over",
  })
  keptUntil: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When somebody told it to end; null where nobody did",
  })
  cancelRequestedAt: Date | null;
}

export const CriteriaReplayConnection = connectionType(() => CriteriaReplayType, "CriteriaReplay");

@ObjectType("ReplayedLead", {
  description: "What criteria would have made of one lead that was decided",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
class ReplayedLeadType {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, { description: "Its partner, prt_…" })
  partnerId: string;

  @Field(() => LeadKindEnum, { description: "Its kind when the replay ran" })
  kind: string;

  @Field(() => ReplayedDecisionEnum, { description: "How it was decided" })
  decision: string;

  @Field(() => DateTimeScalar, { description: "When it was" })
  decidedAt: Date;

  @Field(() => ReplayChangeEnum, { description: "What the criteria would have made of it" })
  change: string;

  @Field(() => Boolean, {
    description: "It, or another lead of its account since it was decided, was won",
  })
  isWon: boolean;

  @Field(() => [String], {
    description:
      "Where it is UNDECIDABLE: the keys of criteria on which nothing was found until then. What is in neither this list nor `forgottenFacts` was known",
  })
  @ListSize(20)
  unansweredCriteria: readonly string[];

  @Field(() => [String], {
    description:
      "Where it is UNDECIDABLE: facts that conditions ask, that were corrected since, and of which what they were is not kept; of product lines also where one was renamed or moved",
  })
  @ListSize(9)
  forgottenFacts: readonly string[];
}

export const ReplayedLeadConnection = connectionType(() => ReplayedLeadType, "ReplayedLead");
