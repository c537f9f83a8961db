import { Field, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { REVERSAL_APPEAL_STATES } from "../domain/reversal-appeal.ts";

export const ReversalAppealStateEnum = describedEnum(
  "ReversalAppealState",
  "Where the appeal of a reversal stands",
  REVERSAL_APPEAL_STATES,
);

@ObjectType("ReversalAppeal", {
  description: "A partner disagrees with its credit being taken back. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class ReversalAppealType extends Node {
  @Field(() => ReversalAppealStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => String, { description: "On what grounds, in the partner's words" })
  grounds: string;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  openedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided" })
  decidedAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who decided; for the vendor alone",
  })
  @Needs("CREDITS_READ", "INTERNAL_READ")
  decidedBy: PartnerMemberType | null;

  @Field(() => String, {
    nullable: true,
    description: "What whoever decided said of it; for the vendor alone",
  })
  @Needs("CREDITS_READ", "INTERNAL_READ")
  note: string | null;
}

export const ReversalAppealConnection = connectionType(() => ReversalAppealType, "ReversalAppeal");
