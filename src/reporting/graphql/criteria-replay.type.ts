import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { LeadKind } from "../../kernel/index.ts";
import { LeadKindEnum } from "../../partners/index.ts";
import { DateScalar, DecimalScalar, describedEnum } from "../../platform/graphql/index.ts";
import { REPLAY_CHANGES } from "../../qualification/index.ts";

const ReplayChangeEnum = describedEnum(
  "ReplayChange",
  "What criteria would have made of leads that were decided",
  REPLAY_CHANGES,
);

const ReplayDimension = describedEnum("ReplayDimension", "By what a replay is told", {
  PARTNER: "By partner.",
  KIND: "By kind of lead.",
});

@InputType("CriteriaReplayInput", {
  description: "Which criteria, and which leads that were decided",
})
export class CriteriaReplayInput {
  @Field(() => ID, { description: "The criteria version, crt_…; a draft as well" })
  criteriaVersionId: string;

  @Field(() => DateScalar, {
    description:
      "The first day on which leads were qualified or disqualified, in each program's time zone",
  })
  from: string;

  @Field(() => DateScalar, { description: "The first day that is out, at most five years later" })
  to: string;

  @Field(() => ID, { nullable: true, description: "This partner's leads alone, prt_…" })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "This program's leads alone, prg_…" })
  programId?: string | null;

  @Field(() => LeadKindEnum, { nullable: true, description: "Leads of this kind alone" })
  kind?: LeadKind | null;

  @Field(() => ID, {
    nullable: true,
    description: "Leads about this product line or one beneath it alone, pln_…",
  })
  productLineId?: string | null;

  @Field(() => [ReplayDimension], {
    defaultValue: [],
    description: "Rows for each group; all together where it is empty",
  })
  groupBy: string[];

  @Field(() => Int, {
    defaultValue: 10,
    description: "Of fewer leads than this no rate is told; 1 to 1,000",
  })
  leastLeads: number;
}

@ObjectType("CriteriaReplayRow", {
  description: "Leads of a group of which criteria would have made the same",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class CriteriaReplayRowType {
  @Field(() => ID, { nullable: true, description: "The partner, prt_…, where it is by partner" })
  partnerId: string | null;

  @Field(() => LeadKindEnum, { nullable: true, description: "The kind, where it is by kind" })
  kind: string | null;

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

  @Field(() => [ID], { description: "The leads, lead_…, in the order in which they were decided" })
  leadIds: readonly string[];
}

@ObjectType("CriteriaReplay", {
  description:
    "What criteria would have made of leads that were decided, by the answers that were saved until then. Nothing is decided by it",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class CriteriaReplayType {
  @Field(() => Int, { description: "How many leads were decided" })
  leads: number;

  @Field(() => [CriteriaReplayRowType], {
    description: "By group and by what would have happened; what there is none of is left out",
  })
  rows: readonly CriteriaReplayRowType[];
}
