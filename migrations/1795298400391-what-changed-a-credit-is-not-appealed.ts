import type { MigrationInterface, QueryRunner } from "typeorm";

/** What only changed a credit is appealed with the credit, unless it is itself a part that was taken back. */
export class WhatChangedACreditIsNotAppealed1795298400391 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(guard("and (kind = 'AWARD' or taken_back_ppm is not null)"));
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(guard(""));
  }
}

const guard = (which: string): string => `
create or replace function app.guard_reversal_appeal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.opened_by is distinct from app.actor() or not app.is_present(new.opened_at) or not exists (
    select
    from public.credit
    where partner_id = new.partner_id and id = new.credit_id ${which}
      and app.rested_until(partner_id, coalesce(reversed_at, earned_at), appeal_until) > new.opened_at
  ) then
    raise exception 'an appeal is of a credit that was taken back, in time, by whoever makes it'
      using errcode = 'BT002', constraint = 'reversal_appeal_in_time';
  end if;
  return new;
end
$$;
`;
