import type { MigrationInterface, QueryRunner } from "typeorm";

/** The days in which a partner may appeal rest while it is suspended, since it can write nothing then. */
export class AppealsWaitForTheSuspended1795298400322 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RESTED);
    await runner.query(
      guard("app.rested_until(partner_id, coalesce(reversed_at, earned_at), appeal_until)"),
    );
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(guard("appeal_until"));
    await runner.query(`
      drop function app.rested_until(uuid, timestamptz, timestamptz);
      drop policy partner_suspension_partner on partner_suspension;
      drop policy partner_suspension_vendor on partner_suspension;
      revoke select on partner_suspension from app_partner;
      call app.give_policies('partner_suspension', 'vendor_only');`);
  }
}

// a partner reads from when until when it was suspended itself, and counts its days by that
const RESTED = `
drop policy partner_suspension_vendor on partner_suspension;
call app.give_policies('partner_suspension', 'partner_reads');
grant select on partner_suspension to app_partner;
create function app.rested_until(of_partner uuid, since timestamptz, until timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  suspension public.partner_suspension;
begin
  for suspension in
    select *
    from public.partner_suspension as each
    where each.partner_id = of_partner and coalesce(each.ended_at, 'infinity') > since
    order by each.suspended_at
  loop
    exit when suspension.suspended_at >= until;
    until := until + greatest(interval '0',
      coalesce(suspension.ended_at, now()) - greatest(suspension.suspended_at, since));
  end loop;
  return until;
end
$$;
revoke execute on function app.rested_until(uuid, timestamptz, timestamptz) from public;
grant execute on function app.rested_until(uuid, timestamptz, timestamptz) to app_partner, app_vendor, app_jobs;
comment on function app.rested_until(uuid, timestamptz, timestamptz) is
  'When a time of a partner is over that rests while it is suspended; one that had passed by then had its days';
`;

const guard = (until: string): string => `
create or replace function app.guard_reversal_appeal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.opened_by is distinct from app.actor() or not app.is_present(new.opened_at) or not exists (
    select
    from public.credit
    where partner_id = new.partner_id and id = new.credit_id and ${until} > new.opened_at
  ) then
    raise exception 'an appeal is of a credit that was taken back, in time, by whoever makes it'
      using errcode = 'BT002', constraint = 'reversal_appeal_in_time';
  end if;
  return new;
end
$$;
`;
