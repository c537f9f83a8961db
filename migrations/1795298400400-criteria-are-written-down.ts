import type { MigrationInterface, QueryRunner } from "typeorm";

/** Criteria are drafted, signed by sales and marketing, and count for the leads that their set is for. */
export class CriteriaAreWrittenDown1795298400400 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SETS);
    await runner.query(VERSIONS);
    await runner.query(CRITERIA);
    await runner.query(GUARDS);
    await runner.query(SEEN);
    await runner.query(COUNTING);
  }

  public async down(): Promise<void> {
    throw new Error("by what leads were judged is not forgotten: restore a backup instead");
  }
}

// Of one scope there is one set, so that which criteria count for a lead is never in doubt.
const SETS = `
alter table criteria_set
  add column program_id uuid,
  add column lead_kind text,
  add column product_line_id uuid,
  add column created_by uuid,
  add column retired_at timestamptz(3),
  add column retired_by uuid,
  add column retired_note text,
  add constraint criteria_set_program_fkey foreign key (program_id) references program (id),
  add constraint criteria_set_product_line_fkey foreign key (product_line_id) references product_line (id),
  add constraint criteria_set_lead_kind check (lead_kind in ('NEW_BUSINESS', 'CROSS_SELL', 'UPSELL', 'RENEWAL', 'PRODUCT_QUALIFIED')),
  add constraint criteria_set_name_length check (char_length(name) between 1 and 100),
  add constraint criteria_set_framework_length check (char_length(framework) between 1 and 40),
  add constraint criteria_set_retired check (num_nonnulls(retired_at, retired_by, retired_note) in (0, 3)),
  add constraint criteria_set_retired_note check (char_length(retired_note) between 1 and 2000),
  add constraint criteria_set_of_all_stays check (retired_at is null or num_nonnulls(program_id, lead_kind, product_line_id) > 0);
create unique index criteria_set_one_of_scope on criteria_set (program_id, lead_kind, product_line_id) nulls not distinct
where retired_at is null;
create index criteria_set_of_line on criteria_set (product_line_id);
call app.make_endable('criteria_set', 'retired_at', 'retired_by', 'retired_note');
grant insert (id, name, framework, program_id, lead_kind, product_line_id, created_at, created_by),
  update (retired_at, retired_by, retired_note) on criteria_set to app_vendor;
comment on column criteria_set.program_id is 'Whose leads it is for; null for those of any program, as with the kind and the product line';
comment on column criteria_set.retired_at is 'Since when its leads go by the criteria of the next less particular set';
`;

const VERSIONS = `
alter table criteria_version
  add column program_id uuid,
  add column asked integer not null default 4,
  add column min_points integer,
  add column min_fit integer,
  add column earliest_at timestamptz(3),
  add column findings jsonb not null default '[]',
  add column created_by uuid,
  add column sales_by uuid,
  add column sales_at timestamptz(3),
  add column marketing_by uuid,
  add column marketing_at timestamptz(3),
  add constraint criteria_version_program_fkey foreign key (program_id) references program (id),
  add constraint criteria_version_asked check (asked between 1 and 20),
  add constraint criteria_version_min_points check (min_points between 1 and 2000),
  add constraint criteria_version_min_fit check (min_fit between 1 and 2000),
  add constraint criteria_version_findings check (jsonb_typeof(findings) = 'array'),
  add constraint criteria_version_note check (char_length(change_note) between 1 and 2000),
  add constraint criteria_version_sales check ((sales_by is null) = (sales_at is null)),
  add constraint criteria_version_marketing check ((marketing_by is null) = (marketing_at is null)),
  add constraint criteria_version_two_sides check (state = 'DRAFT' or created_by is null or num_nonnulls(sales_by, marketing_by) = 2),
  add constraint criteria_version_not_past check (effective_at >= sales_at and effective_at >= marketing_at and effective_at >= earliest_at),
  add constraint criteria_version_two_persons check (sales_by <> marketing_by),
  add constraint criteria_version_clean check (state = 'DRAFT' or findings = '[]');
alter table criteria_version alter column asked drop default;
grant insert (id, set_id, program_id, number, state, change_note, created_at, created_by, asked, min_points, min_fit, earliest_at, findings),
  update (state, effective_at, sales_by, sales_at, marketing_by, marketing_at) on criteria_version to app_vendor;
comment on table criteria_version is 'A version of a set, never changed; a draft until somebody of sales and somebody of marketing have signed it. In force is the published one with the latest effective_at that has come';
comment on column criteria_version.program_id is 'That of its set: who does not see the program sees no version';
comment on column criteria_version.asked is 'How many criteria it has';
comment on column criteria_version.min_points is 'What the weights of what is met must add up to; null where that is not asked';
comment on column criteria_version.min_fit is 'The same of the criteria about what the prospect is';
comment on column criteria_version.findings is 'What the reading of the draft found that keeps it from being published';
comment on column criteria_version.created_by is 'Who drafted it; null for the built-in one';
`;

const CRITERIA = `
drop trigger criterion_guard on criterion;
drop function app.guard_criterion();
alter table criterion
  add column labels jsonb not null default '[]',
  add column example text,
  add column weight integer not null default 0,
  add column axis text not null default 'INTENT',
  add column evidence text,
  add column condition text,
  add constraint criterion_labels check (jsonb_typeof(labels) = 'array' and jsonb_array_length(labels) <= 20),
  add constraint criterion_weight check (weight between 0 and 100),
  add constraint criterion_axis check (axis in ('FIT', 'INTENT')),
  add constraint criterion_condition check (char_length(condition) between 1 and 1000);
call app.make_append_only('criterion');
grant insert (version_id, key, position, slot, label, labels, guidance, example, required, weight, axis, evidence, condition)
  on criterion to app_vendor;
comment on column criterion.condition is 'In CEL over the facts of a lead: false says that it is not met, whatever was answered; true that it is';
comment on column criterion.axis is 'FIT: what the prospect is. INTENT: what it wants';
`;

// After the statement: version and criteria are written side by side.
const GUARDS = `
create function app.guard_criteria_asked()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  version constant uuid := case when tg_table_name = 'criterion' then to_jsonb(new) ->> 'version_id' else to_jsonb(new) ->> 'id' end;
begin
  if (select v.asked from public.criteria_version as v where v.id = version)
    is distinct from (select count(*) from public.criterion as c where c.version_id = version)
  then
    raise exception 'a version is written with all of its criteria'
      using errcode = 'BT001', constraint = 'criterion_stands';
  end if;
  if exists (
    select
    from public.criteria_version as v
    join public.criteria_set as held on held.id = v.set_id
    where v.id = version and v.program_id is distinct from held.program_id
  ) then
    raise exception 'a version is of the program of its set'
      using errcode = 'BT001', constraint = 'criteria_version_program';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_criteria_asked() from public;
create trigger criterion_asked after insert on criterion for each row execute function app.guard_criteria_asked();
create trigger criteria_version_asked after insert on criteria_version for each row execute function app.guard_criteria_asked();
alter table criterion enable always trigger criterion_asked;
alter table criteria_version enable always trigger criteria_version_asked;

create function app.acts_for(member uuid, role text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select member is not null and member = app.actor()
    and exists (select from public.membership where id = member and role = any(roles) and deactivated_at is null)
$$;
revoke execute on function app.acts_for(uuid, text) from public;
grant execute on function app.acts_for(uuid, text) to app_vendor;

create or replace function app.guard_criteria_version()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if current_user = 'app_vendor' and (
      new.state <> 'DRAFT' or new.created_by is distinct from app.actor() or num_nonnulls(new.sales_by, new.marketing_by) > 0)
    then
      raise exception 'a criteria version begins as the draft of whoever writes it'
        using errcode = 'BT001', constraint = 'criteria_version_begins_as_draft';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE'
    or to_jsonb(new) - array['state', 'effective_at', 'sales_by', 'sales_at', 'marketing_by', 'marketing_at']
      is distinct from to_jsonb(old) - array['state', 'effective_at', 'sales_by', 'sales_at', 'marketing_by', 'marketing_at']
    or old.sales_by is not null and (new.sales_by, new.sales_at) is distinct from (old.sales_by, old.sales_at)
    or old.marketing_by is not null and (new.marketing_by, new.marketing_at) is distinct from (old.marketing_by, old.marketing_at)
    or old.state <> 'DRAFT' and (new.effective_at, new.sales_by, new.marketing_by)
      is distinct from (old.effective_at, old.sales_by, old.marketing_by)
    or (old.state, new.state) not in (('DRAFT', 'DRAFT'), ('DRAFT', 'PUBLISHED'), ('PUBLISHED', 'PUBLISHED'), ('PUBLISHED', 'RETIRED'), ('RETIRED', 'RETIRED'))
  then
    raise exception 'a criteria version never changes'
      using errcode = 'BT001', constraint = 'criteria_version_stands';
  end if;
  if new.sales_by is distinct from old.sales_by and not app.acts_for(new.sales_by, 'SALES_MANAGER')
    or new.marketing_by is distinct from old.marketing_by and not app.acts_for(new.marketing_by, 'MARKETING_OPS')
  then
    raise exception 'criteria are signed for sales by a sales manager, and for marketing by marketing'
      using errcode = 'BT002', constraint = 'criteria_version_by_side';
  end if;
  if exists (
    select
    from public.membership as one
    join public.membership as other on other.user_id = one.user_id
    where one.id = new.sales_by and other.id = new.marketing_by
  ) then
    raise exception 'criteria are signed by two persons'
      using errcode = 'BT002', constraint = 'criteria_version_two_persons';
  end if;
  if old.state = 'DRAFT' and new.state = 'PUBLISHED' and exists (
    select
    from public.criteria_version as other
    where other.set_id = new.set_id and other.state <> 'DRAFT' and (other.number > new.number or other.effective_at >= new.effective_at)
  ) then
    raise exception 'versions of a set come into force in their order'
      using errcode = 'BT002', constraint = 'criteria_version_in_order';
  end if;
  if new.state is distinct from old.state
    and (new.state = 'RETIRED') <> (select held.retired_at is not null from public.criteria_set as held where held.id = new.set_id)
  then
    raise exception 'the versions of a set are retired with it, and none is published behind that'
      using errcode = 'BT002', constraint = 'criteria_version_of_standing_set';
  end if;
  return new;
end
$$;
drop trigger criteria_version_guard on criteria_version;
create trigger criteria_version_guard before insert or update or delete on criteria_version
for each row execute function app.guard_criteria_version();
alter table criteria_version enable always trigger criteria_version_guard;
`;

const ACTING = "(select nullif(current_setting('app.actor_id', true), '')) is not null";

/** What the vendor's people and jobs see and change, as whoever they are. */
const vendors = (table: string): string => `
drop policy ${table}_vendor on ${table};
create policy ${table}_vendor on ${table} to app_vendor, app_jobs using (${ACTING}) with check (${ACTING});`;

// A partner reads what is published, and nothing of who wrote or signed it.
const SEEN = `
${["criteria_version", "criteria_set", "criterion"].map(vendors).join("")}
drop policy criteria_version_reference on criteria_version;
revoke select on criteria_version from app_partner;
grant select (id, set_id, program_id, number, state, effective_at, change_note, min_points, min_fit, created_at) on criteria_version to app_partner;
create policy criteria_version_partner on criteria_version for select to app_partner
using (${ACTING} and state <> 'DRAFT' and (program_id is null or exists (select from program where program.id = criteria_version.program_id)));
drop policy criteria_set_reference on criteria_set;
revoke select on criteria_set from app_partner;
grant select (id, name, framework, program_id, lead_kind, product_line_id, created_at, retired_at) on criteria_set to app_partner;
create policy criteria_set_partner on criteria_set for select to app_partner
using (${ACTING} and exists (select from criteria_version as version where version.set_id = criteria_set.id));
drop policy criterion_reference on criterion;
create policy criterion_partner on criterion for select to app_partner
using (${ACTING} and exists (select from criteria_version as version where version.id = criterion.version_id));
`;

// The most particular set counts: the one that names most, then its program, then the narrowest line.
const COUNTING = `
create function app.criteria_for(lead_id uuid, at timestamptz)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select version.id
  from public.lead
  join public.criteria_set as held on (held.program_id is null or held.program_id = lead.program_id)
    and (held.lead_kind is null or held.lead_kind = lead.kind)
    and (held.retired_at is null or held.retired_at > at)
  left join public.product_line as line on line.id = held.product_line_id
  cross join lateral (
    select begun.id
    from public.criteria_version as begun
    where begun.set_id = held.id and begun.state <> 'DRAFT' and begun.effective_at <= at
    order by begun.effective_at desc
    limit 1
  ) as version
  where lead.id = lead_id
    and (held.product_line_id is null or exists (
      select
      from public.product_line as named
      where named.id = any(lead.product_line_ids) and line.span @> named.span))
  order by num_nonnulls(held.program_id, held.lead_kind, held.product_line_id) desc, held.program_id is not null desc,
    line.id is not null desc, upper(line.span) - lower(line.span), held.id
  limit 1
$$;
revoke execute on function app.criteria_for(uuid, timestamptz) from public;
grant execute on function app.criteria_for(uuid, timestamptz) to app_partner, app_vendor, app_jobs;
comment on function app.criteria_for(uuid, timestamptz) is 'The criteria version that counts for a lead at an instant';
`;
