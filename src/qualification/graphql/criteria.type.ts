import { MOST_QUESTIONS } from "../../kernel/index.ts";
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
import { FINDINGS, MOST_LABELS } from "../domain/criteria-draft.ts";
import { ANSWER_STATES, CRITERION_AXES } from "../domain/criterion.ts";

import { CriterionLabelType, QuestionType } from "./question.type.ts";

export const AnswerStateEnum = describedEnum(
  "AnswerState",
  "What sales found on a criterion",
  ANSWER_STATES,
);

export const CriterionAxisEnum = describedEnum(
  "CriterionAxis",
  "What a criterion is about; the two are weighed apart",
  CRITERION_AXES,
);

const CriteriaState = describedEnum("CriteriaState", "Where a criteria version stands", {
  DRAFT: "Written, and not signed by both sides.",
  PUBLISHED: "Signed by sales and marketing.",
  RETIRED: "Its set was retired.",
});

const CriteriaFindingCode = describedEnum(
  "CriteriaFindingCode",
  "What keeps criteria from being published",
  FINDINGS,
);

@ObjectType("CriteriaFinding", {
  description: "Something about a criterion that keeps its draft from being published",
  simpleResolvers: true,
})
@Needs("CONFIG_READ")
@Cost(0)
class CriteriaFindingType {
  @Field(() => String, { description: "Which criterion" })
  criterionKey: string;

  @Field(() => CriteriaFindingCode, { description: "What" })
  code: string;

  @Field(() => String, { description: "The same in words" })
  message: string;
}

@ObjectType("Criterion", {
  description: "One question that a lead must answer to become an SQL",
  simpleResolvers: true,
})
@Authenticated()
export class CriterionType {
  @Field(() => String, { description: "Its key within the version; answers name it" })
  key: string;

  @Field(() => String, { description: "Its place in the framework, for example BUDGET" })
  slot: string;

  @Field(() => String, { description: "What it is called" })
  label: string;

  @Field(() => [CriterionLabelType], { description: "What it is called in other languages" })
  @ListSize(MOST_LABELS)
  labels: CriterionLabelType[];

  @Field(() => String, { description: "How to tell whether it is met" })
  guidance: string;

  @Field(() => String, { nullable: true, description: "One for which it is met" })
  example: string | null;

  @Field(() => Boolean, { description: "True where a lead cannot become an SQL without it" })
  required: boolean;

  @Field(() => Int, {
    description: "What it weighs where it is met, 0 to 100; half of it, rounded down, where partly",
  })
  weight: number;

  @Field(() => CriterionAxisEnum, { description: "What it is about" })
  axis: string;

  @Field(() => String, { nullable: true, description: "What has to be shown to confirm it" })
  evidence: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "In CEL (cel.dev), over the facts of the lead: where it is false the criterion is not met, whatever was answered, and where it is true it is met unless something else was answered",
  })
  condition: string | null;
}

@ObjectType("CriteriaVersion", {
  description:
    "Qualification criteria, drafted, and published once sales and marketing have signed them; a version never changes",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class CriteriaVersionType extends Node {
  @Field(() => String, { description: "The name of its set" })
  name: string;

  @Field(() => String, { description: "The framework it follows, for example BANT" })
  framework: string;

  @Field(() => Int, { description: "1 for the first version of the set" })
  number: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when on it holds; null while it is a draft",
  })
  effectiveAt: Date | null;

  @Field(() => Boolean, { description: "True where it is the one in force of its set now" })
  isInForce: boolean;

  @Field(() => String, { nullable: true, description: "What was changed, and why" })
  changeNote: string | null;

  @Field(() => CriteriaState, { description: "Where it stands" })
  state: string;

  @Field(() => Int, {
    nullable: true,
    description: "What the weights of what is met must add up to; null where that is not asked",
  })
  minPoints: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The same of the criteria about what the prospect is",
  })
  minFit: number | null;

  @Field(() => [CriterionType], { description: "The criteria, in their order" })
  criteria: CriterionType[];

  @Field(() => [QuestionType], {
    description: "Its questionnaire, in its order; empty where it has none",
  })
  @ListSize(MOST_QUESTIONS)
  questions: QuestionType[];

  @Field(() => String, {
    description:
      "What answers to the questionnaire look like, as JSON Schema (draft 2020-12): an object by the keys of the questions. What is not asked must not be in it, what is asked and required must",
  })
  answersSchema: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "It holds from then on at the earliest; null: from when both sides have signed",
  })
  @Needs("CONFIG_READ")
  earliestAt: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: "After how many months in force it is to be reviewed",
  })
  @Needs("CONFIG_READ")
  reviewMonths: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it is to be reviewed at the latest, if it is in force then; null while it is a draft",
  })
  @Needs("CONFIG_READ")
  reviewDueAt: Date | null;

  @Field(() => [CriteriaFindingType], {
    nullable: true,
    description: "What keeps it from being published; empty where nothing does",
  })
  @Needs("CONFIG_READ")
  findings: CriteriaFindingType[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was drafted" })
  @Needs("CONFIG_READ")
  createdAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who drafted it; null for the built-in one",
  })
  @Needs("CONFIG_READ")
  createdBy: PartnerMemberType | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "The sales manager who signed it",
  })
  @Needs("CONFIG_READ")
  signedForSalesBy: PartnerMemberType | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who of marketing signed it" })
  @Needs("CONFIG_READ")
  signedForMarketingBy: PartnerMemberType | null;
}

export const CriteriaVersionConnection = connectionType(
  () => CriteriaVersionType,
  "CriteriaVersion",
);
