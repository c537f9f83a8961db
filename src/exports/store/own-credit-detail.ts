import { nameAt } from "../../reporting/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";

import {
  amount,
  cellsOf,
  day,
  DECIMALS,
  exponent,
  idColumn,
  instant,
  integer,
  keptUuid,
  percent,
  text,
} from "./cells-of.ts";
import { booked, isPosted, isWhole, POSTED, stateAt } from "./credit-detail.ts";
import type { Cut, Dataset, SystemReads } from "./dataset.ts";

/** Postings that are copied with one statement. */
const POSTINGS_AT_ONCE = 5_000;

const SIGN = sql`case when f.is_reversal then -1 else 1 end`;

/**
 * A partner's own credit detail. It cannot read the books: what was posted of its credits the system tells, page by page; what
 * they say its own session reads, under its own policies. Nothing tells of others: not the whole of an award that it shares,
 * not a place in the chain, and of a lead that it does not see no name.
 */
export function ownCreditDetail(cut: Cut): Dataset {
  if (cut.partnerId === null) throw new Error("a partner's own file is of a partner");
  return {
    columns: COLUMNS,
    amounts: { currency: "currency", minor: "amount_minor" },
    from: sql``,
    pages: (read) => pagesOf(cut, read),
    ledger: isWhole(cut) ? booked(cut) : null,
  };
}

const COLUMNS = [
  exponent(sql`m.exponent`),
  idColumn("credit_id", "crd", sql`k.id`),
  text("kind", sql`case when f.is_reversal then 'REVERSAL' else k.kind end`),
  idColumn("adjusts_credit_id", "crd", sql`k.adjusts_credit_id`),
  text("program_name", sql`k.program_name`),
  integer("program_version", sql`k.program_version`),
  text("milestone", sql`k.milestone`),
  idColumn("lead_id", "lead", sql`l.id`),
  text("lead_external_ref", sql`case when l.id is not null then f.external_reference end`),
  text("customer_name", sql`case when l.id is not null then f.customer_name end`),
  percent("attribution_weight_pct", sql`k.weight_ppm`),
  instant("event_at_utc", sql`k.earned_at`),
  day("effective_date", sql`f.effective_on`),
  day("accounting_date", sql`f.accounting_on`),
  text("period", sql`to_char(f.accounting_on, 'YYYY-MM')`),
  amount(
    "award_gross",
    sql`case when k.weight_ppm = 1000000 then k.award_gross_minor * ${SIGN} end`,
  ),
  amount("amount", sql`k.share_minor * ${SIGN}`),
  text("currency", sql`k.currency`),
  integer("exponent", sql`m.exponent`),
  integer("amount_minor", sql`k.share_minor * ${SIGN}`),
  amount("holdback_amount", sql`k.held_minor * ${SIGN}`),
  text("state", sql`f.state`),
];

/** What the system tells of a posting of a credit. */
type Posted = {
  seq: string;
  id: string;
  is_reversal: boolean;
  accounting_on: string;
  effective_on: string;
  state: string;
  external_reference: string | null;
  customer_name: string | null;
};

async function* pagesOf(cut: Cut, read: SystemReads): AsyncGenerator<Sql> {
  const ownUuid = keptUuid("prt", cut.partnerId ?? "");
  for (let after: Posted | null = null; ;) {
    const page: Posted[] = await read<Posted>(postedOf(cut, after));
    if (page.length > 0) {
      const facts = page.map(({ seq: _place, ...told }, place) => ({ place, ...told }));
      yield copyOf(Buffer.from(JSON.stringify(facts)), ownUuid);
    }
    if (page.length < POSTINGS_AT_ONCE) return;
    after = page.at(-1) ?? null;
  }
}

const postedOf = (cut: Cut, after: Posted | null): Sql => sql`
  select s.seq::text as seq, k.id, o.id is not null as is_reversal, t.accounting_date::text as accounting_on,
    t.effective_date::text as effective_on, ${stateAt(cut)} as state,
    case when l.partner_id = k.partner_id then ${nameAt("lead_reference", sql`k.lead_id`, sql`s.seq`, sql`l.external_reference`)} end
      as external_reference,
    case when l.partner_id = k.partner_id then ${nameAt("company", sql`k.lead_id`, sql`s.seq`, sql`c.name`)} end as customer_name
  ${POSTED}
  left join lead as l on l.id = k.lead_id
  left join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
  where ${isPosted(cut)} and ${after === null ? sql`true` : sql`(s.seq, k.id) > (${after.seq}::bigint, ${after.id}::uuid)`}
  order by s.seq, k.id
  limit ${POSTINGS_AT_ONCE}::integer`;

/** What the partner's own session copies: what is not its own is not there for it. */
const copyOf = (facts: Buffer, ownUuid: string): Sql => sql`
  select ${cellsOf(COLUMNS)}
  from jsonb_to_recordset(convert_from(${facts}::bytea, 'UTF8')::jsonb)
    as f (place integer, id uuid, is_reversal boolean, accounting_on date, effective_on date, state text, external_reference text,
      customer_name text)
  join credit as k on k.id = f.id
  join ${DECIMALS} on m.currency = k.currency
  left join lead as l on l.partner_id = k.partner_id and l.id = k.lead_id
  where k.partner_id = ${ownUuid}::uuid
  order by f.place`;
