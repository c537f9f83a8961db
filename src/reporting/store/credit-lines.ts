import { uuidOf } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { joinSql, ownRows, sql, systemSession } from "../../platform/database/index.ts";

import type { Watermark } from "./watermark.ts";

/** A credit as a line of a file; the sealed number of its posting comes to vendor sessions alone. */
export type CreditLine = {
  id: string;
  award_id: string;
  partner_id: string;
  partner_name: string;
  lead_id: string;
  external_reference: string | null;
  company_name: string | null;
  program_name: string;
  program_version: number;
  milestone: string;
  weight_ppm: number;
  award_gross_minor: bigint;
  share_minor: bigint;
  currency: string;
  state: string;
  earned_at: Date;
  effective_on: string;
  posted_seq: bigint | null;
};

export interface CreditLineFilter {
  readonly partnerId: PartnerId | null;
  /** Earned at this instant or later. */
  readonly earnedFrom: Date | null;
  /** Earned before this instant. */
  readonly earnedUntil: Date | null;
}

type SealedCredit = { id: string; earned_at: Date; posted_seq: bigint | null };

const LINES_AT_ONCE = 5_000;

/**
 * An award of 0 has no posting that could be sealed. It is in if it was earned this long before
 * the watermark's last posting: far longer than the transaction that earned it can last, so that
 * none comes into a file that has been made.
 */
const NOTHING_EARNED_SETTLES_MS = 5 * 60_000;

/**
 * The credits up to a watermark, oldest first, in pages: a file of any length takes the memory of
 * one page. Which they are the system reads from the ledger, for the session's partner alone; what
 * they say, the session reads itself.
 */
export async function* creditLines(
  database: Database,
  session: Session,
  filter: CreditLineFilter,
  watermark: Watermark,
): AsyncGenerator<readonly CreditLine[]> {
  let after: SealedCredit | null = null;
  for (;;) {
    const page: SealedCredit[] = await readSealed(database, session, filter, watermark, after);
    if (page.length > 0) yield await readLines(database, session, page);
    if (page.length < LINES_AT_ONCE) return;
    after = page.at(-1) ?? null;
  }
}

function readSealed(
  database: Database,
  session: Session,
  filter: CreditLineFilter,
  watermark: Watermark,
  after: SealedCredit | null,
): Promise<SealedCredit[]> {
  const nothingUntil = new Date(watermark.posted_at.getTime() - NOTHING_EARNED_SETTLES_MS);
  const given = [ownRows(session, "k")];
  if (filter.partnerId) given.push(sql`k.partner_id = ${uuidOf(filter.partnerId)}::uuid`);
  if (filter.earnedFrom) given.push(sql`k.earned_at >= ${filter.earnedFrom}::timestamptz`);
  if (filter.earnedUntil) given.push(sql`k.earned_at < ${filter.earnedUntil}::timestamptz`);
  if (after) {
    given.push(sql`(k.earned_at, k.id) > (${after.earned_at}::timestamptz, ${after.id}::uuid)`);
  }
  return database.read(
    systemSession(session.requestId),
    sql`
      select k.id, k.earned_at, s.seq as posted_seq
      from credit as k
      left join journal_txn as t on t.source_type = 'awd' and t.source_id = k.award_id and t.kind = 'ACCRUE'
      left join journal_seal as s on s.txn_id = t.id and s.entity_id = ${DEFAULT_ENTITY_ID}::uuid
      where ${joinSql(given, " and ")}
        and (
          s.seq <= ${watermark.seq}::bigint
          or k.award_gross_minor = 0 and k.earned_at <= ${nothingUntil}::timestamptz
        )
      order by k.earned_at, k.id
      limit ${LINES_AT_ONCE}::integer`,
  );
}

async function readLines(
  database: Database,
  session: Session,
  page: readonly SealedCredit[],
): Promise<CreditLine[]> {
  const sealed = new Map(page.map((credit) => [credit.id, credit.posted_seq]));
  const lines = await database.read<Omit<CreditLine, "posted_seq">>(
    session,
    sql`
      select k.id, k.award_id, k.partner_id, k.partner_name, k.lead_id, l.external_reference, c.name as company_name,
        k.program_name, k.program_version, k.milestone, k.weight_ppm::integer as weight_ppm, k.award_gross_minor,
        k.share_minor, k.currency, k.state, k.earned_at, k.effective_on
      from credit as k
      left join lead as l on l.id = k.lead_id
      left join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
      where ${ownRows(session, "k")} and k.id = any(${[...sealed.keys()]}::uuid[])
      order by k.earned_at, k.id`,
  );
  return lines.map((line) => ({ ...line, posted_seq: sealed.get(line.id) ?? null }));
}
