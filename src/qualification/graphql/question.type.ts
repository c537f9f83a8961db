import { MOST_OPTIONS, QUESTION_TYPES } from "../../kernel/index.ts";
import { Field, ObjectType } from "type-graphql";

import { Authenticated, Cost, describedEnum, ListSize } from "../../platform/graphql/index.ts";
import { MOST_LABELS } from "../domain/criteria-draft.ts";
import { SUGGESTED_STATES } from "../domain/question.ts";

export const AnswerKindEnum = describedEnum(
  "AnswerKind",
  "What a question is answered with",
  QUESTION_TYPES,
);

export const SuggestedStateEnum = describedEnum(
  "SuggestedState",
  "What an answer suggests of a criterion; whoever assesses decides",
  SUGGESTED_STATES,
);

@ObjectType("CriterionLabel", {
  description: "What a criterion, a question or an option is called in another language",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class CriterionLabelType {
  @Field(() => String, { description: "The language, as a tag such as de or pt-BR" })
  language: string;

  @Field(() => String, { description: "What it is called in it" })
  label: string;
}

@ObjectType("QuestionOption", {
  description: "One of the answers among which a question lets choose",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class QuestionOptionType {
  @Field(() => String, { description: "Its key within the question; conditions name it" })
  key: string;

  @Field(() => String, { description: "What it is called" })
  label: string;

  @Field(() => [CriterionLabelType], { description: "What it is called in other languages" })
  @ListSize(MOST_LABELS)
  labels: CriterionLabelType[];

  @Field(() => SuggestedStateEnum, {
    nullable: true,
    description: "What it suggests of the question's criterion; null: nothing",
  })
  suggests: string | null;
}

@ObjectType("Question", {
  description: "One question of the questionnaire that belongs to a criteria version",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class QuestionType {
  @Field(() => String, { description: "Its key within the version; conditions name it" })
  key: string;

  @Field(() => String, { description: "The question" })
  label: string;

  @Field(() => [CriterionLabelType], { description: "The question in other languages" })
  @ListSize(MOST_LABELS)
  labels: CriterionLabelType[];

  @Field(() => AnswerKindEnum, { description: "What it is answered with" })
  type: string;

  @Field(() => Boolean, { description: "True where it must be answered once it is asked" })
  required: boolean;

  @Field(() => [QuestionOptionType], {
    description: "Among what it lets choose, in their order; empty but for ONE_OF and SOME_OF",
  })
  @ListSize(MOST_OPTIONS)
  options: QuestionOptionType[];

  @Field(() => String, {
    nullable: true,
    description: "The criterion of the version for which it is asked; null where it is for none",
  })
  criterionKey: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'In CEL (cel.dev), over the answers to the questions before it by their keys: it is asked where that is true, and always where this is null. What was not answered is "", 0, false or an empty list',
  })
  condition: string | null;
}
