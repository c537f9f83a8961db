import { uuidOf } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { sql, systemSession } from "../../platform/database/index.ts";

/** How far a file reads in the chain of postings: what is sealed later is not in it. */
export type Watermark = {
  /**
   * What the reader is told and gives again: for the vendor the number of the posting in the
   * chain, for a partner the count of its own sealed postings. From numbers of the whole chain a
   * partner could tell how much the others earn.
   */
  mark: bigint;
  /** The number in the chain of the last posting that is in. */
  seq: bigint;
  /** When that one was posted. */
  posted_at: Date;
};

/**
 * The newest watermark, or the one with this mark; null where there is none. Partners cannot read
 * the ledger, so the system reads it for them.
 */
export function readWatermark(
  database: Database,
  session: Session,
  mark: bigint | null,
): Promise<Watermark | null> {
  const { partnerId } = session;
  const postings = partnerId === null ? ALL_POSTINGS : postingsOf(uuidOf(partnerId));
  const wanted = mark === null ? sql`true` : sql`posting.mark = ${mark}::bigint`;
  return database.readOne<Watermark>(
    systemSession(session.requestId),
    sql`
      select posting.mark, posting.seq, posting.posted_at
      from (${postings}) as posting
      where ${wanted}
      order by posting.seq desc
      limit 1`,
  );
}

const ALL_POSTINGS = sql`
  select s.seq as mark, s.seq, t.posted_at
  from journal_seal as s
  join journal_txn as t on t.id = s.txn_id
  where s.entity_id = ${DEFAULT_ENTITY_ID}::uuid`;

function postingsOf(partnerUuid: string): Sql {
  return sql`
    select row_number() over (order by s.seq) as mark, s.seq, t.posted_at
    from credit as k
    join journal_txn as t on t.source_type = 'awd' and t.source_id = k.award_id and t.kind in ('ACCRUE', 'ADJUST', 'TRUE_UP')
    join journal_seal as s on s.txn_id = t.id and s.entity_id = ${DEFAULT_ENTITY_ID}::uuid
    where k.partner_id = ${partnerUuid}::uuid`;
}
