import type { RefusalCode } from "../kernel/index.ts";
import type { ErrorCode } from "../platform/graphql/index.ts";

/** What a caller does about an error of a request or a field. The compiler asks for every code. */
export const ADVICE_ON_REQUESTS: Readonly<Record<ErrorCode, string>> = {
  UNAUTHENTICATED:
    "Send `Authorization: Bearer …` with an API key or an access token. A token that has ended is replaced by `refreshSession` or `login`.",
  FORBIDDEN:
    "`requiredScopes` lists groups of scopes; all of one group are enough. Leave the field out, or ask for a role or key that has them.",
  BAD_REQUEST: 'Send a POST with `content-type: application/json` and a body `{"query": "…"}`.',
  BAD_USER_INPUT: "The message names the argument. Correct it; sending it again changes nothing.",
  GRAPHQL_PARSE_FAILED: "`locations` points at the place. Correct the document.",
  GRAPHQL_VALIDATION_FAILED: "Compare the document with `/schema.graphql`; names are not guessed.",
  PERSISTED_QUERY_NOT_SUPPORTED: "Switch automatic persisted queries off in the client.",
  LIMIT_EXCEEDED:
    "The message names what was counted and the limit. Ask for smaller pages or split the document.",
  COST_LIMIT_EXCEEDED:
    "`costliestPath` says where most of it is; `smallerPage` gives a `first` with which it would fit. The header `x-cost-only: 1` answers with the cost alone.",
  PERSISTED_DOCUMENT_NOT_FOUND:
    "Store the document with `storeDocuments`, or send its text as `query`.",
  DOCUMENT_NOT_ALLOWED:
    "Store the document with `storeDocuments`, with another key or as an administrator, and send its id.",
  THROTTLED: "Wait as long as the header `Retry-After` says.",
  IDEMPOTENCY_KEY_REQUIRED:
    'Add `@idempotent(key: "…")` to the field with a new UUID; send the same key when you retry.',
  INTERNAL_SERVER_ERROR:
    "Report `extensions.requestId`; the log has the rest. A mutation with a key may be sent again.",
  SERVICE_UNAVAILABLE: "Send the same request again after `Retry-After`; use the same keys.",
  TIMEOUT: "Ask for less, or send the same request again with the same keys.",
};

/** What a caller does about a refusal in a payload. */
export const ADVICE_ON_REFUSALS: Readonly<Record<RefusalCode, string>> = {
  VALIDATION_FAILED: "Correct the input at `path`. All faults of an input come in one answer.",
  NOT_FOUND:
    "Check the id. Another partner's thing is answered exactly like one that is not there.",
  FORBIDDEN: "Ask somebody on the side that may do it.",
  LOGIN_REFUSED: "Check both, wait a quarter of an hour, or ask an administrator for a link.",
  TOKEN_REFUSED: "Log in again, or ask for a new link or invitation.",
  THROTTLED: "Wait `retryAfterSeconds`.",
  IDEMPOTENCY_KEY_REUSED: "A new intent takes a new key. To retry, send the very same input.",
  BUSY: "Send the same call, with the same key, in a moment.",
  VERSION_CONFLICT: "Read the thing again (`currentVersion` tells what it is at) and decide anew.",
  INVALID_TRANSITION: "`currentStage` and `allowedActions` say where it stands and what is open.",
  LEAD_MERGED: "Send the call for `survivorLeadId`, in which the lead goes on.",
  ALREADY_DONE: "Nothing is left to do.",
  LIMIT_EXCEEDED: "The message names the limit.",
  BUSINESS_RULE: "The message names the rule.",
  DUPLICATE_LEAD: "Continue with `existingLeadId`, a lead of your own.",
  EXTERNAL_REFERENCE_IN_USE: "Use another reference, or continue with `existingLeadId`.",
  TERMS_NOT_ACCEPTED:
    "Show the terms of `programId` to somebody of the partner who may accept them, send `acceptTerms` with `termsNumber`, and send the call again.",
  MATCHING_PENDING: "Send the same call again; matching takes seconds.",
  CONFLICT_OPEN:
    "Decide it with `decideConflict`, or with `decideClaimConflict` where it is with a claim of the vendor's own, or reject the lead whose claim does not hold (disqualify it where it was accepted): the conflict then ends by itself. A returned lead still claims.",
  PROSPECT_PROTECTED:
    "The message names the leads that are protected, or the claims of the vendor itself. Reject the lead, or accept it once they have ended.",
  CHECKLIST_INCOMPLETE:
    "The message names the points that are missing. See to them, and send the call again with all keys in `checklist`.",
  CRITERIA_NOT_MET: "The message names what is missing. Nothing was written; send new answers.",
  CRITERIA_OUTDATED: "Read `criteriaFor` of the lead and answer those.",
  PERIOD_CLOSED: "Choose a date in an open period.",
};
