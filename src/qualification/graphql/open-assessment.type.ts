import { Field, ID, Int, ObjectType } from "type-graphql";

import { Authenticated, DateTimeScalar, ListSize } from "../../platform/graphql/index.ts";
import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { MOST_CRITERIA } from "../domain/criteria-draft.ts";

import { AnswerStateEnum, CriteriaVersionType } from "./criteria.type.ts";

@ObjectType("SavedAnswer", {
  description: "What sales found on one criterion so far",
  simpleResolvers: true,
})
@Authenticated()
export class SavedAnswerType {
  @Field(() => String, { description: "The criterion's key within its version" })
  criterionKey: string;

  @Field(() => String, { description: "What the criterion is called" })
  label: string;

  @Field(() => AnswerStateEnum, { description: "What was found" })
  state: string;

  @Field(() => String, { nullable: true, description: "In words: by whom, when, which figure" })
  note: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The discovery call that shows it, dsc_…; null where none was named",
  })
  discoveryCallId: string | null;

  @Field(() => Boolean, {
    description: "True where sales took it from what the partner's answers suggest",
  })
  isSuggested: boolean;

  @Field(() => DateTimeScalar, { description: "When it was saved" })
  savedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who saved it" })
  savedBy: PartnerMemberType | null;
}

@ObjectType("OpenAssessment", {
  description:
    "What sales has found on an SAL so far, under one version of the criteria; it ends when the lead moves on",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class OpenAssessmentType {
  @Field(() => CriteriaVersionType, {
    nullable: true,
    description: "The criteria under which it was opened",
  })
  criteriaVersion: CriteriaVersionType | null;

  @Field(() => Int, {
    description: "How many times something was saved in it: `expectedAssessmentVersion`",
  })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was opened" })
  openedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who opened it" })
  openedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When something was saved last" })
  savedAt: Date;

  @Field(() => DateTimeScalar, {
    description:
      "Until then it can be finished even where other criteria count by now: seven days from when it was opened",
  })
  countsUntil: Date;

  @Field(() => Boolean, {
    description:
      "True where other criteria count by now and the seven days are over: what is saved next opens another",
  })
  isOutdated: boolean;

  @Field(() => [SavedAnswerType], {
    description: "The latest on each criterion on which something was saved",
  })
  @ListSize(MOST_CRITERIA)
  answers: SavedAnswerType[];
}
