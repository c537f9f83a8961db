import type { MigrationInterface, QueryRunner } from "typeorm";

/** What the bank booked of a partner pays a claim once, and nobody says so of a partner for whom they worked. */
export class ARepaymentIsToldOnce1795298400573 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ONCE);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("what was paid back is on record: restore a backup instead");
  }
}

const ONCE = `
create unique index clawback_repayment_once on clawback_repayment (clawback_id, received_on, bank_reference);
`;

const GUARD = `
create or replace function app.guard_clawback_repayment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if app.has_worked_for(new.recorded_by, new.partner_id) then
    raise exception 'nobody says that a partner paid back for whom they worked'
      using errcode = 'BT002', constraint = 'clawback_repayment_by_another';
  end if;
  if new.recorded_by is distinct from app.actor()
    or coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), -1) < 0
  then
    raise exception 'no more is paid back than a partner owes, as who acts says'
      using errcode = 'BT002', constraint = 'clawback_repayment_within_owed';
  end if;
  return null;
end
$$;
`;
