import type { Invariant } from "./invariant.ts";

/** How the books take what a rule pays: as its version says, and never less of it than nothing. */
export const GL_TREATMENT_INVARIANTS: readonly Invariant[] = [
  {
    name: "costs-are-booked-as-promised",
    meaning:
      "What an award was posted to is what the rule of its version says: expense, or contract_cost_asset where it is capitalized",
    sql: `
      select award.id as award_id, txn.id as txn_id, account.role, rule.gl_treatment
      from award
      join journal_txn as txn
        on txn.source_type = 'awd' and txn.source_id = award.id and txn.kind in ('ACCRUE', 'ADJUST', 'TRUE_UP')
      join journal_entry as entry on entry.txn_id = txn.id
      join ledger_account as account on account.id = entry.account_id
      left join incentive_rule as rule on rule.version_id = award.version_id and rule.key = award.rule_key
      where account.role in ('expense', 'contract_cost_asset')
        and account.role is distinct from case coalesce(rule.gl_treatment, 'EXPENSE') when 'CAPITALIZE' then 'contract_cost_asset' else 'expense' end`,
  },
  {
    name: "no-contract-cost-below-nothing",
    meaning: "The cost of contracts that is carried is never less than nothing",
    sql: `
      select account.id as account_id, sum(entry.amount_minor) as minor
      from ledger_account as account
      join journal_entry as entry on entry.account_id = account.id
      where account.role = 'contract_cost_asset'
      group by account.id
      having sum(entry.amount_minor) < 0`,
  },
];
