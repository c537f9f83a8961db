import { Field, ID, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, DateTimeScalar } from "../../platform/graphql/index.ts";

@ObjectType("LeadLook", {
  description:
    "One of the vendor's people opened a lead that was not accepted yet; the first time of a day. Unseen by partners",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
class LeadLookType {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, { description: "Who looked, mem_…" })
  memberId: string;

  @Field(() => String, { nullable: true, description: "Who looked, by name" })
  memberName: string | null;

  @Field(() => DateTimeScalar, { description: "When" })
  lookedAt: Date;
}

export const LeadLookConnection = connectionType(() => LeadLookType, "LeadLook");
