import { uuidOf } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";

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
  /** Credits earned after this instant are left out, so that a long file is of one moment. */
  readonly until: Date;
}

const LINES_AT_ONCE = 5_000;

/** The credits, oldest first, in pages: a file of any length takes the memory of one page. */
export async function* creditLines(
  database: Database,
  session: Session,
  filter: CreditLineFilter,
): AsyncGenerator<readonly CreditLine[]> {
  let after: CreditLine | null = null;
  for (;;) {
    const lines: CreditLine[] = await readLines(database, session, filter, after);
    if (lines.length > 0) yield lines;
    if (lines.length < LINES_AT_ONCE) return;
    after = lines.at(-1) ?? null;
  }
}

function readLines(
  database: Database,
  session: Session,
  filter: CreditLineFilter,
  after: CreditLine | null,
): Promise<CreditLine[]> {
  const partner = filter.partnerId === null ? null : uuidOf(filter.partnerId);
  const seal =
    session.role === "partner"
      ? sql`cross join (select null::bigint as seq) as s`
      : sql`
        left join journal_txn as t on t.source_type = 'awd' and t.source_id = k.award_id and t.kind = 'ACCRUE'
        left join journal_seal as s on s.txn_id = t.id`;
  return database.read(
    session,
    sql`
      select k.id, k.award_id, k.partner_id, k.partner_name, k.lead_id, l.external_reference, c.name as company_name,
        k.program_name, k.program_version, k.milestone, k.weight_ppm::integer as weight_ppm, k.award_gross_minor,
        k.share_minor, k.currency, k.state, k.earned_at, k.effective_on, s.seq as posted_seq
      from credit as k
      left join lead as l on l.id = k.lead_id
      left join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
      ${seal}
      where ${ownRows(session, "k")}
        and ${partner === null ? sql`true` : sql`k.partner_id = ${partner}::uuid`}
        and k.earned_at <= ${filter.until}::timestamptz
        and ${after === null ? sql`true` : sql`(k.earned_at, k.id) > (${after.earned_at}::timestamptz, ${after.id}::uuid)`}
      order by k.earned_at, k.id
      limit ${LINES_AT_ONCE}::integer`,
  );
}
