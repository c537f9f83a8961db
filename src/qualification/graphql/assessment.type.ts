import { Field, ID, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Authenticated, DateTimeScalar, describedEnum } from "../../platform/graphql/index.ts";

import { AnswerStateEnum } from "./criteria.type.ts";

const AssessmentOutcome = describedEnum("AssessmentOutcome", "How an assessment ended", {
  MET: "Every required criterion was met.",
});

@ObjectType("CriterionAnswer", {
  description: "What sales found on one criterion",
  simpleResolvers: true,
})
@Authenticated()
export class CriterionAnswerType {
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
}

@ObjectType("Assessment", {
  description: "A lead judged under one version of the criteria",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class AssessmentType {
  @Field(() => ID, { description: "The assessment's id" })
  id: string;

  @Field(() => AssessmentOutcome, { description: "How it ended" })
  outcome: string;

  @Field(() => DateTimeScalar, { description: "When" })
  assessedAt: Date;

  @Field(() => [CriterionAnswerType], {
    nullable: true,
    description: "What was found on each criterion; the vendor's own",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  answers: CriterionAnswerType[] | null;
}
