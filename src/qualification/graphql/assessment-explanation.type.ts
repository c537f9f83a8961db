import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Authenticated, Cost, describedEnum, ListSize } from "../../platform/graphql/index.ts";
import { MOST_CRITERIA } from "../domain/criteria-draft.ts";
import { TONGUES } from "../domain/tell-verdict.ts";

import { SuggestedAnswerType } from "./question-answers.type.ts";
import { AnswerStateEnum, CriterionAxisEnum } from "./criteria.type.ts";

export const ExplanationLanguageEnum = describedEnum(
  "ExplanationLanguage",
  "In which language a verdict is told",
  TONGUES,
);

@ObjectType("ExplainedCriterion", {
  description: "What one criterion adds to the verdict on a lead",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class ExplainedCriterionType {
  @Field(() => String, { description: "Its key within the version" })
  criterionKey: string;

  @Field(() => String, { description: "What it is called, in the language asked for if there is" })
  label: string;

  @Field(() => CriterionAxisEnum, { description: "What it is about" })
  axis: string;

  @Field(() => AnswerStateEnum, {
    description: "What counts: what was saved, unless its condition says otherwise",
  })
  state: string;

  @Field(() => Boolean, { description: "True where the lead does not qualify without it" })
  required: boolean;

  @Field(() => Int, { description: "What it weighs where it is met" })
  weight: number;

  @Field(() => Int, { description: "What it adds as it stands" })
  points: number;

  @Field(() => Boolean, {
    description: "False where its condition does not hold of the lead: no answer meets it then",
  })
  isOpen: boolean;

  @Field(() => Boolean, {
    description: "True where it is one of the fewest that would have to be met besides",
  })
  wouldHelp: boolean;

  @Field(() => String, {
    nullable: true,
    description: "What has to be shown to confirm it; null where it asks for no evidence",
  })
  evidence: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The discovery call that counts as that evidence, dsc_…: what was saved names it, and it was not removed",
  })
  evidenceCallId: string | null;

  @Field(() => SuggestedAnswerType, {
    nullable: true,
    description:
      "What the partner's answers suggest; null where sales saved something on it, or they suggest nothing. It does not count",
  })
  suggestion: SuggestedAnswerType | null;
}

@ObjectType("AssessmentExplanation", {
  description:
    "What an SAL would be found if it were qualified now by what was saved of it, and why",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class AssessmentExplanationType {
  @Field(() => ID, {
    description:
      "By which criteria: those of its open assessment while it counts, else those in force",
  })
  criteriaVersionId: string;

  @Field(() => Int, { description: "The number of that version" })
  criteriaVersionNumber: number;

  @Field(() => Boolean, { description: "True where it would qualify" })
  passes: boolean;

  @Field(() => Boolean, { description: "True where each required criterion is met" })
  meetsRequired: boolean;

  @Field(() => Int, { description: "What the weights of what is met add up to" })
  points: number;

  @Field(() => Int, { description: "By how much that is too little; 0 where it is enough" })
  missingPoints: number;

  @Field(() => Int, { description: "The same of the criteria about what the prospect is" })
  fit: number;

  @Field(() => Int, { description: "By how much that is too little; 0 where it is enough" })
  missingFit: number;

  @Field(() => Boolean, {
    description: "True where it passes, or other answers would be enough: `criteria` says which",
  })
  canPass: boolean;

  @Field(() => [ExplainedCriterionType], { description: "Each criterion, in its order" })
  @ListSize(MOST_CRITERIA)
  criteria: ExplainedCriterionType[];

  @Field(() => [String], { description: "The same in sentences" })
  sentences: string[];
}
