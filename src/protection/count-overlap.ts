import type { PartnerId, Refusal } from "../kernel/index.ts";
import { idOf } from "../kernel/index.ts";
import { foldName, registrableDomain } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseAlike, refuseBeyondQuota, refuseSize, roundedDown } from "./domain/overlap.ts";
import { lockDay, lookAtList, queueList, removeHashes } from "./store/overlap-store.ts";
import type { ListEntry } from "./store/overlap-store.ts";

export interface CountOverlapDeps {
  readonly database: Database;
  readonly isFreeMail: (domain: string) => boolean;
}

export interface CountOverlap {
  /** As they were typed: domains, addresses of the web, names. */
  readonly entries: readonly string[];
}

/** What was told is kept with the key; of the list itself nothing is. */
export interface OverlapCounted extends Outcome {
  readonly kind: "OverlapCounted";
  readonly entries: number;
  readonly customers: number;
  readonly opportunities: number;
}

/**
 * How many companies of a list are known to the vendor, as numbers that are rounded down: neither
 * side's list is shown to the other. A list is long, differs from each that came before, and is one a
 * day. What is kept of it is hashes, for a while.
 */
export const countOverlap = (deps: CountOverlapDeps) => (call: Call<CountOverlap>) =>
  once<CountOverlap, OverlapCounted>(deps.database, call, async (tx) => {
    const { command, actor, session, at } = call;
    if (actor.id === null) throw new Error("somebody sends a list");
    const party = actor.partnerId ?? VENDORS_OWN;
    const entries = entriesOf(command.entries, deps.isFreeMail);
    const today = await lockDay(tx, party, at);
    const refusal = refuseBeyondQuota(today) ?? refuseSize(entries.length);
    if (refusal) return refusal;
    const seen = await lookAtList(deps.database, systemSession(session.requestId), party, entries);
    const alike: Refusal | null = refuseAlike(seen.nearest);
    if (alike) return alike;
    const told = {
      customers: roundedDown(seen.customers),
      opportunities: roundedDown(seen.opportunities),
    };
    const { day, used } = today;
    const { hashes } = seen;
    queueList(tx, { party, day, number: used + 1, hashes, ...told, at, by: actor.id });
    return { kind: "OverlapCounted", entries: entries.length, ...told, subjects: [] };
  });

/** The row of the vendor itself among the partners. */
const VENDORS_OWN: PartnerId = idOf("prt", "01970000-0000-7000-8000-000000000002");

/** What a list names, each company once however it is spelled; what tells none is left out. */
function entriesOf(
  lines: readonly string[],
  isFreeMail: (domain: string) => boolean,
): readonly ListEntry[] {
  const entries = new Map<string, ListEntry>();
  for (const line of lines) {
    const domain = registrableDomain(line);
    const entry: ListEntry =
      domain === null ? { kind: "NAME", key: foldName(line) } : { kind: "DOMAIN", key: domain };
    const tells = domain === null ? entry.key !== "" : !isFreeMail(domain);
    if (tells) entries.set(`${entry.kind} ${entry.key}`, entry);
  }
  return [...entries.values()];
}

/** Deletes what is kept of lists that came long ago. */
export const purgeOverlaps =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }) =>
  (requestId: string): Promise<void> =>
    removeHashes(database, systemSession(requestId), clock());
