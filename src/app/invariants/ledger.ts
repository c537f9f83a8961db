import { ANCHOR_INVARIANTS } from "./anchors.ts";
import type { Invariant } from "./invariant.ts";
import { CHAIN_INVARIANTS } from "./ledger-chain.ts";

/**
 * What the ledger promises, as queries that must return no rows. They share nothing with the
 * functions that post: what these did wrong, or what somebody did past them, shows here. A null
 * where none may be is a fault too, never a pass.
 */
export const LEDGER_INVARIANTS: readonly Invariant[] = [
  {
    name: "ledger-is-visible",
    meaning: "Whoever checks can see the ledger: an empty view of it would pass every other check",
    sql: `
      select entity.id as entity_id
      from legal_entity as entity
      where not exists (select from accounting_period as period where period.entity_id = entity.id)
      union all
      select null
      where not exists (select from legal_entity)`,
  },
  {
    name: "posting-balances",
    meaning: "The lines of each posting sum to zero in each currency",
    sql: `
      select txn_id, currency, sum(amount_minor) as off_by_minor
      from journal_entry
      group by txn_id, currency
      having sum(amount_minor) is distinct from 0 or bool_or(amount_minor is null or currency is null)`,
  },
  {
    name: "posting-has-lines",
    meaning: "Each posting has two lines or more, and each line a posting",
    sql: `
      select txn.id as txn_id, count(entry.txn_id) as lines
      from journal_txn as txn
      left join journal_entry as entry on entry.txn_id = txn.id
      group by txn.id
      having count(entry.txn_id) < 2
      union all
      select entry.txn_id, 0
      from journal_entry as entry
      where not exists (select from journal_txn as txn where txn.id = entry.txn_id)`,
  },
  {
    name: "trial-balance-is-zero",
    meaning: "All lines of an entity sum to zero in each currency",
    sql: `
      select account.entity_id, account.currency, sum(entry.amount_minor) as off_by_minor
      from journal_entry as entry
      left join ledger_account as account on account.id = entry.account_id
      group by account.entity_id, account.currency
      having sum(entry.amount_minor) is distinct from 0`,
  },
  {
    name: "balances-equal-lines",
    meaning:
      "Each account's balance is the sum of its lines (of its sealed lines, where it has no sign)",
    sql: `
      select account_id, counted.minor as lines_minor, balance.balance_minor
      from (
        select entry.account_id, sum(entry.amount_minor) as minor
        from journal_entry as entry
        join ledger_account as account on account.id = entry.account_id
        left join journal_seal as seal on seal.txn_id = entry.txn_id
        where account.balance_sign is distinct from 0 or seal.txn_id is not null
        group by entry.account_id
      ) as counted
      full join account_balance as balance using (account_id)
      where coalesce(counted.minor, 0) is distinct from balance.balance_minor`,
  },
  {
    name: "no-account-overdrawn",
    meaning: "What is owed is never negative: each account keeps to the sign of its role",
    sql: `
      select account.id as account_id, account.role, balance.balance_minor
      from ledger_account as account
      left join account_balance as balance on balance.account_id = account.id
      where (account.balance_sign * balance.balance_minor < 0) is distinct from false
         or balance.balance_sign is distinct from account.balance_sign`,
  },
  {
    name: "account-is-its-identity",
    meaning:
      "An account's id is the hash of entity, role, partner, program, bank account and currency",
    sql: `
      select id as account_id
      from ledger_account
      where id is distinct from encode(substring(sha256(convert_to(
        'baton.account.v1 ' || entity_id || ' ' || role || ' ' || coalesce(partner_id::text, '-') || ' '
          || coalesce(program_id::text, '-') || ' ' || coalesce(bank_account_id::text, '-') || ' ' || currency,
        'UTF8')) from 1 for 16), 'hex')::uuid`,
  },
  {
    name: "line-in-its-entity",
    meaning: "A line's account belongs to its posting's entity and has the line's currency",
    sql: `
      select entry.txn_id, entry.line_no
      from journal_entry as entry
      left join journal_txn as txn on txn.id = entry.txn_id
      left join ledger_account as account on account.id = entry.account_id
      where account.entity_id is null
         or account.entity_id is distinct from txn.entity_id
         or account.currency is distinct from entry.currency`,
  },
  {
    name: "closed-period-stays-closed",
    meaning: "A closed period holds nothing but what was sealed when it was closed",
    sql: `
      select txn.id as txn_id, period.id as period_id, seal.seq
      from journal_txn as txn
      left join accounting_period as period on period.id = txn.period_id
      left join journal_seal as seal on seal.txn_id = txn.id
      where period.id is null
         or period.status is null
         or (period.status = 'closed' and (seal.seq <= period.close_seq) is distinct from true)
      union all
      select null, id, null
      from accounting_period
      where status = 'closed' and close_seq is null`,
  },
  {
    name: "accounting-date-in-period",
    meaning: "A posting's accounting date lies in its period, and the period is its entity's",
    sql: `
      select txn.id as txn_id, txn.accounting_date, period.starts_on
      from journal_txn as txn
      left join accounting_period as period on period.id = txn.period_id
      where (txn.accounting_date >= period.starts_on and txn.accounting_date < period.ends_before) is distinct from true
         or period.entity_id is distinct from txn.entity_id`,
  },
  {
    name: "reversal-mirrors",
    meaning:
      "A reversal is the exact mirror of one earlier posting of its entity that is no reversal itself",
    sql: `
      select reversal.id as txn_id, reversal.reverses_id
      from journal_txn as reversal
      left join journal_txn as original on original.id = reversal.reverses_id
      left join journal_seal as reversal_seal on reversal_seal.txn_id = reversal.id
      left join journal_seal as original_seal on original_seal.txn_id = original.id
      where (reversal.kind = 'REVERSE') is distinct from (reversal.reverses_id is not null)
         or reversal.reverses_id is not null and (
           original.id is null
           or original.reverses_id is not null
           or original.entity_id is distinct from reversal.entity_id
           or (original_seal.seq >= reversal_seal.seq)
           or (original_seal.seq is null and reversal_seal.seq is not null)
           or exists (select from journal_txn as other where other.reverses_id = original.id and other.id <> reversal.id)
           or exists (
             (select account_id, currency, amount_minor, credit_id from journal_entry where txn_id = original.id
               except all
               select account_id, currency, -amount_minor, credit_id from journal_entry where txn_id = reversal.id)
             union all
             (select account_id, currency, -amount_minor, credit_id from journal_entry where txn_id = reversal.id
               except all
               select account_id, currency, amount_minor, credit_id from journal_entry where txn_id = original.id)
           )
         )`,
  },
  ...CHAIN_INVARIANTS,
  ...ANCHOR_INVARIANTS,
];
