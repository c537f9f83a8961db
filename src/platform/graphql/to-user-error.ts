import type { Refusal, RefusalCode } from "../../kernel/index.ts";

import { helpUrl, isRetryable } from "./errors.ts";
import {
  BusinessRuleError,
  IdempotencyError,
  NotFoundError,
  ThrottledError,
  type UserError,
  ValidationError,
  VersionConflictError,
} from "./user-error.ts";

/** The error type of a code, where it has one of its own. */
const CLASS_OF: Partial<Record<RefusalCode, new () => UserError>> = {
  VALIDATION_FAILED: ValidationError,
  NOT_FOUND: NotFoundError,
  IDEMPOTENCY_KEY_REUSED: IdempotencyError,
  THROTTLED: ThrottledError,
  VERSION_CONFLICT: VersionConflictError,
};

/** Lets a module name the type of a code of its own; its extra fields come from the refusal's details. */
export function registerErrorType(code: RefusalCode, type: new () => UserError): void {
  CLASS_OF[code] = type;
}

/** A refusal as a member of a payload's errors. */
export function toUserError(refusal: Refusal): UserError {
  const type = CLASS_OF[refusal.code] ?? BusinessRuleError;
  return Object.assign(new type(), refusal.details, {
    code: refusal.code,
    message: refusal.message,
    path: refusal.path === null ? null : refusal.path.map(String),
    helpUrl: helpUrl(refusal.code),
    retryable: isRetryable(refusal.code),
  });
}
