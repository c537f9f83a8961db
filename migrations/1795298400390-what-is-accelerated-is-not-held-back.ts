import type { MigrationInterface, QueryRunner } from "typeorm";

/** A version that pays more for more leads neither holds back what it pays nor takes it back by parts. */
export class WhatIsAcceleratedIsNotHeldBack1795298400390 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(alone(", limited.holdback_ppm, limited.clawback_ppm"));
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(alone(""));
  }
}

const alone = (more: string): string => `
create or replace function app.guard_accelerator_caps()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  version uuid := case tg_table_name when 'incentive_accelerator' then to_jsonb(new) ->> 'version_id' else to_jsonb(new) ->> 'id' end;
begin
  if exists (
    select
    from public.incentive_program_version as limited
    join public.incentive_accelerator as accelerator on accelerator.version_id = limited.id
    where limited.id = version
      and num_nonnulls(limited.lead_cap_minor, limited.partner_cap_minor, limited.budget_minor${more}) > 0
  ) then
    raise exception 'a version that accelerates has no caps, no budget, nothing held back and nothing taken back by parts'
      using errcode = 'BT002', constraint = 'incentive_accelerator_without_caps';
  end if;
  return null;
end
$$;
drop trigger incentive_program_version_without_accelerators on incentive_program_version;
create trigger incentive_program_version_without_accelerators after insert or update on incentive_program_version
for each row
when (num_nonnulls(new.lead_cap_minor, new.partner_cap_minor, new.budget_minor${more.replaceAll("limited.", "new.")}) > 0)
execute function app.guard_accelerator_caps();
`;
