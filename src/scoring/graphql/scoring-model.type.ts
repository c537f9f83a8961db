import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { SIGNALS } from "../domain/signals.ts";

import { FeatureExplanationType, ScoringTrainingType } from "./scoring-training.type.ts";

export const SignalEnum = describedEnum(
  "EngagementSignal",
  "By what a prospect shows that it is interested",
  SIGNALS,
);

@ObjectType("FitFactor", {
  description: "What a lead has for what it is",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class FitFactorType {
  @Field(() => String, { description: "What it is called" })
  label: string;

  @Field(() => String, {
    description: "In CEL (cel.dev), over the facts that rules of routing ask as well",
  })
  condition: string;

  @Field(() => Int, { description: "How many points a lead has for which it holds" })
  points: number;
}

@ObjectType("EngagementFactor", {
  description: "What a lead has for what its prospect does",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class EngagementFactorType {
  @Field(() => String, { description: "What it is called" })
  label: string;

  @Field(() => SignalEnum, { description: "For what" })
  signal: string;

  @Field(() => Int, { description: "How many points each time, on its day" })
  points: number;

  @Field(() => Int, { description: "After how many days half of them are left" })
  halfLifeDays: number;

  @Field(() => Int, { description: "How many points come of it at most" })
  cap: number;
}

@ObjectType("ScoringRun", {
  description: "How far the open leads are scored anew after a model was published",
  simpleResolvers: true,
})
@Needs("SCORES_READ")
class ScoringRunType {
  @Field(() => Int, { description: "How many there were when it began" })
  leads: number;

  @Field(() => Int, { description: "How many are done" })
  done: number;

  @Field(() => DateTimeScalar, { description: "When it began" })
  startedAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it ended; null while it goes on, and where another model came first",
  })
  finishedAt: Date | null;
}

@ObjectType("ScoringModel", {
  description:
    "By what leads are scored, on two axes: what they are (fit), and what their prospects do (engagement). It never changes; one person drafts it, another publishes it",
  implements: Node,
  simpleResolvers: true,
})
@Needs("SCORES_READ")
export class ScoringModelType extends Node {
  @Field(() => Int, { description: "1, 2, 3 …" })
  number: number;

  @Field(() => String, { nullable: true, description: "What its author says of it" })
  note: string | null;

  @Field(() => [FitFactorType], { description: "What makes the fit; empty where it was learned" })
  @ListSize(50)
  fit: FitFactorType[];

  @Field(() => [EngagementFactorType], {
    description: "What makes the engagement; empty where it was learned",
  })
  @ListSize(50)
  engagement: EngagementFactorType[];

  @Field(() => Int, { description: "How many points the fit has at most" })
  fitCap: number;

  @Field(() => Int, { description: "How many points the engagement has at most" })
  engagementCap: number;

  @Field(() => Int, { description: "From which total on the grade is A" })
  gradeAFrom: number;

  @Field(() => Int, { description: "From which total on the grade is B" })
  gradeBFrom: number;

  @Field(() => Int, { description: "From which total on the grade is C" })
  gradeCFrom: number;

  @Field(() => Int, {
    nullable: true,
    description:
      "From which total on a submitted lead is an MQL by itself; null where marketing says so by hand",
  })
  mqlFrom: number | null;

  @Field(() => DateTimeScalar, { description: "When it was drafted" })
  createdAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who drafted it" })
  createdBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "Since when leads are scored by it, until another one is published; null while it is a draft",
  })
  publishedAt: Date | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who published it" })
  publishedBy: PartnerMemberType | null;

  @Field(() => ScoringModelType, {
    nullable: true,
    description: "The earlier model that it takes up again, word for word",
  })
  restores: ScoringModelType | null;

  @Field(() => [FeatureExplanationType], {
    description:
      "What whoever published it said of features that tell the outcome suspiciously well",
  })
  @ListSize(20)
  explanations: FeatureExplanationType[];

  @Field(() => ScoringTrainingType, {
    nullable: true,
    description: "How it was learned, and how well; null of rules that people wrote",
  })
  training: ScoringTrainingType | null;

  @Field(() => ScoringRunType, {
    nullable: true,
    description: "How far the open leads are scored anew by it; null until that began",
  })
  rescoring: ScoringRunType | null;
}

export const ScoringModelConnection = connectionType(() => ScoringModelType, "ScoringModel");
