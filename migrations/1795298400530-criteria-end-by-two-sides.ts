import type { MigrationInterface, QueryRunner } from "typeorm";

/** A set of criteria is retired as it was published: by sales and by marketing, two persons. */
export class CriteriaEndByTwoSides1795298400530 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RETIREMENTS);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("who ended the criteria is not forgotten: restore a backup instead");
  }
}

// What is signed is the end of what stands: behind another publication it is signed anew.
const RETIREMENTS = `
create table criteria_retirement (
  set_id uuid not null,
  last_number integer not null,
  side text not null,
  note text not null,
  signed_at timestamptz(3) not null,
  signed_by uuid not null,
  constraint criteria_retirement_pkey primary key (set_id, last_number, side),
  constraint criteria_retirement_set_fkey foreign key (set_id) references criteria_set (id),
  constraint criteria_retirement_last_number check (last_number >= 0),
  constraint criteria_retirement_side check (side in ('SALES', 'MARKETING')),
  constraint criteria_retirement_note check (char_length(note) between 1 and 2000)
);
call app.give_policies('criteria_retirement', 'vendor_only');
call app.make_append_only('criteria_retirement');
grant select, insert on criteria_retirement to app_vendor;
grant select on criteria_retirement to app_jobs;
comment on table criteria_retirement is 'That somebody of sales, or of marketing, wants a set of criteria to end; with both it is retired';
comment on column criteria_retirement.last_number is 'The highest number that was published of the set when it was signed, 0 where none was: behind another it counts no more';
comment on column criterion.condition is 'In CEL over the facts of a lead: false says that it is not met, whatever was answered; true that it is, where nothing was';
`;

// The set's own after the statement: the second signature and the end are written side by side.
const GUARDS = `
create function app.guard_criteria_retirement()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not app.acts_for(new.signed_by, case new.side when 'SALES' then 'SALES_MANAGER' else 'MARKETING_OPS' end) then
    raise exception 'the end of criteria is signed for sales by a sales manager, and for marketing by marketing'
      using errcode = 'BT002', constraint = 'criteria_retirement_by_side';
  end if;
  if new.last_number <> (
    select coalesce(max(v.number), 0)
    from public.criteria_version as v
    where v.set_id = new.set_id and v.state <> 'DRAFT'
  ) then
    raise exception 'what is signed is the end of what stands'
      using errcode = 'BT002', constraint = 'criteria_retirement_of_what_stands';
  end if;
  if exists (
    select
    from public.criteria_retirement as other
    join public.membership as before on before.id = other.signed_by
    join public.membership as acting on acting.user_id = before.user_id
    where other.set_id = new.set_id and other.last_number = new.last_number and acting.id = new.signed_by
  ) then
    raise exception 'the end of criteria is signed by two persons'
      using errcode = 'BT002', constraint = 'criteria_retirement_two_persons';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_criteria_retirement() from public;
create trigger criteria_retirement_guard before insert on criteria_retirement
for each row execute function app.guard_criteria_retirement();
alter table criteria_retirement enable always trigger criteria_retirement_guard;

create function app.guard_criteria_end()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if (
    select count(*)
    from public.criteria_retirement as signed
    where signed.set_id = new.id and signed.last_number = (
      select coalesce(max(v.number), 0)
      from public.criteria_version as v
      where v.set_id = new.id and v.state <> 'DRAFT')
  ) <> 2 then
    raise exception 'criteria end when sales and marketing have signed it'
      using errcode = 'BT002', constraint = 'criteria_set_ends_by_two_sides';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_criteria_end() from public;
create trigger criteria_set_ends_by_two_sides after update of retired_at on criteria_set
for each row when (new.retired_at is not null) execute function app.guard_criteria_end();
alter table criteria_set enable always trigger criteria_set_ends_by_two_sides;
`;
