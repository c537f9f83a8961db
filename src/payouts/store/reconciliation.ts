import type { Currency } from "../../kernel/index.ts";
import { isCurrency } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ClearingRole, ClearingStanding } from "../domain/reconciliation.ts";

export interface Standings {
  /** The day, of the books, up to which it is. */
  readonly on: string;
  readonly accounts: readonly ClearingStanding[];
}

/**
 * What stands on the clearing accounts up to a day, and what payouts and the bank say of it, each worked out by itself.
 * A payout counts on the days for which it was posted: of each program's zone, and never before it was sent.
 */
export async function readStandings(
  database: Database,
  session: Session,
  { on, at }: { readonly on: string | null; readonly at: Date },
): Promise<Standings> {
  const rows = await database.read<{
    on_day: string;
    role: ClearingRole | null;
    currency: string | null;
    balance: string;
    open: string;
    open_count: number;
    debits: string;
    credits: string;
    waiting_count: number;
  }>(
    session,
    sql`
      with asked as (
        select entity.id as entity_id, entity.time_zone,
          coalesce(${on}::date, (${at}::timestamptz at time zone entity.time_zone)::date) as on_day
        from legal_entity as entity
        where entity.id = ${DEFAULT_ENTITY_ID}::uuid
      ), part as (
        select payout.id, payout.currency, paid.amount_minor, payout.state,
          (payout.scheduled_at at time zone program.time_zone)::date as scheduled_on,
          (payout.sent_at at time zone program.time_zone)::date as sent_on,
          max((payout.sent_at at time zone program.time_zone)::date) over (partition by payout.id) as all_sent_on,
          payout.booked_on, payout.returned_on,
          case payout.state when 'CANCELLED' then (payout.ended_at at time zone asked.time_zone)::date end as cancelled_on
        from asked
        join payout on payout.method = 'TRANSFER'
        join payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
        join credit on credit.partner_id = paid.partner_id and credit.id = paid.credit_id
        join award on award.id = credit.award_id
        join incentive_program as program on program.id = award.incentive_program_id
      ), open as (
        select case when part.sent_on <= asked.on_day then 'cash_clearing' else 'in_transit' end as role, part.currency,
          sum(part.amount_minor) as minor, count(distinct part.id)::integer as payouts
        from part
        cross join asked
        where part.scheduled_on <= asked.on_day
          and case when part.sent_on <= asked.on_day then
              coalesce(greatest(part.booked_on, part.all_sent_on) > asked.on_day or part.booked_on is null, true)
                and coalesce(greatest(part.returned_on, part.booked_on, part.all_sent_on) > asked.on_day or part.returned_on is null, true)
            else part.cancelled_on is null or greatest(part.cancelled_on, part.scheduled_on) > asked.on_day end
        group by 1, 2
      ), withheld as (
        select payout.id, payout.currency, paid.amount_minor, (payout.scheduled_at at time zone program.time_zone)::date as scheduled_on,
          case payout.state when 'CANCELLED' then (payout.ended_at at time zone asked.time_zone)::date
            when 'RETURNED' then greatest(payout.returned_on, transfer.booked_on, transfer.sent_on)
            else case remittance.state when 'CONFIRMED' then remittance.remitted_on end end as ended_on
        from asked
        join payout on payout.method = 'WITHHOLDING'
        join payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
        join credit on credit.partner_id = paid.partner_id and credit.id = paid.credit_id
        join award on award.id = credit.award_id
        join incentive_program as program on program.id = award.incentive_program_id
        left join tax_remittance as remittance on remittance.id = payout.remittance_id
        left join lateral (
          select part.booked_on, max(part.all_sent_on) as sent_on
          from payout as beside
          join part on part.id = beside.id
          where beside.batch_id = payout.batch_id and beside.partner_id = payout.partner_id and beside.method = 'TRANSFER'
          group by part.booked_on
        ) as transfer on true
      ), owed as (
        select open.role, open.currency, open.minor, open.payouts
        from open
        union all
        select 'wht_payable', withheld.currency, sum(withheld.amount_minor), count(distinct withheld.id)::integer
        from withheld
        cross join asked
        where withheld.scheduled_on <= asked.on_day
          and (withheld.ended_on is null or greatest(withheld.ended_on, withheld.scheduled_on) > asked.on_day)
        group by 2
      ), stands as (
        select account.role, account.currency, -sum(entry.amount_minor) as minor
        from asked
        join ledger_account as account on account.entity_id = asked.entity_id and account.role in ('in_transit', 'cash_clearing', 'wht_payable')
        join journal_entry as entry on entry.account_id = account.id
        join journal_txn as txn on txn.id = entry.txn_id and txn.effective_date <= asked.on_day
        group by 1, 2
      ), waits as (
        select 'cash_clearing' as role, entry.currency, coalesce(sum(entry.amount_minor) filter (where entry.direction = 'DEBIT'), 0) as debits,
          coalesce(sum(entry.amount_minor - app.repaid_of_entry(entry.id)) filter (where entry.direction = 'CREDIT'), 0) as credits, count(*)::integer as entries
        from bank_entry as entry
        cross join asked
        where entry.state = 'UNMATCHED' and entry.booked_on <= asked.on_day
        group by 2
      )
      select asked.on_day::text as on_day, named.role, named.currency, coalesce(stands.minor, 0)::text as balance,
        coalesce(owed.minor, 0)::text as open, coalesce(owed.payouts, 0) as open_count, coalesce(waits.debits, 0)::text as debits,
        coalesce(waits.credits, 0)::text as credits, coalesce(waits.entries, 0) as waiting_count
      from asked
      left join (
        select role, currency from stands union select role, currency from owed union select role, currency from waits
      ) as named on true
      left join stands on stands.role = named.role and stands.currency = named.currency
      left join owed on owed.role = named.role and owed.currency = named.currency
      left join waits on waits.role = named.role and waits.currency = named.currency
      order by named.currency, named.role desc`,
  );
  const [first] = rows;
  if (!first) throw new Error("the books have no entity");
  return {
    on: first.on_day,
    accounts: rows.flatMap((row) =>
      row.role === null || row.currency === null
        ? []
        : [
            {
              ...{ role: row.role, currency: currencyOf(row.currency) },
              ...{ balanceMinor: BigInt(row.balance), openMinor: BigInt(row.open) },
              ...{ openCount: row.open_count, waitingCount: row.waiting_count },
              ...{ waitingDebits: BigInt(row.debits), waitingCredits: BigInt(row.credits) },
            },
          ],
    ),
  };
}

function currencyOf(text: string): Currency {
  if (!isCurrency(text)) throw new Error(`a clearing account is in ${text}`);
  return text;
}
