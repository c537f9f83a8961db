import type { Actor } from "../mutation/index.ts";
import type { Session } from "../database/index.ts";
import type { Watching } from "../live/index.ts";

import type { ApiError } from "./errors.ts";

/** Who asks, as far as the edge must know: for whom it runs, what it may do. */
export interface Caller {
  readonly session: Session;
  readonly actor: Actor;
  readonly scopes: ReadonlySet<string>;
  /** PARTNER sees its own partner's rows alone; VENDOR all. */
  readonly side: "PARTNER" | "VENDOR";
  /** Whether it may send any document, or runs those alone that were stored. */
  readonly documents: "ANY" | "STORED_ONLY";
}

/** A mutation field that was done with a key. */
export interface IdempotentField {
  /** Its name in the response: the alias, where it has one. */
  readonly path: string;
  readonly key: string;
  /** True where the key was used before, and nothing was done again. */
  readonly replayed: boolean;
}

/** What every resolver gets. One per request. */
export interface RequestContext {
  /** Null where no token was sent that opens anything: only what is declared for anyone is reached. */
  readonly caller: Caller | null;
  /** Why the token that was sent opens nothing; told where the request takes one. */
  readonly bearerProblem: ApiError | null;
  readonly requestId: string;
  /** The server's time of the request: everything in it happens at this instant. */
  readonly at: Date;
  /** What was read before execution, by its key at the root. */
  readonly ahead: Map<string, Promise<unknown>>;
  /** What a subscription watches; null in a request. */
  readonly watching: Watching | null;
  /** The caller's address, for throttling only. */
  readonly remoteAddress: string;
  /** The header Idempotency-Key; used where the document has exactly one mutation field. */
  readonly idempotencyHeader: string | null;
  /** Each mutation field that took a key adds itself: told back in the response's extensions. */
  readonly idempotency: IdempotentField[];
}
