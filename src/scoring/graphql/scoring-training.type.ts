import { Field, Float, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  Cost,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  ListSize,
} from "../../platform/graphql/index.ts";
import { TRAINED_FOR } from "../domain/features.ts";
import { MODEL_KINDS } from "../domain/learned-model.ts";

export const TrainedForEnum = describedEnum(
  "ScoringOutcome",
  "What a learned model foretells of a lead",
  TRAINED_FOR,
);
const ModelKindEnum = describedEnum(
  "LearnedModelKind",
  "What a learned model sums up",
  MODEL_KINDS,
);
const TrainingStatusEnum = describedEnum("TrainingStatus", "How a training stands", {
  QUEUED: "It waits for its job.",
  RUNNING: "It is under way.",
  DONE: "A model was learned, and may be published.",
  FAILED: "Nothing was learned; `failure` says why.",
});

@ObjectType("FeatureExplanation", {
  description: "Why a feature that tells the outcome suspiciously well may be trusted",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class FeatureExplanationType {
  @Field(() => String, { description: "The feature's name" })
  feature: string;

  @Field(() => String, { description: "Why it is known before the outcome" })
  explanation: string;
}

@ObjectType("ScoringMeasures", {
  description: "How well chances foretell leads that were not learned from",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class ScoringMeasuresType {
  @Field(() => Int, { description: "On how many leads" })
  leads: number;

  @Field(() => Int, { description: "How many of them had the outcome" })
  positives: number;

  @Field(() => Float, {
    description:
      "How often one with the outcome stands before one without: 0.5 is chance, 1 is always",
  })
  auc: number;

  @Field(() => Float, {
    description: "The mean square of how far off the chances are: 0 is never off",
  })
  brier: number;

  @Field(() => Float, {
    description: "How many times as many outcomes the best fifth has as all have",
  })
  liftAt20: number;

  @Field(() => Float, {
    description: "1 where chances are neither too bold (less) nor too shy (more)",
  })
  slope: number;
}

@ObjectType("FeatureReport", {
  description: "How one feature does by itself",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class FeatureReportType {
  @Field(() => String, { description: "Its name, by which it is left out or explained" })
  name: string;

  @Field(() => String, { description: "What factors of scores call it" })
  label: string;

  @Field(() => Float, { description: "The part of leads of which it is known, 0 to 1" })
  known: number;

  @Field(() => Float, { description: "The AUC of it alone, on leads that were not learned from" })
  auc: number;

  @Field(() => Boolean, {
    description: "True where it does so well that it may only be known after the outcome",
  })
  isSuspicious: boolean;
}

@ObjectType("TrainingReport", {
  description: "What a training found, and how well that foretells",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class TrainingReportType {
  @Field(() => Int, { description: "From how many leads it learned" })
  leads: number;

  @Field(() => Int, { description: "How many of them had the outcome" })
  positives: number;

  @Field(() => Int, { description: "How many had not" })
  negatives: number;

  @Field(() => ModelKindEnum, { description: "What erred least on leads not learned from" })
  kind: string;

  @Field(() => ScoringMeasuresType, {
    nullable: true,
    description: "In five folds, each foretold by the others",
  })
  crossValidated: ScoringMeasuresType | null;

  @Field(() => ScoringMeasuresType, {
    nullable: true,
    description:
      "On the latest fifth, foretold by those decided before; null where outcomes are too few, or of one day",
  })
  latest: ScoringMeasuresType | null;

  @Field(() => ScoringMeasuresType, {
    nullable: true,
    description: "The same folds by a plain logistic regression, to compare with",
  })
  plain: ScoringMeasuresType | null;

  @Field(() => [FeatureReportType], { description: "What it learned from, by name" })
  @ListSize(50)
  features: FeatureReportType[];
}

@ObjectType("ScoringTraining", {
  description:
    "How a model is learned from what became of leads. Each lead is taken as it was known when it was decided",
  simpleResolvers: true,
})
@Needs("SCORES_READ")
export class ScoringTrainingType {
  @Field(() => TrainedForEnum, { description: "What it foretells" })
  outcome: string;

  @Field(() => String, { description: "The first day (UTC) of the decisions that it learns from" })
  decidedFrom: string;

  @Field(() => String, { description: "The day after the last" })
  decidedUntil: string;

  @Field(() => [String], { description: "Features that it does not learn from, by name" })
  @ListSize(50)
  leftOut: string[];

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The month, by its first day in UTC, for which the schedule asked for it; null where a person did",
  })
  scheduledOn: string | null;

  @Field(() => TrainingStatusEnum, { description: "How it stands" })
  status: string;

  @Field(() => String, { nullable: true, description: "Why nothing was learned" })
  failure: string | null;

  @Field(() => DateTimeScalar, { description: "When it was asked for" })
  requestedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it began" })
  startedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was over" })
  finishedAt: Date | null;

  @Field(() => TrainingReportType, { nullable: true, description: "What was found" })
  report: TrainingReportType | null;

  @Field(() => String, {
    nullable: true,
    description: "SHA-256 of what was learned, in hexadecimal: it never changes",
  })
  artefactSha256: string | null;
}
