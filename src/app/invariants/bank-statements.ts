import type { Invariant } from "./invariant.ts";

/** What the bank said is kept whole, and each entry of it is what became of its payout, once. */
export const BANK_STATEMENT_INVARIANTS: readonly Invariant[] = [
  {
    name: "bank-statements-are-whole",
    meaning:
      "A bank statement has as many entries as it was imported with, counted from 1, and became of them what it says",
    sql: `
      select statement.id as bank_statement_id
      from bank_statement as statement
      cross join lateral (
        select count(*) as all_count, count(*) filter (where entry.state = 'SETTLED' and entry.decided_at is null) as settled,
          count(*) filter (where entry.state = 'RETURNED' and entry.decided_at is null) as returned,
          count(*) filter (where entry.state = 'REPEATED') as repeated,
          count(*) filter (where entry.state = 'UNMATCHED' or entry.decided_at is not null) as unmatched,
          coalesce(max(entry.position), 0) as last_position
        from bank_entry as entry
        where entry.statement_id = statement.id) as found
      where (statement.entry_count, statement.settled_count, statement.returned_count, statement.repeated_count,
          statement.unmatched_count, statement.entry_count)
        is distinct from (found.all_count, found.settled, found.returned, found.repeated, found.unmatched, found.last_position)`,
  },
  {
    name: "bank-entries-are-what-became-of-payouts",
    meaning:
      "An entry that settled, returned or repeats a payout is of its amount and currency, but for charges, on the day and under the reference that the payout has",
    sql: `
      select entry.id as bank_entry_id, entry.payout_id
      from bank_entry as entry
      left join payout on payout.id = entry.payout_id
      where entry.state in ('SETTLED', 'RETURNED', 'REPEATED') and (
        payout.currency = entry.currency and payout.amount_minor = entry.amount_minor
          + case when entry.direction = 'DEBIT' then -entry.charges_minor else entry.charges_minor end
        and case when entry.direction = 'DEBIT' then
            payout.state in ('PAID', 'RETURNED') and payout.booked_on = entry.booked_on and payout.bank_reference = entry.reference
              and entry.state <> 'RETURNED'
          else payout.state = 'RETURNED' and payout.returned_on = entry.booked_on and payout.return_reference = entry.reference
            and entry.state <> 'SETTLED' end) is distinct from true`,
  },
  {
    name: "bank-charges-are-as-posted",
    meaning:
      "What stands on the accounts of bank charges is what entries of the bank say that it took, entry by entry",
    sql: `
      select coalesce(said.id, posted.id) as bank_entry_id, said.charges_minor, posted.minor
      from (select id, currency, charges_minor from bank_entry where charges_minor <> 0) as said
      full join (
        select txn.source_id as id, line.currency, sum(line.amount_minor) as minor
        from journal_entry as line
        join ledger_account as account on account.id = line.account_id and account.role = 'bank_charges'
        join journal_txn as txn on txn.id = line.txn_id
        group by txn.source_id, line.currency
      ) as posted on posted.id = said.id and posted.currency = said.currency
      where said.charges_minor is distinct from posted.minor`,
  },
  {
    name: "bank-entries-act-once",
    meaning: "A payout is settled by one entry at most, and came back by one at most",
    sql: `
      select entry.payout_id, entry.state, count(*) as entries
      from bank_entry as entry
      where entry.state in ('SETTLED', 'RETURNED')
      group by entry.payout_id, entry.state
      having count(*) > 1`,
  },
];
