import type { MigrationInterface, QueryRunner } from "typeorm";

/** The amount of a deal that was won is corrected, and what it earned with it, by the difference. */
export class DealsChange1795298400292 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVE);
    await runner.query(AWARDS);
    await runner.query(CREDITS);
    await runner.query(OUTSTANDING);
    await runner.query(COUNTING);
    await runner.query(NOTING);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned is not dropped: restore a backup instead");
  }
}

const MOVE = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values ('changeDeal', 'WON', 'WON', 'app_vendor', 'DEAL_CHANGED');
`;

// A difference is an award of its own, of either sign: what stands is never changed.
const AWARDS = `
alter table award
  add column adjusts_award_id uuid,
  drop constraint award_kind,
  drop constraint award_amounts,
  add constraint award_kind check (kind in ('AWARD', 'ADJUST')),
  add constraint award_adjusts_fkey foreign key (adjusts_award_id) references award (id),
  add constraint award_adjusts check ((kind = 'ADJUST') = (adjusts_award_id is not null) and adjusts_award_id <> id),
  add constraint award_amounts check (
    case kind
      when 'AWARD' then gross_minor >= 0 and forfeited_minor between 0 and gross_minor
      else gross_minor <> 0 and gate is null and forfeited_minor between least(gross_minor, 0) and greatest(gross_minor, 0)
    end);
create index award_adjusting on award (adjusts_award_id) where adjusts_award_id is not null;
comment on column award.adjusts_award_id is 'Of ADJUST: the award that it changes by its own amount, since what that was computed from was corrected';
`;

const CREDITS = `
alter table credit
  add column kind text not null default 'AWARD',
  add column adjusts_credit_id uuid,
  drop constraint credit_share,
  add constraint credit_kind check (kind in ('AWARD', 'ADJUST')),
  add constraint credit_adjusts_fkey foreign key (partner_id, adjusts_credit_id) references credit (partner_id, id),
  add constraint credit_adjusts check ((kind = 'ADJUST') = (adjusts_credit_id is not null) and adjusts_credit_id <> id),
  add constraint credit_share check (
    case kind
      when 'AWARD' then share_minor between 0 and award_gross_minor
      else share_minor <> 0 and share_minor between least(award_gross_minor, 0) and greatest(award_gross_minor, 0)
    end);
create index credit_adjusting on credit (partner_id, adjusts_credit_id) where adjusts_credit_id is not null;
comment on column credit.adjusts_credit_id is 'Of ADJUST: the credit that it changes by its own amount';
`;

// The account of a partner may bear what one credit cannot. Asked behind the writes of its statement.
const OUTSTANDING = `
create function app.guard_adjustment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if (
    select sum(share_minor)
    from public.credit
    where partner_id = new.partner_id and (id = new.adjusts_credit_id or adjusts_credit_id = new.adjusts_credit_id)
      and reversed_at is null
  ) < 0 then
    raise exception 'a credit is not changed to less than nothing'
      using errcode = 'BT006', constraint = 'credit_outstanding';
  end if;
  if not exists (
    select
    from public.credit
    join public.award as adjusted on adjusted.id = credit.award_id and adjusted.kind = 'AWARD' and adjusted.reversed_at is null
    join public.award as own on own.id = new.award_id and own.adjusts_award_id = adjusted.id
    where credit.partner_id = new.partner_id and credit.id = new.adjusts_credit_id
  ) then
    raise exception 'a credit is changed with its award, while that counts'
      using errcode = 'BT002', constraint = 'credit_adjusts_its_award';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_adjustment() from public;
create trigger credit_adjustment_guard after insert on credit for each row
when (new.kind = 'ADJUST')
execute function app.guard_adjustment();
alter table credit enable always trigger credit_adjustment_guard;
`;

// A change of a credit is no credit more, and its amount is of the month of its own day.
const COUNTING = `
create or replace function app.count_credit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.credit_delta (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(sign * share_minor),
    coalesce(sum(sign) filter (where kind = 'AWARD'), 0)
  from (values
    (1, new.partner_id, new.currency, new.effective_on, new.share_minor, new.reversed_at, new.kind),
    (-1, old.partner_id, old.currency, old.effective_on, old.share_minor, old.reversed_at, old.kind)
  ) as credit (sign, partner_id, currency, effective_on, share_minor, reversed_at, kind)
  where partner_id is not null and reversed_at is null
  group by 1, 2, 3
  having sum(sign * share_minor) <> 0 or coalesce(sum(sign) filter (where kind = 'AWARD'), 0) <> 0;
  return null;
end
$$;

create or replace function app.rebuild_rollups()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.count_all_anew();
  delete from public.credit_month;
  insert into public.credit_month (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(share_minor),
    count(*) filter (where kind = 'AWARD')
  from public.credit
  where reversed_at is null
  group by 1, 2, 3;
  delete from public.funnel_month;
  insert into public.funnel_month (partner_id, program_id, stage, month, implied, entered, advanced)
  select partner_id, program_id, stage, date_trunc('month', day::timestamp)::date, implied, sum(entered), sum(advanced)
  from public.funnel_day
  group by 1, 2, 3, 4, 5;
end
$$;
`;

// What is taken back is told once, of the credit, and not of each of its changes.
const NOTING = `
drop trigger credit_is_told on credit;
create trigger credit_is_told after insert on credit for each row
when (new.share_minor > 0 and new.kind = 'AWARD' and new.earned_at > now() - interval '1 day')
execute function app.note_credit();
drop trigger credit_reversal_is_told on credit;
create trigger credit_reversal_is_told after update of reversed_at on credit for each row
when (old.reversed_at is null and new.reversed_at > now() - interval '1 day' and new.share_minor > 0 and new.kind = 'AWARD')
execute function app.note_reversal();

create function app.note_adjustment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_CHANGED', false, new.partner_id, new.lead_id, new.earned_at);
  return null;
end
$$;
revoke execute on function app.note_adjustment() from public;
create trigger credit_change_is_told after insert on credit for each row
when (new.kind = 'ADJUST' and new.earned_at > now() - interval '1 day')
execute function app.note_adjustment();
`;
