import type { RefusalCode } from "../../kernel/index.ts";
import { REFUSALS } from "../../kernel/index.ts";
import { Field, Int, InterfaceType, ObjectType } from "type-graphql";

import { Authenticated } from "./access.ts";
import { describedEnum } from "./described-enum.ts";
import { UrlScalar } from "./scalars.ts";

const UserErrorCode = describedEnum(
  "UserErrorCode",
  "Every way a mutation can say no; further codes may be added",
  REFUSALS,
);

/** What a refusal becomes at the edge. */
@InterfaceType("UserError", {
  description:
    "An expected failure of a mutation that the caller can act on; every member of a payload's errors is one",
})
export abstract class UserError {
  @Field(() => UserErrorCode, { description: "What stands in the way; branch on this" })
  code: RefusalCode;

  @Field(() => String, {
    description:
      "What happened, to which thing, and what would help; English, may be reworded at any time",
  })
  message: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'Which input is at fault, for example ["company", "domain"]; null if no single one',
  })
  path: string[] | null;

  @Field(() => UrlScalar, { description: "The page that explains the code" })
  helpUrl: string;

  @Field(() => Boolean, { description: "True where the very same call may succeed a little later" })
  retryable: boolean;
}

/** A member of payload errors: the plain fields of UserError. Types with more fields extend it. */
@ObjectType("ValidationError", {
  description: "An input is missing, malformed or out of bounds; path says which",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class ValidationError extends UserError {}

@ObjectType("NotFoundError", {
  description:
    "A thing named in the input does not exist, or is not visible to the caller; which of the two is never told",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class NotFoundError extends UserError {}

@ObjectType("IdempotencyError", {
  description: "The idempotency key was used for another input, or its first call is still running",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class IdempotencyError extends UserError {}

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

@ObjectType("ThrottledError", {
  description: "Too many attempts; the same call may succeed after a while",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class ThrottledError extends UserError {
  @Field(() => Int, { description: "How many seconds to wait" })
  retryAfterSeconds: number;
}

@ObjectType("BusinessRuleError", {
  description: "Another expected failure, told by its code alone",
  implements: UserError,
  simpleResolvers: true,
})
@Authenticated()
export class BusinessRuleError extends UserError {}
