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
class DuplicateLeadError extends UserError {
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
class InvalidTransitionError extends UserError {
  @Field(() => LeadStage, { description: "Where the lead stands" })
  currentStage: string;

  @Field(() => [LeadActionEnum], { description: "What the caller's side can do with it there" })
  allowedActions: string[];
}

@ObjectType("LeadMergedError", {
  description: "The lead has ended and goes on in another one, as far as the caller may know which",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
class LeadMergedError extends UserError {
  @Field(() => ID, { description: "The lead in which it goes on, lead_…" })
  survivorLeadId: string;
}

registerErrorType("LEAD_MERGED", LeadMergedError);

@ObjectType("TermsNotAcceptedError", {
  description: "The partner has to accept the program's terms in force before it registers",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
class TermsNotAcceptedError extends UserError {
  @Field(() => ID, { description: "The program, prg_…" })
  programId: string;

  @Field(() => Int, { description: "The version to accept; send it to acceptTerms" })
  termsNumber: number;
}

registerErrorType("TERMS_NOT_ACCEPTED", TermsNotAcceptedError);
registerErrorType("DUPLICATE_LEAD", DuplicateLeadError);
registerErrorType("EXTERNAL_REFERENCE_IN_USE", DuplicateLeadError);
registerErrorType("INVALID_TRANSITION", InvalidTransitionError);
