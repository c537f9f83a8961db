import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a deal earns more or less is of the window in which it was earned, also when all of it is taken back. */
export class ChangesAreLimitedToo1795298400350 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RELEASE);
  }

  public async down(): Promise<void> {
    throw new Error("what was limited is not paid after all: restore a backup instead");
  }
}

// A change of an award takes of the window of the award's own day, and gives back to it; of either sign.
const RELEASE = `
create or replace function app.release_caps()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  with taken_back as materialized (
    select award.id, award.incentive_program_id, coalesce(first.effective_on, award.effective_on) as effective_on, award.gross_minor - award.forfeited_minor as minor,
      version.partner_cap_window, version.budget_minor
    from changed as award
    join before on before.id = award.id and before.reversed_at is null
    join public.incentive_program_version as version on version.id = award.version_id
    left join public.award as first on first.id = award.adjusts_award_id
    where award.reversed_at is not null and num_nonnulls(version.partner_cap_window, version.budget_minor) > 0
  ), freed as materialized (
    select bucket.id, sum(credit.share_minor) as minor
    from taken_back
    join public.credit on credit.award_id = taken_back.id
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id
      and bucket.kind = 'PARTNER' and bucket.partner_id = credit.partner_id and bucket.cap_window = taken_back.partner_cap_window
      and bucket.starts_on = date_trunc(lower(taken_back.partner_cap_window), taken_back.effective_on::timestamp)::date
    group by bucket.id
    union all
    select bucket.id, sum(taken_back.minor)
    from taken_back
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id and bucket.kind = 'BUDGET'
    where taken_back.budget_minor is not null
    group by bucket.id
  ), held as materialized (
    select bucket.id
    from public.cap_bucket as bucket
    where bucket.id in (select freed.id from freed where freed.minor <> 0)
    order by bucket.kind = 'BUDGET', bucket.partner_id, bucket.incentive_program_id, bucket.starts_on
    for no key update
  )
  update public.cap_bucket
  set used_minor = used_minor - freed.minor
  from held
  join freed on freed.id = held.id
  where cap_bucket.id = held.id;
  return null;
end
$$;
`;
