/** The frame of every mutation: one transaction, one idempotency claim, one audit row. */
export { auditRow, recordAudit } from "./audit.ts";
export type { Actor, ActorKind, Call, Done, Outcome } from "./call.ts";
export { once } from "./once.ts";
export { fingerprintOf } from "./fingerprint.ts";
