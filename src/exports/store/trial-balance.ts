import { sql } from "../../platform/database/index.ts";
import { nameAt } from "../../reporting/index.ts";

import {
  amount,
  exponent,
  idColumn,
  integer,
  isCut,
  isOfAccount,
  LINES,
  text,
} from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";

/** Accounts that were posted to, with debits and credits, and what both leave. */
export function trialBalance(cut: Cut): Dataset {
  const seq = sql`${cut.seq}::bigint`;
  return {
    columns: [
      exponent(sql`m.exponent`),
      idColumn("account_id", "led", sql`summed.id`),
      text("account", sql`upper(summed.role)`),
      idColumn("partner_id", "prt", sql`summed.partner_id`),
      text("partner_name", nameAt("partner", sql`summed.partner_id`, seq, sql`p.name`)),
      idColumn("program_id", "inc", sql`summed.program_id`),
      text("program_name", nameAt("incentive_program", sql`summed.program_id`, seq, sql`i.name`)),
      amount("debit", sql`summed.debit_minor`),
      amount("credit", sql`summed.credit_minor`),
      amount("balance", sql`summed.debit_minor - summed.credit_minor`),
      text("currency", sql`summed.currency`),
      integer("exponent", sql`m.exponent`),
      integer("amount_minor", sql`summed.debit_minor - summed.credit_minor`),
    ],
    amounts: { currency: "currency", minor: "amount_minor" },
    from: sql`
      from (
        select account.id, account.role, account.partner_id, account.program_id, account.currency,
          coalesce(sum(entry.amount_minor) filter (where entry.amount_minor > 0), 0) as debit_minor,
          coalesce(-sum(entry.amount_minor) filter (where entry.amount_minor < 0), 0) as credit_minor
        ${LINES}
        where ${isCut(cut)} and ${isOfAccount(cut)}
        group by account.id
      ) as summed
      join currency as m on m.code = summed.currency
      left join partner as p on p.id = summed.partner_id
      left join incentive_program as i on i.id = summed.program_id
      order by summed.currency, summed.role, summed.id`,
    ledger: sql`
      select entry.currency, sum(entry.amount_minor)::text as net
      ${LINES}
      where ${isCut(cut)} and ${isOfAccount(cut)}
      group by entry.currency`,
  };
}
