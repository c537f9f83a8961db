import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { connectionType, DateTimeScalar, describedEnum } from "../../platform/graphql/index.ts";
import { GradeEnum } from "../../scoring/index.ts";
import type { Grade } from "../../scoring/index.ts";
import { INBOX_HOLDERS, INBOX_REASONS, INBOX_STEPS } from "../domain/inbox.ts";
import type { InboxHolder, InboxStep } from "../domain/inbox.ts";

const InboxStepEnum = describedEnum(
  "InboxStep",
  "What the vendor has to do next with a lead",
  INBOX_STEPS,
);
const InboxHolderEnum = describedEnum("InboxHolder", "Whose leads are looked at", INBOX_HOLDERS);
const InboxReasonEnum = describedEnum(
  "InboxReason",
  "Why a lead needs somebody to look",
  INBOX_REASONS,
);

@InputType("SalesInboxFilter", { description: "Which leads of the inbox; all of it must hold" })
export class SalesInboxFilterInput {
  @Field(() => [InboxHolderEnum], {
    defaultValue: ["ME", "MY_QUEUES", "NOBODY"],
    description: "Held by any of these",
  })
  holders: InboxHolder[];

  @Field(() => [InboxStepEnum], { nullable: true, description: "With any of these next steps" })
  nextSteps?: InboxStep[] | null;

  @Field(() => ID, { nullable: true, description: "Of one partner, prt_…" })
  partnerId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether their time has run out; either where left out",
  })
  isOverdue?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether their partner has to answer first; either where left out",
  })
  waitsForPartner?: boolean | null;

  @Field(() => [GradeEnum], {
    nullable: true,
    description: "Whose score has any of these grades; for whoever may read scores",
  })
  grades?: Grade[] | null;
}

@ObjectType("SalesInboxItem", {
  description: "A lead with which the vendor has to do something next",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class SalesInboxItemType {
  @Field(() => LeadType, {
    nullable: true,
    description: "The lead; its `actions` say what the caller may do with it now",
  })
  lead: LeadType | null;

  @Field(() => InboxStepEnum, { description: "What is to be done" })
  nextStep: InboxStep;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "By when: the clock of the review or of the conversion, or the day of a returned lead. Null while the clock rests and where there is none",
  })
  dueAt: Date | null;

  @Field(() => Boolean, { description: "True where that has passed" })
  isOverdue: boolean;

  @Field(() => DateTimeScalar, { description: "Since when the lead has been in its stage" })
  stageEnteredAt: Date;

  @Field(() => [InboxReasonEnum], {
    description: "Why somebody should look, the most urgent first",
  })
  reasons: string[];
}

export const SalesInboxConnection = connectionType(() => SalesInboxItemType, "SalesInboxItem");

@ObjectType("SalesInboxCounts", {
  description: "How many leads of the inbox there are, of the 10,000 that are due first",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class SalesInboxCountsType {
  @Field(() => Int, { description: "All; 10,000 may be more" })
  all: number;

  @Field(() => Int, { description: "Whose time has run out" })
  overdue: number;

  @Field(() => Int, { description: "Whose time runs out within 24 hours" })
  dueToday: number;

  @Field(() => Int, { description: "Whose partner has to answer first" })
  waitsForPartner: number;

  @Field(() => Int, { description: "Which nobody holds" })
  nobodyHolds: number;

  @Field(() => Int, { description: "To accept, reject or return" })
  toAccept: number;

  @Field(() => Int, { description: "To qualify or disqualify" })
  toQualify: number;

  @Field(() => Int, { description: "To open an opportunity of" })
  toConvert: number;

  @Field(() => Int, { description: "To win or lose" })
  toClose: number;

  @Field(() => Int, { description: "Returned ones whose day has come" })
  toTakeUp: number;

  @Field(() => Int, { nullable: true, description: "Whose score has grade A" })
  @Needs("SCORES_READ")
  gradeA: number | null;
}

@ObjectType("SalesInboxChange", {
  description: "A lead of the caller's inbox that changed",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class SalesInboxChangeType {
  @Field(() => LeadType, { nullable: true, description: "The lead, as it is now" })
  lead: LeadType | null;

  @Field(() => SalesInboxItemType, {
    nullable: true,
    description: "As what it stands in the inbox now; null where it left it",
  })
  item: SalesInboxItemType | null;
}
