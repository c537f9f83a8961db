import { uuidOf } from "../kernel/index.ts";
import type { Session } from "../platform/database/index.ts";
import type { Actor } from "../platform/mutation/index.ts";

import type { Viewer } from "./domain/viewer.ts";

/** A call by somebody who is not, or not yet, known. */
export interface AnonymousCall<Command> {
  readonly command: Command;
  readonly at: Date;
  readonly requestId: string;
  /** The network address the call came from, for throttling only. */
  readonly address: string;
}

/** Who nobody is. */
export const ANONYMOUS: Actor = { kind: "ANONYMOUS", id: null, partnerId: null };

/** The viewer as audit and events name it: the member, through which kind of credential. */
export function actorOf(viewer: Viewer): Actor {
  return {
    kind: viewer.keyId === null ? "MEMBER" : "API_KEY",
    id: uuidOf(viewer.memberId),
    partnerId: viewer.partnerId,
  };
}

/** For whom the viewer's transactions run: its side's database role, its partner's rows. */
export function sessionOf(viewer: Viewer, requestId: string): Session {
  return {
    role: viewer.side === "PARTNER" ? "partner" : "vendor",
    partnerId: viewer.partnerId,
    actorId: uuidOf(viewer.memberId),
    requestId,
  };
}
