import { Field, ID, ObjectType } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import { LeadFieldEnum } from "../../leads/index.ts";
import {
  Authenticated,
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  ListSize,
} from "../../platform/graphql/index.ts";

const InformationRequestState = describedEnum(
  "InformationRequestState",
  "What became of what was asked",
  {
    OPEN: "The partner has still to answer.",
    ANSWERED: "The partner answered.",
    EXPIRED: "The partner did not answer in time, and the lead expired.",
    LAPSED: "It is asked no more: the lead went on, or after acceptance the day passed.",
  },
);

@ObjectType("InformationQuestion", {
  description: "A field that is missing or wrong, and what is asked of it",
  simpleResolvers: true,
})
@Authenticated()
class InformationQuestionType {
  @Field(() => LeadFieldEnum, { description: "The field" })
  field: string;

  @Field(() => String, { description: "What is asked" })
  question: string;
}

@ObjectType("InformationRequest", {
  description: "What sales asks the partner of a lead",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class InformationRequestType {
  @Field(() => ID, { description: "The request's id" })
  id: string;

  @Field(() => InformationRequestState, { description: "What became of it" })
  state: string;

  @Field(() => Boolean, {
    description:
      "True where it was asked before acceptance: the acceptance clock rests, and without an answer the lead expires",
  })
  beforeAcceptance: boolean;

  @Field(() => [InformationQuestionType], { description: "What is asked, all to be answered" })
  @ListSize(11)
  questions: InformationQuestionType[];

  @Field(() => DateTimeScalar, { description: "When it was asked" })
  askedAt: Date;

  @Field(() => DateScalar, {
    description: "The last day to answer, in the time zone of the lead's program",
  })
  dueOn: string;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended; null while open" })
  closedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "What shows it, in the partner's words, where EVIDENCE was asked for",
  })
  @NeedsOneOf("CONTACTS_READ")
  evidence: string | null;
}

export const InformationRequestConnection = connectionType(
  () => InformationRequestType,
  "InformationRequest",
);
