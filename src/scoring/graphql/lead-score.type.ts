import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateTimeScalar,
  describedEnum,
  ListSize,
} from "../../platform/graphql/index.ts";
import { AXES, GRADES, TRENDS } from "../domain/score.ts";
import type { Grade } from "../domain/score.ts";

import { ScoringModelType } from "./scoring-model.type.ts";

export const GradeEnum = describedEnum("ScoreGrade", "What a lead scores, in a letter", GRADES);
const TrendEnum = describedEnum("ScoreTrend", "Where a score is going", TRENDS);
const AxisEnum = describedEnum("ScoreAxis", "What a factor is about", AXES);

@ObjectType("ScoreFactor", {
  description: "What one factor of the model brought a lead",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class ScoreFactorType {
  @Field(() => AxisEnum, { description: "Of which axis it is" })
  axis: string;

  @Field(() => String, { description: "What the model calls it" })
  label: string;

  @Field(() => Int, { description: "How many points, before the axis is held to its cap" })
  points: number;
}

@ObjectType("LeadScore", {
  description:
    "What an open lead scores, and why; for the vendor alone. It ranks leads, and decides nothing of what anybody is paid",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "SCORES_READ")
export class LeadScoreType {
  @Field(() => LeadType, { nullable: true, description: "The lead" })
  lead: LeadType | null;

  @Field(() => Int, { description: "What it has for what it is" })
  fit: number;

  @Field(() => Int, { description: "What it has for what its prospect does, as of the day" })
  engagement: number;

  @Field(() => Int, { description: "Both together" })
  total: number;

  @Field(() => GradeEnum, { description: "The total in a letter, by the model's borders" })
  grade: string;

  @Field(() => TrendEnum, { description: "Where it is going" })
  trend: string;

  @Field(() => Boolean, {
    description: "True where that makes a submitted lead an MQL by itself",
  })
  reachesMql: boolean;

  @Field(() => String, {
    description: "All of that in a line, such as `Score 82, grade A, improving`",
  })
  summary: string;

  @Field(() => [ScoreFactorType], {
    description: "What brought or took points: of the fit first, each in the order of the model",
  })
  @ListSize(100)
  factors: ScoreFactorType[];

  @Field(() => ScoringModelType, { nullable: true, description: "By which model" })
  model: ScoringModelType | null;

  @Field(() => DateTimeScalar, { description: "When it was worked out" })
  scoredAt: Date;
}

export const LeadScoreConnection = connectionType(() => LeadScoreType, "LeadScore");

@InputType("LeadScoreFilter", { description: "Which scores; all of it must hold" })
export class LeadScoreFilterInput {
  @Field(() => GradeEnum, { nullable: true, description: "Of this grade" })
  grade?: Grade | null;

  @Field(() => ID, { nullable: true, description: "Of one partner's leads, prt_…" })
  partnerId?: string | null;
}
