import type { PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { OverlapQuota } from "../domain/overlap.ts";

/** "OVLP": the locks of this file, apart from all other advisory locks. */
const OVERLAPPING = 0x4f564c50;

/** Days for which the hashes of a list are kept: so long the next ones are held apart from it. */
const KEPT_DAYS = 90;

export interface LockedDay extends OverlapQuota {
  readonly day: string;
}

/** Today's lists of a party, which nobody else sends until the transaction ends. */
export async function lockDay(tx: Transaction, party: PartnerId, at: Date): Promise<LockedDay> {
  const partner = uuidOf(party);
  const locked = tx.read(
    sql`select pg_advisory_xact_lock(${OVERLAPPING}::integer, hashtext(${partner}::text))`,
  );
  // sent together, but run in turn: what is read was committed before the lock
  const read = tx.readOne<{ day: string; lists: number; used: number; resets_at: Date }>(sql`
    select today.day::text as day, p.overlaps_per_day as lists,
      (
        select count(*)::integer
        from overlap_list as l
        where l.partner_id = ${partner}::uuid and l.day = today.day
      ) as used,
      (today.day + 1)::timestamp at time zone p.time_zone as resets_at
    from program as p
    cross join lateral (select (${at}::timestamptz at time zone p.time_zone)::date as day) as today
    where p.is_default`);
  const [, row] = await Promise.all([locked, read]);
  if (!row) throw new Error("there is a default program");
  return { day: row.day, limit: row.lists, used: row.used, resetsAt: row.resets_at };
}

/** What a list comes to, as the jobs' role sees it: numbers, and hashes that say nothing. */
export interface ListLookedAt {
  readonly hashes: readonly string[];
  /** By how many entries it differs from the earlier list that is nearest to it; null where there is none. */
  readonly nearest: number | null;
  readonly customers: number;
  readonly opportunities: number;
}

/** An entry of a list, as it is looked for. */
export interface ListEntry {
  readonly kind: "DOMAIN" | "NAME";
  readonly key: string;
}

type LookedRow = {
  hashes: string[];
  nearest: number | null;
  customers: number;
  opportunities: number;
};

/**
 * Compares a list with the accounts, in one statement that does the same whatever is found. Accounts
 * are counted, once however many entries name one; those of the party's own leads are not, since
 * whoever knows four of five learns of the fifth.
 */
export async function lookAtList(
  database: Database,
  session: Session,
  party: PartnerId,
  entries: readonly ListEntry[],
): Promise<ListLookedAt> {
  const keys = (kind: ListEntry["kind"]) =>
    entries.flatMap((entry) => (entry.kind === kind ? [entry.key] : []));
  const partner = uuidOf(party);
  const row = await database.readOne<LookedRow>(
    session,
    sql`
      with listed as materialized (
        select ('x' || encode(substr(sha256(k.secret || convert_to(entry, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint as hash
        from overlap_key as k
        cross join unnest(${entries.map(({ kind, key }) => `${kind} ${key}`)}::text[]) as entry
      ), found as materialized (
        select known.account_id as id
        from unnest(${keys("DOMAIN")}::text[]) as listed_domain
        join account_key as known on known.key = 'domain:' || listed_domain
        union
        select account.id
        from unnest(${keys("NAME")}::text[]) as listed_name
        join account on account.folded_name = listed_name
      ), counted as materialized (
        select found.id
        from found
        where not exists (
          select
          from account_lead as own
          where own.account_id = found.id and own.partner_id = ${partner}::uuid)
      )
      select
        array(select hash from listed order by hash) as hashes,
        (
          select min(greatest((select count(*) from listed), cardinality(earlier.hashes)) - shared.entries)::integer
          from overlap_list as earlier
          cross join lateral (
            select count(*) as entries
            from unnest(earlier.hashes) as known (hash)
            join listed on listed.hash = known.hash
          ) as shared
          where earlier.partner_id = ${partner}::uuid and earlier.hashes is not null
        ) as nearest,
        (
          select count(*)::integer
          from counted
          where exists (
            select from customer where customer.account_id = counted.id and customer.until is null)
        ) as customers,
        (
          select count(*)::integer
          from counted
          where exists (
            select
            from account_lead as linked
            join lead on lead.partner_id = linked.partner_id and lead.id = linked.lead_id
            where linked.account_id = counted.id and lead.stage = 'OPPORTUNITY')
        ) as opportunities`,
  );
  if (!row) throw new Error("a list comes to something");
  return row;
}

/** Queues that a list was compared, and what is told of it. */
export function queueList(
  tx: Transaction,
  list: {
    readonly party: PartnerId;
    readonly day: string;
    /** Of its day. */
    readonly number: number;
    readonly hashes: readonly string[];
    readonly customers: number;
    readonly opportunities: number;
    readonly at: Date;
    /** As a uuid. */
    readonly by: string;
  },
): void {
  tx.queue(sql`
    insert into overlap_list (partner_id, day, number, entries, customers, opportunities, hashes, counted_at, counted_by)
    values (
      ${uuidOf(list.party)}::uuid,
      ${list.day}::date,
      ${list.number}::integer,
      ${list.hashes.length}::integer,
      ${list.customers}::integer,
      ${list.opportunities}::integer,
      ${list.hashes}::bigint[],
      ${list.at}::timestamptz,
      ${list.by}::uuid
    )`);
}

/** Deletes the hashes of lists that are old enough. */
export async function removeHashes(database: Database, session: Session, at: Date): Promise<void> {
  await database.transaction(session, async (tx) => {
    tx.queue(sql`
      update overlap_list
      set hashes = null
      where hashes is not null and counted_at < ${at}::timestamptz - make_interval(days => ${KEPT_DAYS}::integer)`);
    return null;
  });
}
