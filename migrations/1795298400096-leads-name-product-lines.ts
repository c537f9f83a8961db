import type { MigrationInterface, QueryRunner } from "typeorm";

/** Leads name product lines, which stand in a tree: what is claimed and protected is these and all beneath. */
export class LeadsNameProductLines1795298400096 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TREE);
    await runner.query(OVERLAP);
    await runner.query(LEADS);
    await runner.query(CLAIMS);
    await runner.query(HOLDS);
    await runner.query(MOVING);
    await runner.query(DIRECT_CLAIMS);
  }

  public async down(): Promise<void> {
    throw new Error("what leads name is not forgotten: restore a backup instead");
  }
}

const ALL = `'01970000-0000-7000-8000-000000000030'`;

// A line has a span of numbers that lies within its parent's: two lines overlap exactly where one is
// beneath the other, whatever is added later. "LINE" is the lock under which the tree is changed.
const TREE = `
alter table product_line
  add column span numrange,
  add column retired_at timestamptz(3),
  add column version integer not null default 1,
  add column created_at timestamptz(3) not null default now(),
  add column updated_at timestamptz(3) not null default now();
update product_line set span = '[0,1)', created_at = '2026-01-01T00:00:00Z', updated_at = '2026-01-01T00:00:00Z' where id = ${ALL};
alter table product_line
  alter column span set not null,
  alter column created_at drop default,
  alter column updated_at drop default,
  add constraint product_line_beneath_all check ((parent_id is null) = (id = ${ALL})),
  add constraint product_line_all_stands check (id <> ${ALL} or retired_at is null and span = '[0,1)'),
  add constraint product_line_span_once unique (span),
  add constraint product_line_depth check (upper(span) - lower(span) >= 1e-24);
create index product_line_of_parent on product_line (parent_id);
create index product_line_by_age on product_line (created_at, id);
grant insert (id, parent_id, name, created_at, updated_at), update (parent_id, name, retired_at, version, updated_at)
  on product_line to app_vendor;
comment on column product_line.span is 'Where it stands in the tree: within the span of the line above; set by the database';

create function app.place_product_line()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  above public.product_line;
  width numeric;
  place integer;
begin
  if tg_op = 'UPDATE' and new.parent_id = old.parent_id then
    return new;
  end if;
  perform pg_advisory_xact_lock(x'4c494e45'::integer, 0);
  select * into above from public.product_line where id = new.parent_id;
  if above.id is null then
    raise exception 'a product line stands beneath another, or beneath all'
      using errcode = 'BT002', constraint = 'product_line_has_parent';
  end if;
  if tg_op = 'UPDATE' and above.span <@ old.span then
    raise exception 'a product line does not stand beneath itself'
      using errcode = 'BT002', constraint = 'product_line_no_circle';
  end if;
  width := (upper(above.span) - lower(above.span)) * 0.001;
  select min(free) into place
  from generate_series(1, 999) as free
  where not exists (
    select
    from public.product_line as sibling
    where sibling.parent_id = above.id and sibling.id <> new.id and lower(sibling.span) = lower(above.span) + free * width
  );
  if place is null then
    raise exception 'a product line has 999 others beneath it at most'
      using errcode = 'BT002', constraint = 'product_line_has_room';
  end if;
  new.span := numrange(lower(above.span) + place * width, lower(above.span) + (place + 1) * width);
  return new;
end
$$;
revoke execute on function app.place_product_line() from public;
create trigger product_line_placed before insert or update of parent_id on product_line for each row
execute function app.place_product_line();
`;

const OVERLAP = `
create function app.scopes_overlap(one uuid[], other uuid[])
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when one && other or one = array[${ALL}::uuid] or other = array[${ALL}::uuid] then true
    else exists (
      select
      from public.product_line as a
      join public.product_line as b on b.span && a.span
      where a.id = any (one) and b.id = any (other))
  end
$$;
revoke execute on function app.scopes_overlap(uuid[], uuid[]) from public;
grant execute on function app.scopes_overlap(uuid[], uuid[]) to app_partner, app_vendor, app_jobs;
comment on function app.scopes_overlap(uuid[], uuid[]) is 'Whether a line of one scope is a line of the other, or beneath or above one';
`;

// Most leads name all lines: for them nothing is checked.
const LEADS = `
alter table program
  add column product_line_ids uuid[],
  add constraint program_product_lines check (cardinality(product_line_ids) > 0);
comment on column program.product_line_ids is 'The lines that its leads may name, with all beneath; null for all';
grant update (product_line_ids) on program to app_vendor;

alter table lead add column product_line_ids uuid[] not null default array[${ALL}::uuid];
grant insert (product_line_ids), update (product_line_ids) on lead to app_partner;
grant update (product_line_ids) on lead to app_vendor;
comment on column lead.product_line_ids is 'The product lines that it is about, none beneath another; each with all beneath it';

create function app.guard_product_lines()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if cardinality(new.product_line_ids) not between 1 and 20
    or new.product_line_ids is distinct from array(
      select distinct named from unnest(new.product_line_ids) as named order by named)
    or exists (
      select
      from unnest(new.product_line_ids) as named
      left join public.product_line as line on line.id = named
      where line.id is null
        -- what goes on in another lead is about what it was about, retired since or not
        or line.retired_at is not null and case tg_op
          when 'INSERT' then new.origin = 'REGISTRATION'
          else named <> all (old.product_line_ids)
        end) then
    raise exception 'a lead names product lines that are sold, each once'
      using errcode = 'BT002', constraint = 'lead_product_lines';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_product_lines() from public;
create trigger lead_names_lines before insert on lead for each row
when (new.product_line_ids <> array[${ALL}::uuid])
execute function app.guard_product_lines();
create trigger lead_names_other_lines before update of product_line_ids on lead for each row
when (new.product_line_ids <> old.product_line_ids and new.product_line_ids <> array[${ALL}::uuid])
execute function app.guard_product_lines();

alter table correction_proposal
  add column product_line_ids uuid[],
  drop constraint correction_proposal_fields,
  add constraint correction_proposal_fields check (
    cardinality(fields) > 0
    and fields <@ array['COMPANY_NAME', 'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID', 'CONTACT_EMAIL', 'CONTACT_PHONE',
      'PRODUCT_LINES']);

alter table information_request
  drop constraint information_request_fields,
  drop constraint information_request_questions,
  add constraint information_request_questions check (
    cardinality(fields) between 1 and 13 and cardinality(questions) = cardinality(fields)),
  add constraint information_request_fields check (
    fields <@ array['COMPANY_NAME', 'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID',
    'CONTACT_NAME', 'CONTACT_EMAIL', 'CONTACT_PHONE', 'CONTACT_JOB_TITLE', 'NOTES', 'ESTIMATED_VALUE', 'CUSTOM_FIELDS',
    'PRODUCT_LINES', 'EVIDENCE']);
`;

// A claim names its line. Where it is not all lines, each line above is marked, once for all claims
// beneath it, so that whoever claims that line meets the mark under the one unique key there is: two
// at once wait for one another, and a claim of all lines costs what it did.
const CLAIMS = `
alter table lead_claim
  alter column lead_id drop not null,
  add column product_line_id uuid not null default ${ALL},
  add column beneath integer not null default 0,
  drop constraint lead_claim_pkey,
  add constraint lead_claim_pkey primary key (partner_id, kind, key, product_line_id),
  add constraint lead_claim_line check (kind = 'COMPANY' or product_line_id = ${ALL}),
  add constraint lead_claim_mark check (beneath >= 0 and (lead_id is null or beneath = 0));
create index lead_claim_of_line on lead_claim (product_line_id) where product_line_id <> ${ALL};
grant insert (product_line_id) on lead_claim to app_partner, app_vendor;
create policy lead_claim_keeping on lead_claim to current_user using (true) with check (true);
create policy lead_claim_is_a_leads on lead_claim as restrictive for insert to app_partner, app_vendor, app_jobs
  with check (lead_id is not null);
comment on column lead_claim.product_line_id is 'The line that is claimed with all beneath it; a person is claimed for all lines';
comment on column lead_claim.beneath is 'Of a mark, which is no lead''s: how many claims there are of lines beneath this one';

drop policy lead_claim_released on lead_claim;
create policy lead_claim_released on lead_claim as restrictive for delete to app_partner, app_vendor, app_jobs
  using (
    exists (
      select
      from lead
      where lead.partner_id = lead_claim.partner_id and lead.id = lead_claim.lead_id
        and (lead.stage in ('WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED', 'MERGED')
          or lead_claim.kind = 'COMPANY' and lead_claim.product_line_id <> all (lead.product_line_ids)))
    or lead_claim.kind = 'EMAIL' and not exists (
      select
      from contact
      where contact.partner_id = lead_claim.partner_id and contact.lead_id = lead_claim.lead_id
        and contact.email_key = lead_claim.key)
    or lead_claim.kind = 'COMPANY' and not exists (
      select
      from company_key
      where company_key.partner_id = lead_claim.partner_id and company_key.lead_id = lead_claim.lead_id
        and company_key.key = lead_claim.key));

create function app.mark_claims_above()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  above uuid[];
  marked integer;
begin
  if tg_op = 'DELETE' then
    update public.lead_claim as mark
    set beneath = mark.beneath - 1
    from public.product_line as line
    join public.product_line as higher on higher.span @> line.span and higher.id <> line.id
    where line.id = old.product_line_id
      and mark.partner_id = old.partner_id and mark.kind = old.kind and mark.key = old.key
      and mark.product_line_id = higher.id and mark.lead_id is null;
    delete from public.lead_claim
    where partner_id = old.partner_id and kind = old.kind and key = old.key and lead_id is null and beneath = 0;
    return null;
  end if;
  above := array(
    select higher.id
    from public.product_line as line
    join public.product_line as higher on higher.span @> line.span and higher.id <> line.id
    where line.id = new.product_line_id
    order by higher.id);
  insert into public.lead_claim as mark (partner_id, kind, key, product_line_id, beneath)
  select new.partner_id, new.kind, new.key, line_id, 1
  from unnest(above) as line_id
  on conflict on constraint lead_claim_pkey do update
  set beneath = mark.beneath + 1
  where mark.lead_id is null;
  get diagnostics marked = row_count;
  if marked < cardinality(above) then
    raise unique_violation using
      message = 'a line above is claimed by another lead of the partner', constraint = 'lead_claim_pkey', table = 'lead_claim';
  end if;
  return null;
end
$$;
revoke execute on function app.mark_claims_above() from public;
create trigger lead_claim_marks_above after insert on lead_claim for each row
when (new.lead_id is not null and new.product_line_id <> ${ALL})
execute function app.mark_claims_above();
create trigger lead_claim_unmarks_above after delete on lead_claim for each row
when (old.lead_id is not null and old.product_line_id <> ${ALL})
execute function app.mark_claims_above();
`;

// A hold is a row per line that its lead names; what lies beneath is within its span, also what is
// added there later. Whoever opens or changes one locks the lines: a line that moves waits.
const HOLDS = `
alter table protection_hold add column span numrange;
update protection_hold set span = '[0,1)';
alter table protection_hold
  alter column span set not null,
  drop constraint protection_hold_one_per_line,
  add constraint protection_hold_one_per_line exclude using gist (
    account_id extension.gist_uuid_ops with =,
    span with &&,
    shared_as extension.gist_uuid_ops with <>,
    period with &&) deferrable initially immediate;
create index protection_hold_of_line on protection_hold (product_line_id);
comment on table protection_hold is 'What a window holds of an account, a row per product line that its lead names, with all beneath: only leads that share the prospect hold at the same time';
comment on column protection_hold.span is 'That of the line';

create function app.hold_lines(of_window uuid, for_account uuid, share uuid, lines uuid[], since timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from public.product_line where id = any (lines) and id <> ${ALL} order by id for share;
  delete from public.protection_hold where window_id = of_window and product_line_id <> all (lines);
  insert into public.protection_hold (window_id, account_id, product_line_id, span, shared_as, period)
  select of_window, for_account, line.id, line.span, share, tstzrange(app.hold_from(for_account, line.span, since), null)
  from public.product_line as line
  where line.id = any (lines)
    and not exists (
      select
      from public.protection_hold as held
      where held.window_id = of_window and held.product_line_id = line.id);
end
$$;

create function app.hold_from(for_account uuid, of_span numrange, since timestamptz)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  -- a claim may be older than the end of what others held; of that time it is not told
  select greatest(since, (
    select max(upper(other.period))
    from public.protection_hold as other
    where other.account_id = for_account and other.span && of_span and not upper_inf(other.period)))
$$;
revoke execute on function app.hold_lines(uuid, uuid, uuid, uuid[], timestamptz) from public;
revoke execute on function app.hold_from(uuid, numrange, timestamptz) from public;

create or replace function app.keep_holds()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  linked record;
begin
  if tg_op = 'UPDATE' then
    update public.protection_hold
    set period = tstzrange(lower(period), greatest(lower(period), new.ended_at))
    where window_id = new.id;
    return null;
  end if;
  select account.account_id, coalesce(shared.group_id, new.id) as share, lead.product_line_ids as lines into linked
  from public.account_lead as account
  join public.lead on lead.partner_id = account.partner_id and lead.id = account.lead_id
  left join public.shared_prospect as shared on shared.partner_id = account.partner_id and shared.lead_id = account.lead_id
  where account.partner_id = new.partner_id and account.lead_id = new.lead_id;
  if not found then
    raise exception 'lead % is protected for no account', new.lead_id
      using errcode = 'BT002', constraint = 'protection_window_has_account';
  end if;
  perform app.hold_lines(new.id, linked.account_id, linked.share, linked.lines, new.protected_from);
  return null;
end
$$;

create function app.hold_other_lines()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.hold_lines(held.window_id, held.account_id, held.shared_as, new.product_line_ids, new.updated_at)
  from (
    select distinct on (hold.window_id) hold.window_id, hold.account_id, hold.shared_as
    from public.protection_window as standing
    join public.protection_hold as hold on hold.window_id = standing.id
    where standing.partner_id = new.partner_id and standing.lead_id = new.id and standing.ended_at is null
    order by hold.window_id
  ) as held;
  return null;
end
$$;
revoke execute on function app.hold_other_lines() from public;
-- while it is in review its partner may name other lines at once, and must not hear what others hold:
-- its hold follows when it is accepted again
create trigger lead_holds_other_lines after update of product_line_ids, stage on lead for each row
when (new.stage in ('SAL', 'SQL', 'OPPORTUNITY')
  and (new.product_line_ids <> old.product_line_ids or old.stage in ('SUBMITTED', 'MQL')))
execute function app.hold_other_lines();
`;

// What stands beneath a line that is moved moves along, and so do the holds and claims of all of
// these. Where two would come to hold one line the move is refused by the same two guards.
const MOVING = `
create function app.move_what_is_beneath()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  ratio constant numeric := (upper(new.span) - lower(new.span)) / (upper(old.span) - lower(old.span));
  moved uuid[];
begin
  update public.product_line as line
  set span = numrange(
    lower(new.span) + (lower(line.span) - lower(old.span)) * ratio,
    lower(new.span) + (upper(line.span) - lower(old.span)) * ratio)
  where line.span <@ old.span and line.id <> new.id;
  moved := array(select id from public.product_line where span <@ new.span);

  update public.protection_hold as hold
  set span = line.span,
    period = tstzrange(app.hold_from(hold.account_id, line.span, lower(hold.period)), null)
  from public.product_line as line
  where line.id = hold.product_line_id and line.id = any (moved) and upper_inf(hold.period);

  lock table public.lead_claim in share row exclusive mode;
  delete from public.lead_claim as mark
  using public.lead_claim as claim
  where claim.product_line_id = any (moved) and claim.lead_id is not null
    and mark.partner_id = claim.partner_id and mark.kind = claim.kind and mark.key = claim.key and mark.lead_id is null;
  insert into public.lead_claim (partner_id, kind, key, product_line_id, beneath)
  select claim.partner_id, claim.kind, claim.key, higher.id, count(*)
  from public.lead_claim as claim
  join public.product_line as line on line.id = claim.product_line_id
  join public.product_line as higher on higher.span @> line.span and higher.id <> line.id
  where claim.lead_id is not null
    and exists (
      select
      from public.lead_claim as touched
      where touched.partner_id = claim.partner_id and touched.kind = claim.kind and touched.key = claim.key
        and touched.product_line_id = any (moved) and touched.lead_id is not null)
  group by claim.partner_id, claim.kind, claim.key, higher.id;
  return null;
end
$$;
revoke execute on function app.move_what_is_beneath() from public;
create trigger product_line_moved after update of parent_id on product_line for each row
when (new.span <> old.span)
execute function app.move_what_is_beneath();
`;

const DIRECT_CLAIMS = `
alter table direct_claim
  add column product_line_ids uuid[] not null default array[${ALL}::uuid],
  add constraint direct_claim_lines check (cardinality(product_line_ids) between 1 and 20);
alter table lead_check add column product_line_ids uuid[] not null default array[${ALL}::uuid];
comment on column lead_check.product_line_ids is 'The product lines that it was asked for';
comment on column direct_claim.product_line_ids is 'The product lines for which the vendor claims the prospect, each with all beneath it';
`;
