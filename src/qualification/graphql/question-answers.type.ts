import { MOST_OPTIONS, MOST_QUESTIONS } from "../../kernel/index.ts";
import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import { Authenticated, Cost, DateTimeScalar, ListSize } from "../../platform/graphql/index.ts";
import { MOST_CRITERIA } from "../domain/criteria-draft.ts";

import { AnswerKindEnum, SuggestedStateEnum } from "./question.type.ts";

@ObjectType("QuestionAnswer", {
  description: "What one question of a questionnaire was answered with",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class QuestionAnswerType {
  @Field(() => String, { description: "The question's key within its version" })
  questionKey: string;

  @Field(() => AnswerKindEnum, { description: "What the question is answered with" })
  type: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The value as text: a whole number, true or false, a day, an option's key; null for TEXT and SOME_OF",
  })
  value: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What was written, for TEXT; it may name persons. To the vendor a partner's opens with the lead's contacts, at acceptance",
  })
  @NeedsOneOf("CONTACTS_READ")
  text: string | null;

  @Field(() => [String], {
    description: "For SOME_OF the keys of all that is chosen, else the one value; empty for TEXT",
  })
  @ListSize(MOST_OPTIONS)
  values: readonly string[];
}

@ObjectType("SuggestedAnswer", {
  description: "What a partner's answers suggest of a criterion; it never counts by itself",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class SuggestedAnswerType {
  @Field(() => String, { description: "The criterion's key within the version" })
  criterionKey: string;

  @Field(() => SuggestedStateEnum, {
    description: "What is suggested; where answers differ in it, the weakest",
  })
  state: string;

  @Field(() => [String], { description: "The keys of the questions whose answers say so" })
  @ListSize(MOST_QUESTIONS)
  questionKeys: readonly string[];
}

const VERSION = "The criteria version whose questionnaire it is, crt_…";

@ObjectType("PartnerAnswers", {
  description:
    "What its partner answered last to the questionnaire of a lead's criteria; evidence beside what sales finds",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class PartnerAnswersType {
  @Field(() => ID, { description: VERSION })
  criteriaVersionId: string;

  @Field(() => Int, { description: "How many times answers were saved; each save is kept" })
  saves: number;

  @Field(() => DateTimeScalar, { description: "When the latest were saved" })
  answeredAt: Date;

  @Field(() => String, {
    nullable: true,
    description: "Who saved them, by name; null where the caller does not see that person",
  })
  answeredBy: string | null;

  @Field(() => [QuestionAnswerType], { description: "In the order of the questions" })
  @ListSize(MOST_QUESTIONS)
  answers: QuestionAnswerType[];

  @Field(() => [SuggestedAnswerType], {
    description:
      "What they suggest of criteria, for whoever assesses to start from; nothing counts that sales did not save",
  })
  @ListSize(MOST_CRITERIA)
  suggestions: SuggestedAnswerType[];
}

@ObjectType("SalesAnswers", {
  description:
    "What sales answered last to the questionnaire of a lead's criteria; its partner learns nothing of it",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
class SalesAnswersType {
  @Field(() => ID, { description: VERSION })
  criteriaVersionId: string;

  @Field(() => Int, { description: "How many times answers were saved; each save is kept" })
  saves: number;

  @Field(() => DateTimeScalar, { description: "When the latest were saved" })
  answeredAt: Date;

  @Field(() => String, { nullable: true, description: "Who saved them, by name" })
  answeredBy: string | null;

  @Field(() => [QuestionAnswerType], { description: "In the order of the questions" })
  @ListSize(MOST_QUESTIONS)
  answers: QuestionAnswerType[];
}

@ObjectType("QuestionnaireAnswers", {
  description: "What each side answered last to the questionnaire of a lead's criteria",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class QuestionnaireAnswersType {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => PartnerAnswersType, {
    nullable: true,
    description: "What its partner answered; null where nothing was",
  })
  partner: PartnerAnswersType | null;

  @Field(() => SalesAnswersType, {
    nullable: true,
    description: "What sales answered; null where nothing was",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  sales: SalesAnswersType | null;
}
