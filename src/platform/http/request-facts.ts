import { AsyncLocalStorage } from "node:async_hooks";

import { Departure } from "../departure.ts";
import type { Caller } from "../graphql/index.ts";

/** The operation of a request, as far as it came to be known. */
export interface OperationFacts {
  readonly name: string | null;
  readonly type: string | null;
  /** SHA-256 of the document's text. */
  readonly documentHash: string | null;
}

/** What an operation costs, and what it may. */
export interface CostFacts {
  readonly requested: number;
  readonly limit: number;
}

/** What is learned about a request on its way, for its errors, its log line and the metrics. */
export interface RequestFacts {
  readonly requestId: string;
  caller: Caller | null;
  operation: OperationFacts | null;
  /** True where a query was answered without execution. */
  isDirect: boolean;
  /** Null until the document and its variables were understood. */
  cost: CostFacts | null;
  /** Aborted when the caller hung up before its answer was out. */
  readonly gone: Departure;
  /**
   * Aborted when the caller hung up and nothing was to be done but read: what writes goes on to its
   * end.
   */
  readonly unread: Departure;
  /** The codes of the errors it was answered with. */
  readonly codes: Set<string>;
  /** Causes that stand in the log already: a list of a hundred may fail a hundred times alike. */
  readonly logged: Set<string>;
}

export function newRequestFacts(requestId: string): RequestFacts {
  return {
    requestId,
    caller: null,
    operation: null,
    gone: new Departure(),
    unread: new Departure(),
    isDirect: false,
    cost: null,
    codes: new Set(),
    logged: new Set(),
  };
}

/** Of an operation that only reads: when its caller is gone, so is the need for what it reads. */
export function readsOnly({ gone, unread }: RequestFacts): void {
  const abort = (): void => unread.abort();
  if (gone.aborted) abort();
  else gone.addEventListener("abort", abort);
}

const underway = new AsyncLocalStorage<RequestFacts>();

/**
 * Runs the work with the facts in reach of `currentFacts`. Apollo hands an error to its formatter
 * without the request it belongs to; that is the one use of this.
 */
export function withFacts<Result>(facts: RequestFacts, work: () => Result): Result {
  return underway.run(facts, work);
}

/** The facts of the request under way; null outside of any. */
export function currentFacts(): RequestFacts | null {
  return underway.getStore() ?? null;
}
