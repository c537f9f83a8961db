import type { MigrationInterface, QueryRunner } from "typeorm";

/** Where a rule asks for a form that is not there, its partner is held until it is: by the system, both ways. */
export class MissingTaxFormsHold1795298400569 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MISSING);
    await runner.query(HOLDS);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what is held is not let go by itself: restore a backup instead");
  }
}

// A sum in another currency than the rule's counts from the first cent: no rate is found that could be argued with.
// What goes to no account is not paid to anybody.
const MISSING = `
create function app.tax_rule_of(the_partner uuid, the_year integer)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select rule.id
  from public.tax_rule as rule
  where rule.state = 'IN_FORCE' and rule.year <= the_year and rule.country = coalesce(
    (select profile.country from public.tax_profile as profile where profile.partner_id = the_partner and profile.state = 'VERIFIED'),
    (select partner.country from public.partner where partner.id = the_partner))
  order by rule.year desc
  limit 1
$$;
revoke execute on function app.tax_rule_of(uuid, integer) from public;
grant execute on function app.tax_rule_of(uuid, integer) to app_vendor, app_jobs;
comment on function app.tax_rule_of(uuid, integer) is
  'The tax_rule that counts for a partner in a year: of the country of its verified profile, else of its own, the latest up to then';

create function app.taxed_sums(the_partner uuid, the_year integer)
returns table (currency text, minor numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select each.currency, sum(each.minor)
  from (
    select payout.currency, payout.amount_minor::numeric as minor
    from public.payout
    where payout.partner_id = the_partner and (
      payout.state in ('SCHEDULED', 'SENT') and payout.account_id is not null
      or payout.state = 'PAID' and payout.booked_on >= make_date(the_year, 1, 1) and payout.booked_on < make_date(the_year + 1, 1, 1))
    union all
    select account.currency, -balance.balance_minor
    from public.ledger_account as account
    join public.account_balance as balance on balance.account_id = account.id
    where account.partner_id = the_partner and account.role = 'payable'
  ) as each
  group by each.currency
  having sum(each.minor) > 0
$$;
revoke execute on function app.taxed_sums(uuid, integer) from public;
grant execute on function app.taxed_sums(uuid, integer) to app_vendor, app_jobs;
comment on function app.taxed_sums(uuid, integer) is
  'By currency what was paid to a partner in a calendar year, by the days of the bank, with what is payable or on its way by now';

create function app.missing_tax_form(the_partner uuid, the_day date)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select rule.id
  from public.tax_rule as rule
  where rule.id = app.tax_rule_of(the_partner, extract(year from the_day)::integer) and cardinality(rule.forms) > 0
    and not exists (
      select
      from public.tax_form as form
      where form.partner_id = the_partner and form.state = 'ACCEPTED' and coalesce(form.last_valid_on, 'infinity') >= the_day
        and (form.kind = any(rule.forms) or form.kind = 'NONE_NEEDED'))
    and exists (
      select
      from app.taxed_sums(the_partner, extract(year from the_day)::integer) as taxed
      where taxed.minor >= case taxed.currency when rule.currency then rule.threshold_minor else 0 end)
$$;
revoke execute on function app.missing_tax_form(uuid, date) from public;
grant execute on function app.missing_tax_form(uuid, date) to app_vendor, app_jobs;
comment on function app.missing_tax_form(uuid, date) is
  'The tax_rule that asks a form of a partner, which is not there on a day; null where none is missing';
create index payout_paid_on on payout (booked_on) where state = 'PAID';
`;

const HOLDS = `
alter table credit_hold
  add column tax_rule_id uuid,
  add constraint credit_hold_tax_rule_fkey foreign key (tax_rule_id) references tax_rule (id),
  add constraint credit_hold_by_tax_rule check (
    tax_rule_id is null
      or (kind = 'TAX_FORM' and credit_id is null and placed_by = '01970000-0000-7000-8000-00000000000a'));
create unique index credit_hold_one_missing_form on credit_hold (partner_id) where tax_rule_id is not null and released_at is null;
grant insert (tax_rule_id) on credit_hold to app_vendor;
comment on column credit_hold.tax_rule_id is 'The rule that asks for the form with which it ends; null where two persons let it go';
comment on table credit_hold is 'Why a credit, or all of a partner, is neither approved nor paid: several may hold at once, and each is let go by two persons, or ends with the dispute that placed it, or with the tax form that was missing';
`;

const GUARDS = `
create or replace function app.guard_credit_hold()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform app.await_credit_of(new.partner_id);
    if new.released_at is not null or new.placed_by is distinct from app.actor() then
      raise exception 'a hold is placed by who acts, and holds until it is let go'
        using errcode = 'BT002', constraint = 'credit_hold_begins';
    end if;
    if new.statement_dispute_id is not null then
      if not exists (
        select
        from public.statement_dispute as dispute
        where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state = 'OPEN'
          and dispute.hold_id = new.id and dispute.held_credit_id = new.credit_id
      ) then
        raise exception 'a dispute of a line holds the credit that it names'
          using errcode = 'BT002', constraint = 'credit_hold_of_dispute';
      end if;
      return new;
    end if;
    if new.tax_rule_id is not null
      and new.tax_rule_id is distinct from app.missing_tax_form(new.partner_id, (new.placed_at at time zone 'UTC')::date)
    then
      raise exception 'a tax rule holds where the form that it asks for is missing'
        using errcode = 'BT002', constraint = 'credit_hold_of_missing_form';
    end if;
    if new.credit_id is not null and not exists (
      select
      from public.credit
      where credit.partner_id = new.partner_id and credit.id = new.credit_id and credit.kind <> 'ADJUST'
        and credit.reversed_at is null
    ) then
      raise exception 'what is held is a credit that counts, with all that changes it'
        using errcode = 'BT002', constraint = 'credit_hold_of_credit';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor earns nothing that could be held'
        using errcode = 'BT002', constraint = 'credit_hold_of_partner_only';
    end if;
    return new;
  end if;
  if new.statement_dispute_id is not null then
    if not exists (
      select
      from public.statement_dispute as dispute
      where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state <> 'OPEN'
        and dispute.ended_at = new.released_at and dispute.ended_by = new.released_by
    ) then
      raise exception 'what a dispute holds is let go as the dispute ends'
        using errcode = 'BT002', constraint = 'credit_hold_ends_with_dispute';
    end if;
    return new;
  end if;
  if new.tax_rule_id is not null then
    if new.released_by is distinct from '01970000-0000-7000-8000-00000000000a'
      or app.missing_tax_form(new.partner_id, (new.released_at at time zone 'UTC')::date) is not null
    then
      raise exception 'what a missing tax form holds is let go by the system, once none is missing'
        using errcode = 'BT002', constraint = 'credit_hold_until_form';
    end if;
    return new;
  end if;
  if not exists (
    select
    from public.hold_release as release
    where release.hold_id = new.id and release.state = 'RELEASED' and release.decided_by = new.released_by
      and release.decided_at = new.released_at
  ) then
    raise exception 'a hold is let go as one person asked and another decided'
      using errcode = 'BT002', constraint = 'credit_hold_let_go_by_two';
  end if;
  return new;
end
$$;

create or replace function app.guard_hold_release()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.requested_by is distinct from app.actor() or not exists (
      select
      from public.credit_hold as hold
      where hold.id = new.hold_id and hold.released_at is null and hold.statement_dispute_id is null and hold.tax_rule_id is null
    ) then
      raise exception 'who acts asks to let go what is held, and no dispute or tax form ends'
        using errcode = 'BT002', constraint = 'hold_release_begins';
    end if;
    return null;
  end if;
  if new.decided_by is distinct from app.actor() or app.is_same_person(new.decided_by, new.requested_by) then
    raise exception 'a hold is let go by another person than who asked for it'
      using errcode = 'BT002', constraint = 'hold_release_two_persons';
  end if;
  if (new.state = 'RELEASED') is distinct from exists (
    select
    from public.credit_hold as hold
    where hold.id = new.hold_id and hold.released_at = new.decided_at and hold.released_by = new.decided_by
  ) then
    raise exception 'what another person lets go holds no more, and what they decline goes on to hold'
      using errcode = 'BT002', constraint = 'hold_release_lets_go';
  end if;
  return null;
end
$$;
`;
