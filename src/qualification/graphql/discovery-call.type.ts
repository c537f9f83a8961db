import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { CALL_SIDES, MOST_CALL_ANSWERS, MOST_PARTICIPANTS } from "../domain/discovery-call.ts";

const CallSideEnum = describedEnum("CallSide", "On which side of a call somebody sat", CALL_SIDES);

@ObjectType("CallParticipant", {
  description: "Somebody who took part in a discovery call",
  simpleResolvers: true,
})
@Authenticated()
class CallParticipantType {
  @Field(() => CallSideEnum, { description: "On which side" })
  side: string;

  @Field(() => ID, {
    nullable: true,
    description: "The member, mem_…; null for a contact, and for a partner of the vendor's people",
  })
  memberId: string | null;

  @Field(() => ID, { nullable: true, description: "The contact, cnt_…; null for a member" })
  contactId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A member's name; for a partner that of none of the vendor's people",
  })
  memberName: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A contact's name; null once the person was erased, and for the vendor where acceptance was taken back",
  })
  @Needs("CONTACTS_READ")
  contactName: string | null;
}

@ObjectType("CallAnswer", {
  description: "What was answered in a discovery call on a slot of the criteria",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class CallAnswerType {
  @Field(() => String, { description: "The slot in the criteria's framework, such as BUDGET" })
  slot: string;

  @Field(() => String, { description: "What was said" })
  text: string;
}

@ObjectType("DiscoveryCall", {
  description:
    "A call with the prospect of an accepted lead, as sales recorded it; findings may name it. A partner sees those in which its own people took part",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class DiscoveryCallType extends Node {
  @Field(() => ID, { description: "Its lead, lead_…" })
  leadId: string;

  @Field(() => DateTimeScalar, { description: "When it began" })
  heldAt: Date;

  @Field(() => Int, { description: "How long it took, in minutes" })
  minutes: number;

  @Field(() => [CallParticipantType], {
    description: "Who took part; nobody is named of one that was removed",
  })
  @ListSize(2 * MOST_PARTICIPANTS)
  participants: CallParticipantType[];

  @Field(() => DateTimeScalar, { description: "When it was recorded, by the server's clock" })
  recordedAt: Date;

  @Field(() => String, {
    nullable: true,
    description: "Who recorded it, by name; null for a partner",
  })
  recordedBy: string | null;

  @Field(() => Int, { description: "How many times it was recorded: 1 where it was not corrected" })
  records: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was corrected last; null where it was not",
  })
  correctedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was removed: it shows nothing since; null while it stands",
  })
  removedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "Why it was corrected last, or removed. Unseen by partners",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  reason: string | null;

  @Field(() => String, { nullable: true, description: "What was noted of it. Unseen by partners" })
  @Needs("LEADS_READ", "INTERNAL_READ", "CONTACTS_READ")
  notes: string | null;

  @Field(() => [CallAnswerType], {
    nullable: true,
    description: "What was answered in it, by slots of the criteria. Unseen by partners",
  })
  @Needs("LEADS_READ", "INTERNAL_READ", "CONTACTS_READ")
  @ListSize(MOST_CALL_ANSWERS)
  answers: CallAnswerType[] | null;
}

export const DiscoveryCallConnection = connectionType(() => DiscoveryCallType, "DiscoveryCall");
