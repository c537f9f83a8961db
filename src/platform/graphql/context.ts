import type { Actor } from "../mutation/index.ts";
import type { Session } from "../database/index.ts";

import type { Loading } from "./loading.ts";

/** Who asks, as far as the edge must know: for whom it runs, what it may do. */
export interface Caller {
  readonly session: Session;
  readonly actor: Actor;
  readonly scopes: ReadonlySet<string>;
  /** PARTNER sees its own partner's rows alone; VENDOR all. */
  readonly side: "PARTNER" | "VENDOR";
}

/** What every resolver gets. One per request. */
export interface RequestContext {
  /** Null where no token was sent; such a request reaches only what is declared for anyone. */
  readonly caller: Caller | null;
  readonly requestId: string;
  /** The server's time of the request: everything in it happens at this instant. */
  readonly at: Date;
  readonly loading: Loading;
  /** The caller's address, for throttling only. */
  readonly remoteAddress: string;
  /** The header Idempotency-Key; used where the document has exactly one mutation field. */
  readonly idempotencyHeader: string | null;
  /** Set by a mutation that took a key: told back in the response's extensions. */
  idempotency: { readonly key: string; readonly replayed: boolean } | null;
}
