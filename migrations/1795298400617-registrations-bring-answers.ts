import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which criteria count is asked of what a lead is to be, too, so that a registration can answer them. */
export class RegistrationsBringAnswers1795298400617 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(COUNTING);
    await runner.query(OF_LEADS);
  }

  public async down(): Promise<void> {
    throw new Error(
      "what was answered with a registration names its criteria: restore a backup instead",
    );
  }
}

const COUNTING = `
create function app.criteria_counting(the_program uuid, the_kind text, the_lines uuid[], at timestamptz)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select version.id
  from public.criteria_set as held
  left join public.product_line as line on line.id = held.product_line_id
  cross join lateral (
    select begun.id
    from public.criteria_version as begun
    where begun.set_id = held.id and begun.state <> 'DRAFT' and begun.effective_at <= at
    order by begun.effective_at desc
    limit 1
  ) as version
  where (held.program_id is null or held.program_id = the_program)
    and (held.lead_kind is null or held.lead_kind = the_kind)
    and (held.retired_at is null or held.retired_at > at)
    and (held.product_line_id is null or exists (
      select
      from public.product_line as named
      where named.id = any(the_lines) and line.span @> named.span))
  order by num_nonnulls(held.program_id, held.lead_kind, held.product_line_id) desc, held.program_id is not null desc,
    line.id is not null desc, upper(line.span) - lower(line.span), held.id
  limit 1
$$;
revoke execute on function app.criteria_counting(uuid, text, uuid[], timestamptz) from public;
grant execute on function app.criteria_counting(uuid, text, uuid[], timestamptz) to app_partner, app_vendor, app_jobs;
comment on function app.criteria_counting(uuid, text, uuid[], timestamptz) is 'The criteria version that counts for leads of a program, kind and product lines at an instant';
`;

const OF_LEADS = `
create or replace function app.criteria_for(lead_id uuid, at timestamptz)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select app.criteria_counting(lead.program_id, lead.kind, lead.product_line_ids, at)
  from public.lead
  where lead.id = lead_id
$$;
`;
