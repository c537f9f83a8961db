import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whether a credit is owed by a partner or to it is what stood before its posting is taken back, not what would be left. */
export class WhatStoodSaysWhichWayACreditGoes1795298400504 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(DEPENDANTS);
  }

  public async down(): Promise<void> {
    throw new Error("what the books refuse, they go on refusing: restore a backup instead");
  }
}

// A credit that was earned and then made less would else turn into one that is less than nothing, as what is taken
// back of it is more than it is worth by now; and each currency says for itself which way it goes.
const DEPENDANTS = `
create or replace function app.refuse_live_dependants(reversal uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from (
      select distinct account.id as account_id, account.balance_sign, entry.credit_id, (
        select case when sum(cost.amount_minor) < 0 then -1 else 1 end
        from public.journal_entry as cost
        join public.ledger_account as bearing on bearing.id = cost.account_id
        where cost.credit_id = entry.credit_id and cost.txn_id <> reversal
          and bearing.currency = account.currency and bearing.role in ('expense', 'contract_cost_asset')
      ) as direction
      from public.journal_entry as entry
      join public.ledger_account as account on account.id = entry.account_id
      where entry.txn_id = reversal and account.balance_sign <> 0
    ) as touched
    join public.journal_entry as entry on entry.credit_id = touched.credit_id and entry.account_id = touched.account_id
    group by touched.account_id, touched.balance_sign, touched.credit_id, touched.direction
    having touched.balance_sign * touched.direction * sum(entry.amount_minor) < 0
  ) then
    raise exception 'reversal % is refused: later postings moved the money on', reversal
      using errcode = 'BT004', constraint = 'journal_txn_reverses_last', hint = 'reverse the later postings first';
  end if;
end
$$;
`;
