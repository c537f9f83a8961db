import { Field, ID, InputType, ObjectType } from "type-graphql";

import type { PartnerMemberId } from "../../kernel/index.ts";
import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.ts";
import type { ActorKind } from "../../platform/mutation/index.ts";

import { ActorKindEnum, AuditOutcomeEnum } from "./identity-enums.ts";
import { Needs } from "./needs.ts";

@ObjectType("AuditEntry", {
  description:
    "One call of a mutation: who, what, when, with which outcome. Never changed, never deleted; ids alone, no content",
  implements: Node,
  simpleResolvers: true,
})
@Needs("AUDIT_READ")
export class AuditEntryType extends Node {
  @Field(() => DateTimeScalar, { description: "When, by the server's clock" })
  at: Date;

  @Field(() => String, { description: "The mutation's field" })
  mutation: string;

  @Field(() => AuditOutcomeEnum, { description: "What became of it" })
  outcome: string;

  @Field(() => String, { nullable: true, description: "Why not; null where it was done" })
  code: string | null;

  @Field(() => ActorKindEnum, { description: "What kind of caller it was" })
  actorKind: ActorKind;

  @Field(() => ID, {
    nullable: true,
    description: "The member who acted, for an API key its owner; null for all others",
  })
  actorId: PartnerMemberId | null;

  @Field(() => [ID], { description: "What it was done to, or made" })
  subjectIds: readonly string[];

  @Field(() => String, { description: "The request's id, as the answer and the log have it" })
  requestId: string;
}

export const AuditEntryConnection = connectionType(() => AuditEntryType, "AuditEntry");

@InputType("AuditFilter", {
  description: "Which entries; what is left out does not matter",
})
export class AuditFilterInput {
  @Field(() => ID, { nullable: true, description: "Entries about this thing, by its id" })
  subjectId?: string | null;

  @Field(() => String, { nullable: true, description: "Calls of this mutation field" })
  mutation?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "From this instant on" })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Before this instant" })
  until?: Date | null;
}
