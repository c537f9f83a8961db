import { Field, ID, Int, ObjectType } from "type-graphql";

import { Authenticated, registerErrorType, UserError } from "../../platform/graphql/index.ts";

import { LeadActionEnum, LeadStage, MatchKeyEnum } from "./lead-enums.ts";

@ObjectType("DuplicateLeadError", {
  description:
    "The caller's own partner has this prospect in an open or returned lead already; others' leads never show here",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class DuplicateLeadError extends UserError {
  @Field(() => ID, { description: "The own lead to continue with, lead_…" })
  existingLeadId: string;

  @Field(() => [MatchKeyEnum], {
    description: "What the two agree on; empty where they share the external reference alone",
  })
  matchedOn: string[];
}

@ObjectType("InvalidTransitionError", {
  description: "The lead's stage does not allow the move",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class InvalidTransitionError extends UserError {
  @Field(() => LeadStage, { description: "Where the lead stands" })
  currentStage: string;

  @Field(() => [LeadActionEnum], { description: "What the caller's side can do with it there" })
  allowedActions: string[];
}

@ObjectType("VersionConflictError", {
  description: "Somebody changed the thing since it was read",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class VersionConflictError extends UserError {
  @Field(() => Int, { description: "The version that the caller named" })
  expectedVersion: number;

  @Field(() => Int, { description: "The version it has" })
  currentVersion: number;
}

registerErrorType("DUPLICATE_LEAD", DuplicateLeadError);
registerErrorType("EXTERNAL_REFERENCE_IN_USE", DuplicateLeadError);
registerErrorType("INVALID_TRANSITION", InvalidTransitionError);
registerErrorType("VERSION_CONFLICT", VersionConflictError);
