import { sql } from "../../platform/database/index.ts";
import { nameAt } from "../../reporting/index.ts";

import {
  amount,
  day,
  ENTITY_UUID,
  exponent,
  idColumn,
  integer,
  isCut,
  isOfAccount,
  LINES,
  text,
} from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";
import { ACCOUNT_COLUMNS, mappedLine, MAPPED_COLUMNS } from "./mapped-line.ts";
import { profileJournal } from "./profile-journal.ts";

/** The journal, summed up by account role, program and month, or line by line. */
export function glJournal(cut: Cut): Dataset {
  if (cut.profile !== null) return profileJournal(cut, ledgerOf(cut));
  return cut.grain === "DETAIL" ? lineByLine(cut) : summedUp(cut);
}

const amounts = { currency: "currency", minor: "amount_minor" } as const;

const ledgerOf = (cut: Cut) => sql`
  select entry.currency, sum(entry.amount_minor)::text as net
  ${LINES}
  where ${isCut(cut)} and ${isOfAccount(cut)}
  group by entry.currency`;

/** A journal is a month in one currency: debits and credits stay apart, so that its sums are those of the trial balance. */
function summedUp(cut: Cut): Dataset {
  const journal = sql`to_char(summed.month, 'YYYY-MM') || '-' || summed.currency`;
  const line = sql`row_number() over (
    partition by summed.month, summed.currency order by summed.program_id, summed.role, summed.is_credit)`;
  return {
    columns: [
      exponent(sql`m.exponent`),
      text("journal_no", journal),
      integer("line_no", line),
      text("entity", sql`entity.name`),
      day("accounting_date", sql`(summed.month + interval '1 month' - interval '1 day')::date`),
      text("period", sql`to_char(summed.month, 'YYYY-MM')`),
      text("currency", sql`summed.currency`),
      text("account", sql`upper(summed.role)`),
      ...ACCOUNT_COLUMNS,
      amount("debit", sql`case when not summed.is_credit then summed.minor end`),
      amount("credit", sql`case when summed.is_credit then -summed.minor end`),
      integer("amount_minor", sql`summed.minor`),
      idColumn("program_id", "inc", sql`summed.program_id`),
      text(
        "program_name",
        nameAt("incentive_program", sql`summed.program_id`, sql`summed.last_seq`, sql`i.name`),
      ),
      ...MAPPED_COLUMNS,
      integer("source_seq_from", sql`summed.first_seq`),
      integer("source_seq_to", sql`summed.last_seq`),
      text("external_id", sql`'baton-' || ${journal} || '-' || ${line}`),
    ],
    amounts,
    from: sql`
      from (
        select date_trunc('month', t.accounting_date::timestamp)::date as month, entry.currency, account.program_id, account.role,
          entry.amount_minor < 0 as is_credit, sum(entry.amount_minor) as minor, min(s.seq) as first_seq, max(s.seq) as last_seq
        ${LINES}
        where ${isCut(cut)} and ${isOfAccount(cut)}
        group by 1, 2, 3, 4, 5
      ) as summed
      join currency as m on m.code = summed.currency
      join legal_entity as entity on entity.id = ${ENTITY_UUID}
      left join incentive_program as i on i.id = summed.program_id
      ${mappedLine(cut.glMappingId, { role: sql`summed.role`, programId: sql`summed.program_id`, currency: sql`summed.currency` })}
      order by summed.month, summed.currency, summed.program_id, summed.role, summed.is_credit`,
    ledger: ledgerOf(cut),
  };
}

function lineByLine(cut: Cut): Dataset {
  return {
    columns: [
      exponent(sql`m.exponent`),
      integer("journal_no", sql`s.seq`),
      integer("line_no", sql`entry.line_no`),
      text("kind", sql`t.kind`),
      text("entity", sql`entity.name`),
      day("accounting_date", sql`t.accounting_date`),
      day("effective_date", sql`t.effective_date`),
      text("period", sql`to_char(t.accounting_date, 'YYYY-MM')`),
      text("currency", sql`entry.currency`),
      text("account", sql`upper(account.role)`),
      ...ACCOUNT_COLUMNS,
      amount("debit", sql`case when entry.amount_minor > 0 then entry.amount_minor end`),
      amount("credit", sql`case when entry.amount_minor < 0 then -entry.amount_minor end`),
      integer("amount_minor", sql`entry.amount_minor`),
      idColumn("partner_id", "prt", sql`account.partner_id`),
      text("partner_name", nameAt("partner", sql`account.partner_id`, sql`s.seq`, sql`p.name`)),
      idColumn("program_id", "inc", sql`account.program_id`),
      text(
        "program_name",
        nameAt("incentive_program", sql`account.program_id`, sql`s.seq`, sql`i.name`),
      ),
      idColumn("credit_id", "crd", sql`entry.credit_id`),
      ...MAPPED_COLUMNS,
      text("memo", sql`t.memo`),
      integer("reversal_of", sql`reversed.seq`),
      text("external_id", sql`'baton-' || s.seq || '-' || entry.line_no`),
    ],
    amounts,
    from: sql`
      ${LINES}
      join currency as m on m.code = entry.currency
      join legal_entity as entity on entity.id = s.entity_id
      left join partner as p on p.id = account.partner_id
      left join incentive_program as i on i.id = account.program_id
      ${mappedLine(cut.glMappingId, { role: sql`account.role`, programId: sql`account.program_id`, currency: sql`entry.currency` })}
      left join journal_seal as reversed on reversed.txn_id = t.reverses_id
      where ${isCut(cut)} and ${isOfAccount(cut)}
      order by s.seq, entry.line_no`,
    ledger: ledgerOf(cut),
  };
}
