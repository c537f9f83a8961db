import type { CellKind } from "../csv-cells.ts";
import { CURRENCIES, exponentOf, uuidOf } from "../../kernel/index.ts";
import type { PartnerId, Prefix } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Database, ExportFile, Session, Sql } from "../../platform/database/index.ts";
import {
  joinSql,
  ownRows,
  sql,
  systemSession,
  trustedText,
} from "../../platform/database/index.ts";

import { isApprovedAt } from "./approved-at.ts";
import { nameAt } from "./name-at.ts";
import type { Watermark } from "./watermark.ts";

export interface CreditLineFilter {
  readonly partnerId: PartnerId | null;
  /** Earned at this instant or later. */
  readonly earnedFrom: Date | null;
  /** Earned before this instant. */
  readonly earnedUntil: Date | null;
}

/** A column of the file: its header, what kind of cell it has, and how the database makes it. */
export interface CreditColumn {
  readonly name: string;
  readonly kind: CellKind;
  readonly cell: Sql;
}

const text = (name: string, cell: Sql): CreditColumn => ({
  name,
  kind: "text",
  // an empty text is written like none; COPY would write it as two quotes
  cell: sql`nullif(${cell}, '')`,
});
const plain = (name: string, cell: Sql): CreditColumn => ({ name, kind: "plain", cell });
const id = (name: string, prefix: Prefix, cell: Sql): CreditColumn => ({
  name,
  kind: { id: prefix },
  cell,
});

const money = (name: string, cell: Sql): CreditColumn => ({ name, kind: "money", cell });

const AWARD_GROSS = money("award_gross", sql`k.award_gross_minor`);

/** Beside its own part the whole would tell a partner what the others' parts were multiplied by. */
const OWN_GROSS = money(
  "award_gross",
  sql`case when k.weight_ppm = 1000000 then k.award_gross_minor end`,
);

const COLUMNS: readonly CreditColumn[] = [
  // a currency that is unknown ends the file with an error, not with an empty cell
  {
    name: "",
    kind: "exponent",
    cell: sql`coalesce(m.exponent, ('unknown currency ' || k.currency)::integer)`,
  },
  id("credit_id", "crd", sql`k.id`),
  text("kind", sql`k.kind`),
  // as of the watermark: what is reversed later leaves the bytes of the file as they were
  text(
    "state",
    sql`case when r.is_reversed then 'REVERSED' when r.is_approved then 'APPROVED' else 'ACCRUED' end`,
  ),
  id("partner_id", "prt", sql`k.partner_id`),
  text("partner_name", sql`k.partner_name`),
  text("program_name", sql`k.program_name`),
  plain("program_version", sql`k.program_version`),
  text("milestone", sql`k.milestone`),
  id("lead_id", "lead", sql`l.id`),
  // as they were called when the credit was sealed; of a lead that the reader does not see, nothing
  text("lead_external_ref", sql`case when l.id is not null then n.external_reference end`),
  text("customer_name", sql`case when l.id is not null then n.customer_name end`),
  { name: "attribution_weight_pct", kind: { decimals: 4 }, cell: sql`k.weight_ppm` },
  AWARD_GROSS,
  money("share_amount", sql`k.share_minor`),
  text("currency", sql`k.currency`),
  plain("exponent", sql`m.exponent`),
  plain("amount_minor", sql`k.share_minor`),
  { name: "event_at_utc", kind: "instant", cell: sql`k.earned_at` },
  plain("effective_date", sql`k.effective_on`),
];

/** What is the vendor's own: the award, and its posting's place in the chain. */
const VENDOR_COLUMNS: readonly CreditColumn[] = [
  id("award_id", "awd", sql`k.award_id`),
  plain("posted_seq", sql`s.seq`),
];

/** The columns of the file that the session may have. */
export const creditColumns = (session: Session): readonly CreditColumn[] =>
  session.role === "partner"
    ? COLUMNS.map((each) => (each === AWARD_GROSS ? OWN_GROSS : each))
    : [...COLUMNS, ...VENDOR_COLUMNS];

/**
 * An award of 0 has no posting that could be sealed. It is in if it was earned this long before
 * the watermark's last posting: far longer than the transaction that earned it can last, so that
 * none comes into a file that has been made.
 */
const NOTHING_EARNED_SETTLES_MS = 5 * 60_000;

/** Credits of a partner that are copied with one statement. */
const LINES_AT_ONCE = 5_000;

/** What of the credits goes into a file: the filter, up to the watermark. */
export interface CreditLines {
  readonly filter: CreditLineFilter;
  readonly watermark: Watermark;
}

/**
 * The credits up to a watermark, oldest first, as CSV without a header. The vendor reads the ledger
 * itself, in one statement. A partner cannot: which of its credits are sealed the system tells, page
 * by page; what they say, its own session reads.
 */
export async function* creditLines(
  database: Database,
  file: ExportFile,
  session: Session,
  lines: CreditLines,
): AsyncGenerator<Buffer> {
  if (session.role !== "partner") {
    yield* file.csv(sql`
      select ${cellsOf(session)}
      from credit as k
      ${SEALS}
      ${reversedBy(lines)}
      ${LEADS}
      ${namesAt(lines)}
      where ${isIn(session, lines)}
      order by k.earned_at, k.id`);
    return;
  }
  let after: SealedCredit | null = null;
  for (;;) {
    const page: SealedCredit[] = await readSealed(database, session, lines, after);
    if (page.length > 0) {
      const reversed = page.filter((credit) => credit.is_reversed).map((credit) => credit.id);
      const approved = page.filter((credit) => credit.is_approved).map((credit) => credit.id);
      const renamed = Buffer.from(JSON.stringify(page.filter((credit) => credit.is_renamed)));
      yield* file.csv(sql`
        select ${cellsOf(session)}
        from credit as k
        cross join lateral (
          select k.id = any(${reversed}::uuid[]) as is_reversed, k.id = any(${approved}::uuid[]) as is_approved
        ) as r
        ${LEADS}
        left join jsonb_to_recordset(convert_from(${renamed}::bytea, 'UTF8')::jsonb)
          as was (id uuid, external_reference text, customer_name text) on was.id = k.id
        cross join lateral (
          select case when was.id is null then l.external_reference else was.external_reference end as external_reference,
            case when was.id is null then c.name else was.customer_name end as customer_name
        ) as n
        where ${ownRows(session, "k")} and k.id = any(${page.map((credit) => credit.id)}::uuid[])
        order by k.earned_at, k.id`);
    }
    if (page.length < LINES_AT_ONCE) return;
    after = page.at(-1) ?? null;
  }
}

const MONEY = CURRENCIES.map((currency) => `('${currency}', ${exponentOf(currency)})`).join(", ");

const LEADS = sql`
  left join lead as l on l.id = k.lead_id
  left join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
  left join (values ${trustedText(MONEY)}) as m (currency, exponent) on m.currency = k.currency`;

/** What a credit's lead and its customer were called when it was sealed; what has no posting, at the watermark. Joins LEADS and SEALS. */
function namesAt({ watermark }: CreditLines): Sql {
  const seq = sql`coalesce(s.seq, ${watermark.seq}::bigint)`;
  return sql`
    cross join lateral (
      select ${nameAt("lead_reference", sql`k.lead_id`, seq, sql`l.external_reference`)} as external_reference,
        ${nameAt("company", sql`k.lead_id`, seq, sql`c.name`)} as customer_name
    ) as n`;
}

const SEALS = sql`
  left join journal_txn as t on t.source_type = 'awd' and t.source_id = k.award_id and t.kind in ('ACCRUE', 'ADJUST', 'TRUE_UP')
  left join journal_seal as s on s.txn_id = t.id and s.entity_id = ${DEFAULT_ENTITY_ID}::uuid`;

/** Whether a credit was reversed, or approved, by the watermark, of a statement that joins SEALS. */
const reversedBy = ({ watermark }: CreditLines): Sql => sql`
  left join (
    select reversal.reverses_id
    from journal_txn as reversal
    join journal_seal as sealed on sealed.txn_id = reversal.id and sealed.entity_id = ${DEFAULT_ENTITY_ID}::uuid
    where reversal.reverses_id is not null and sealed.seq <= ${watermark.seq}::bigint
  ) as v on v.reverses_id = t.id
  cross join lateral (
    select v.reverses_id is not null
      or t.id is null and k.reversed_at is not null and k.reversed_at <= ${nothingUntil(watermark)}::timestamptz as is_reversed,
      ${isApprovedAt(sql`${watermark.seq}::bigint`)} as is_approved
  ) as r`;

/** Until when what has no posting is taken to have been written before the watermark. */
const nothingUntil = (watermark: Watermark): Date =>
  new Date(watermark.posted_at.getTime() - NOTHING_EARNED_SETTLES_MS);

/** Whether a credit is in the file, of a statement that joins SEALS. */
function isIn(session: Session, { filter, watermark }: CreditLines): Sql {
  const given = [
    ownRows(session, "k"),
    sql`(
      s.seq <= ${watermark.seq}::bigint
      or k.award_gross_minor = 0 and k.earned_at <= ${nothingUntil(watermark)}::timestamptz
    )`,
  ];
  if (filter.partnerId) given.push(sql`k.partner_id = ${uuidOf(filter.partnerId)}::uuid`);
  if (filter.earnedFrom) given.push(sql`k.earned_at >= ${filter.earnedFrom}::timestamptz`);
  if (filter.earnedUntil) given.push(sql`k.earned_at < ${filter.earnedUntil}::timestamptz`);
  return joinSql(given, " and ");
}

type SealedCredit = {
  id: string;
  earned_at: Date;
  is_reversed: boolean;
  is_approved: boolean;
  is_renamed: boolean;
  external_reference: string | null;
  customer_name: string | null;
};

function readSealed(
  database: Database,
  session: Session,
  lines: CreditLines,
  after: SealedCredit | null,
): Promise<SealedCredit[]> {
  const next = after
    ? sql`(k.earned_at, k.id) > (${after.earned_at}::timestamptz, ${after.id}::uuid)`
    : sql`true`;
  return database.read(
    systemSession(session.requestId),
    sql`
      select k.id, k.earned_at, r.is_reversed, r.is_approved, n.external_reference, n.customer_name,
        n.external_reference is distinct from l.external_reference or n.customer_name is distinct from c.name as is_renamed
      from credit as k
      ${SEALS}
      ${reversedBy(lines)}
      ${LEADS}
      ${namesAt(lines)}
      where ${isIn(session, lines)} and ${next}
      order by k.earned_at, k.id
      limit ${LINES_AT_ONCE}::integer`,
  );
}

const cellsOf = (session: Session): Sql =>
  joinSql(
    creditColumns(session).map((column) => column.cell),
    ", ",
  );
