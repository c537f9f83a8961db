import type { Clock } from "../platform/clock.ts";
import { systemSession } from "../platform/database/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Logger } from "../platform/logger.ts";

import type { BooksFigures } from "./books-figures.ts";
import { compareBalances, LATE_SECONDS, readBooksStanding } from "./store/books-watch.ts";
import type { BooksStanding } from "./store/books-watch.ts";

export interface WatchBooksDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly books: BooksFigures;
  readonly log: Logger;
}

/**
 * Looks whether postings wait too long for their seal, and what the last comparison of balances found. What is not as it
 * should be is an error in the log, each time that it is looked, and a figure of /metrics. Postings that went to a later
 * month, because their own was shut, are a warning when more have come.
 */
export const watchBooks =
  ({ database, clock, books, log }: WatchBooksDeps) =>
  async (requestId: string): Promise<void> => {
    const standing = await readBooksStanding(database, systemSession(requestId), clock());
    const before = books.counts().late ?? 0;
    books.saw(standing);
    // nothing is wrong with them, and finance wants to know once
    if (standing.late > before) log.warn("books", { note: LATE, count: standing.late });
    for (const [note, count] of faultsOf(standing)) log.error("books", { note, count });
  };

const LATE = "postings of the last day were booked in a later month: their own was shut";

/** Compares the balances with their lines, on the first time of each day (UTC). */
export const compareBooks =
  ({ database, clock }: Pick<WatchBooksDeps, "database" | "clock">) =>
  async (requestId: string): Promise<void> => {
    await compareBalances(database, systemSession(requestId), clock());
  };

/** What is wrong with the books, in words, and how often. */
export function faultsOf({
  unsealed,
  adrift,
  comparedAt,
}: BooksStanding): readonly (readonly [string, number])[] {
  const faults: (readonly [string, number])[] = [];
  if (unsealed > 0)
    faults.push([`postings wait for their seal for more than ${LATE_SECONDS} seconds`, unsealed]);
  if (adrift > 0)
    faults.push([
      `balances were not the sum of their lines at ${comparedAt?.toISOString()}: npm run rebuild-balances`,
      adrift,
    ]);
  return faults;
}
