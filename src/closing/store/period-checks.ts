import type { AccountingPeriodId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { PeriodCheck } from "../domain/period.ts";

export type FoundFaults = { check: PeriodCheck; faults: number };

/**
 * What is wrong with the books of a period, check by check; none of it shares anything with the functions that post. Of
 * balances the last comparison tells, which is made every night: whoever closes waits for no look at all accounts.
 */
export const periodFaults = (id: AccountingPeriodId): Sql => sql`
  with period as (
    select accounting_period.id, accounting_period.entity_id, accounting_period.starts_on, accounting_period.ends_before
    from accounting_period
    where accounting_period.id = ${uuidOf(id)}::uuid
  ), txn as (
    select posted.id, posted.reverses_id, posted.accounting_date
    from journal_txn as posted
    join period on period.id = posted.period_id
  ), lines as (
    select txn.id, entry.currency, sum(entry.amount_minor) as net, count(entry.line_no) as lines
    from txn
    left join journal_entry as entry on entry.txn_id = txn.id
    group by txn.id, entry.currency
  ), found (place, name, faults) as (
    select 1, 'SEALED', (select count(*) from txn where not exists (select from journal_seal as seal where seal.txn_id = txn.id))
    union all
    select 2, 'BALANCED', (select count(*) from lines where coalesce(net, 0) <> 0)
    union all
    select 3, 'COMPLETE', (
      select count(*) from (select from lines group by id having sum(lines.lines) < 2) as short)
    union all
    select 4, 'DATED', (
      select count(*)
      from txn
      cross join period
      where txn.accounting_date < period.starts_on or txn.accounting_date >= period.ends_before)
    union all
    select 5, 'MIRRORED', (
      select count(*)
      from txn
      where txn.reverses_id is not null and exists (
        (select account_id, currency, amount_minor, credit_id from journal_entry where txn_id = txn.reverses_id
          except all
          select account_id, currency, -amount_minor, credit_id from journal_entry where txn_id = txn.id)
        union all
        (select account_id, currency, -amount_minor, credit_id from journal_entry where txn_id = txn.id
          except all
          select account_id, currency, amount_minor, credit_id from journal_entry where txn_id = txn.reverses_id)))
    union all
    select 6, 'BALANCES', coalesce((
      select compared.adrift
      from balance_comparison as compared
      join legal_entity as entity on entity.id = (select period.entity_id from period)
      where compared.compared_at at time zone entity.time_zone >= (select period.ends_before from period)
      order by compared.compared_at desc
      limit 1), 1)
    union all
    select 7, 'SIGNS', (
      select count(*)
      from (
        select account.id
        from ledger_account as account
        join period on period.entity_id = account.entity_id
        join journal_entry as entry on entry.account_id = account.id
        join journal_txn as booked on booked.id = entry.txn_id and booked.accounting_date < period.ends_before
        where account.role in ('contract_cost_asset', 'wht_payable')
        group by account.id, account.role
        having sum(entry.amount_minor) * case account.role when 'wht_payable' then -1 else 1 end < 0
      ) as below)
  )
  select found.name as check, found.faults::integer
  from found
  cross join period
  order by found.place`;
