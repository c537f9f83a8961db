import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Longer than this no posting waits for its seal. */
export const LATE_SECONDS = 60;

/** How the books stand, as far as somebody has to look at them. */
export interface BooksStanding {
  /** Postings that wait for their seal for too long. */
  readonly unsealed: number;
  /** Postings of the last day that were booked in a later month than their own, which was shut. */
  readonly late: number;
  /** When balances were last compared with their lines; null where never. */
  readonly comparedAt: Date | null;
  /** How many differed then. */
  readonly adrift: number;
}

/** In one statement, of which the queue of the sealer, what came late and one row are read. */
export async function readBooksStanding(
  database: Database,
  session: Session,
  at: Date,
): Promise<BooksStanding> {
  const row = await database.readOne<{
    unsealed: number;
    late: number;
    compared_at: Date | null;
    adrift: number | null;
  }>(
    session,
    sql`
      select waiting.unsealed, shut.late, last.compared_at, last.adrift
      from (
        select count(*)::integer as unsealed
        from journal_unsealed as unsealed
        join journal_txn as txn on txn.id = unsealed.txn_id
        where txn.posted_at < ${at}::timestamptz - interval '1 second' * ${LATE_SECONDS}::integer
      ) as waiting
      cross join (
        select count(*)::integer as late
        from journal_txn as txn
        join accounting_period as own on own.entity_id = txn.entity_id
          and own.starts_on <= txn.effective_date and own.ends_before > txn.effective_date and own.status <> 'open'
        where txn.accounting_date > txn.effective_date
          and txn.posted_at > ${at}::timestamptz - interval '1 day' and txn.posted_at <= ${at}::timestamptz
      ) as shut
      left join (
        select compared_at, adrift::integer
        from balance_comparison
        order by compared_at desc
        limit 1
      ) as last on true`,
  );
  return {
    unsealed: row?.unsealed ?? 0,
    late: row?.late ?? 0,
    comparedAt: row?.compared_at ?? null,
    adrift: row?.adrift ?? 0,
  };
}

/**
 * Compares all balances with their lines and keeps how many differ; null where that was done on this day. Both are read
 * in one statement, so that nothing that is posted meanwhile is half in it.
 */
export function compareBalances(
  database: Database,
  session: Session,
  at: Date,
): Promise<{ readonly accounts: number; readonly adrift: number } | null> {
  return database.readOne<{ accounts: number; adrift: number }>(
    session,
    sql`
      insert into balance_comparison (compared_at, accounts, adrift)
      select ${at}::timestamptz,
        (select count(*) from ledger_account),
        (select count(*) from app.account_balance_drift)
      where not exists (
        select
        from balance_comparison as before
        where before.compared_at >= date_trunc('day', ${at}::timestamptz, 'UTC'))
      on conflict do nothing
      returning accounts::integer, adrift::integer`,
  );
}
