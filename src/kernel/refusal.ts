/**
 * Every way the business can say no, and what it means. The API's enum and docs/errors.md are
 * written from this list. A code, once published, keeps its meaning.
 */
export const REFUSALS = {
  VALIDATION_FAILED: "An input is missing, malformed or out of bounds; path says which.",
  NOT_FOUND: "There is no such thing, or none that the caller may see.",
  FORBIDDEN: "The caller may see the thing but may not do this to it.",
  LOGIN_REFUSED:
    "E-mail and password open no login at present; which of the two stands in the way is not said.",
  TOKEN_REFUSED: "The token, link or invitation is unknown, used, ended or revoked.",
  THROTTLED: "Too many attempts; try again after retryAfterSeconds.",
  IDEMPOTENCY_KEY_REUSED: "The idempotency key was used before with a different input.",
  BUSY: "Another call holds the same thing; the same call, with the same key, may succeed in a moment.",
  VERSION_CONFLICT: "Somebody changed the thing since the version the caller has read.",
  INVALID_TRANSITION: "The thing's present stage does not allow this move.",
  LEAD_MERGED: "The lead ended and goes on in another one, which the message names.",
  ALREADY_DONE: "What was asked for has been done before, and happens only once.",
  LIMIT_EXCEEDED: "A quota or a limit on size or number would be exceeded.",
  BUSINESS_RULE: "A rule of the business stands in the way; the message names it.",
  DUPLICATE_LEAD: "The partner has an open lead for the same person or company already.",
  EXTERNAL_REFERENCE_IN_USE: "Another lead of the partner carries this external reference.",
  TERMS_NOT_ACCEPTED:
    "The partner has to accept the program's terms in force first; termsNumber says which version.",
  MATCHING_PENDING: "The lead is still being matched against others; try again shortly.",
  CONFLICT_OPEN: "A conflict over the lead has to be decided first.",
  PROSPECT_PROTECTED:
    "The prospect is protected for another lead, or the vendor claims it itself from before.",
  CHECKLIST_INCOMPLETE:
    "The lead's program asks whoever accepts it to confirm more; the message names what.",
  CRITERIA_NOT_MET: "The assessment does not meet the qualification criteria.",
  CRITERIA_OUTDATED: "The criteria version named is not, or no longer, the one in force.",
  PERIOD_CLOSED: "The accounting period is closed; the entry belongs in an open one.",
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/**
 * The business says no: a returned value, never thrown. It rolls back everything the verb wrote and
 * becomes a member of the payload's `errors`. Plain data, so that it survives JSON unchanged.
 */
export type Refusal = {
  readonly refused: true;
  readonly code: RefusalCode;
  /** What happened, to which thing, and what would help. Read by people outside the house. */
  readonly message: string;
  /** The input at fault, such as ["contact", "email"]; null when it is no single input. */
  readonly path: readonly (string | number)[] | null;
  /** Facts a program may act on, such as the present version. JSON values only. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What stands in the way besides, where several inputs are at fault at once. */
  readonly others?: readonly Refusal[];
};

export type RefusalOptions = {
  readonly path?: readonly (string | number)[] | null;
  readonly details?: Readonly<Record<string, unknown>>;
};

export function refuse(code: RefusalCode, message: string, options: RefusalOptions = {}): Refusal {
  return {
    refused: true,
    code,
    message,
    path: options.path ?? null,
    details: options.details ?? {},
  };
}

/** One refusal of several problems, which the caller hears of all at once; null where there is none. */
export function refuseAll([first, ...others]: readonly Refusal[]): Refusal | null {
  if (!first) return null;
  return others.length === 0 ? first : { ...first, others };
}

/** A refusal and all that it says besides, one by one. */
export function allOf({ others = [], ...first }: Refusal): readonly Refusal[] {
  return [first, ...others];
}

/** Tells a refusal from any outcome of a verb; no outcome may have a field `refused`. */
export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === "object" && value !== null && "refused" in value && value.refused === true
  );
}
