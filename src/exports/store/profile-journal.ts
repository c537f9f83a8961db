import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { nameAt } from "../../reporting/index.ts";

import {
  day,
  exponent,
  idColumn,
  integer,
  isCut,
  isOfAccount,
  keptUuid,
  LINES,
  text,
} from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";
import { ACCOUNT_COLUMNS, mappedLine, MAPPED_COLUMNS } from "./mapped-line.ts";

/**
 * The journal for an accounting program: lines journal by journal, those of a currency together. A journal is a month in
 * one currency, or the lines of a posting in one.
 */
export function profileJournal(cut: Cut, ledger: Sql): Dataset {
  const lines = cut.grain === "DETAIL" ? each(cut) : summed(cut);
  return {
    columns: [
      exponent(sql`m.exponent`),
      text("journal_no", sql`lines.journal || '-' || lines.currency`),
      day("accounting_date", sql`lines.accounting_date`),
      text("currency", sql`lines.currency`),
      integer("exponent", sql`m.exponent`),
      text("account", sql`upper(lines.role)`),
      ...ACCOUNT_COLUMNS,
      integer("amount_minor", sql`lines.minor`),
      text("partner_name", nameAt("partner", sql`lines.partner_id`, sql`lines.seq`, sql`p.name`)),
      idColumn("program_id", "inc", sql`lines.program_id`),
      text(
        "program_name",
        nameAt("incentive_program", sql`lines.program_id`, sql`lines.seq`, sql`i.name`),
      ),
      ...MAPPED_COLUMNS,
      text("entity_code", entityCode(cut)),
    ],
    amounts: { currency: "currency", minor: "amount_minor" },
    from: sql`
      from (${lines}) as lines
      join currency as m on m.code = lines.currency
      left join partner as p on p.id = lines.partner_id
      left join incentive_program as i on i.id = lines.program_id
      ${mappedLine(cut.glMappingId, { role: sql`lines.role`, programId: sql`lines.program_id`, currency: sql`lines.currency` })}
      order by lines.currency, lines.at, lines.program_id, lines.role, lines.partner_id, lines.is_credit, lines.line_no`,
    ledger,
  };
}

/** A partner is named on a line where an accounting program asks for the supplier: on what is due to it. */
const partnerOf = ({ profile }: Cut): Sql =>
  profile === "QUICKBOOKS"
    ? sql`case when account.role = 'payable' then account.partner_id end`
    : sql`null::uuid`;

const summed = (cut: Cut): Sql => sql`
  select to_char(by_month.month, 'YYYY-MM') as journal, (by_month.month + interval '1 month' - interval '1 day')::date as accounting_date,
    extract(epoch from by_month.month)::bigint as at, by_month.*, 0 as line_no
  from (
    select date_trunc('month', t.accounting_date::timestamp)::date as month, entry.currency, account.program_id, account.role,
      ${partnerOf(cut)} as partner_id, entry.amount_minor < 0 as is_credit, sum(entry.amount_minor) as minor, max(s.seq) as seq
    ${LINES}
    where ${isCut(cut)} and ${isOfAccount(cut)}
    group by 1, 2, 3, 4, 5, 6
  ) as by_month`;

const each = (cut: Cut): Sql => sql`
  select s.seq::text as journal, t.accounting_date, s.seq as at, entry.currency, account.program_id, account.role, ${partnerOf(cut)} as partner_id,
    entry.amount_minor < 0 as is_credit, entry.amount_minor as minor, s.seq, entry.line_no
  ${LINES}
  where ${isCut(cut)} and ${isOfAccount(cut)}`;

const entityCode = ({ glMappingId }: Cut): Sql =>
  glMappingId === null
    ? sql`null`
    : sql`(select mapping.entity_code from gl_mapping as mapping where mapping.id = ${keptUuid("glm", glMappingId)}::uuid)`;
