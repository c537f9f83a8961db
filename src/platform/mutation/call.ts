import type { PartnerId } from "../../kernel/index.ts";
import type { Session } from "../database/index.ts";

/** What kind of caller acts, as the audit names it. */
export const ACTOR_KINDS = ["MEMBER", "API_KEY", "SYSTEM", "ANONYMOUS"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who does it, in the words of audit and events. */
export interface Actor {
  readonly kind: ActorKind;
  /** The membership (for a key: its owner's), as a uuid; null for the anonymous. */
  readonly id: string | null;
  /** The partner acted for; null on the vendor's side. */
  readonly partnerId: PartnerId | null;
}

/** One call of a verb: the command, and all that surrounds it. */
export interface Call<Command> {
  /** The mutation's field name; idempotency keys count within it. */
  readonly mutation: string;
  /** The idempotency key; null where the caller sent none and none is needed. */
  readonly key: string | null;
  /** Of the input as it was sent: the same key with another one is refused. */
  readonly fingerprint: Buffer;
  readonly actor: Actor;
  readonly session: Session;
  /** The server's time at which the call is judged, and which everything it writes carries. */
  readonly at: Date;
  readonly command: Command;
}

/** What a verb did: its kind and ids, never a payload. Stored for replays, so JSON only. */
export interface Outcome {
  readonly kind: string;
  /** The things it was done to or made, for the audit. */
  readonly subjects: readonly string[];
}

/** An outcome, and whether an earlier call with the same key had brought it about. */
export interface Done<O extends Outcome> {
  readonly outcome: O;
  readonly replayed: boolean;
}
