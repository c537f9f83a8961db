import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who is a customer of what is on record, and several partners may work on one tender. */
export class KindsAndTendersCount1795298400097 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CUSTOMERS);
    await runner.query(WON);
    await runner.query(TENDERS);
    await runner.query(HOLDS);
  }

  public async down(): Promise<void> {
    throw new Error("who became a customer is not forgotten: restore a backup instead");
  }
}

const CUSTOMERS = `
create table customer (
  id uuid not null,
  account_id uuid not null,
  product_line_id uuid not null,
  source text not null,
  since timestamptz(3) not null,
  until timestamptz(3),
  lead_id uuid,
  recorded_at timestamptz(3) not null,
  recorded_by uuid,
  constraint customer_pkey primary key (id),
  constraint customer_account_fkey foreign key (account_id) references account (id),
  constraint customer_line_fkey foreign key (product_line_id) references product_line (id),
  constraint customer_lead_fkey foreign key (lead_id) references lead (id),
  constraint customer_source check (source in ('BY_HAND', 'WON') and (source = 'WON') = (lead_id is not null)),
  constraint customer_until check (until >= since)
);
create unique index customer_standing_once on customer (account_id, product_line_id) where until is null;
create index customer_of_account on customer (account_id, since, id);
create index customer_of_line on customer (product_line_id);
create index customer_of_lead on customer (lead_id);
call app.give_policies('customer', 'vendor_only');
create policy customer_keeping on customer to current_user using (true) with check (true);
grant select, insert, update (until) on customer to app_vendor;
grant select on customer to app_jobs;
comment on table customer is 'Since when, and until when, an account is a customer of a product line, with all beneath it';
`;

// A deal that is won makes a customer; one that was never won has made none.
const WON = `
create function app.keep_customers()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.type = 'UNDONE' then
    update public.customer set until = since where lead_id = new.lead_id and source = 'WON' and until is null;
    return null;
  end if;
  insert into public.customer (id, account_id, product_line_id, source, since, lead_id, recorded_at, recorded_by)
  select gen_random_uuid(), linked.account_id, line_id, 'WON', new.at, new.lead_id, new.at, new.actor_id
  from public.account_lead as linked
  join public.lead on lead.partner_id = linked.partner_id and lead.id = linked.lead_id
  cross join unnest(lead.product_line_ids) as line_id
  where linked.partner_id = new.partner_id and linked.lead_id = new.lead_id
  on conflict (account_id, product_line_id) where until is null do nothing;
  return null;
end
$$;
revoke execute on function app.keep_customers() from public;
create trigger keep_customers after insert on lead_event for each row
when (new.type = 'WON' or new.type = 'UNDONE' and new.from_stage = 'WON')
execute function app.keep_customers();
`;

const TENDERS = `
alter table lead
  add column tender_reference text,
  add column tender_issuer text,
  add column tender_due_on date,
  add column tender_key text generated always as (lower(regexp_replace(tender_reference, '[^[:alnum:]]+', '', 'g'))) stored,
  add constraint lead_tender check (tender_reference is not null or num_nonnulls(tender_issuer, tender_due_on) = 0);
grant insert (tender_reference, tender_issuer, tender_due_on) on lead to app_partner;
comment on column lead.tender_key is 'The reference as it is compared: leads of one account with the same are for one tender, and share what they hold';
`;

// Leads of one tender hold as if they were decided to share their prospect, each for itself.
const HOLDS = `
create function app.tender_share(of_account uuid, of_tender text)
returns uuid
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$ select md5(of_account::text || ' ' || of_tender)::uuid $$;
revoke execute on function app.tender_share(uuid, text) from public;
grant execute on function app.tender_share(uuid, text) to app_vendor;
comment on function app.tender_share(uuid, text) is 'As what the leads of one tender hold an account together; null where there is none';

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
  select account.account_id, lead.product_line_ids as lines,
    coalesce(shared.group_id, app.tender_share(account.account_id, lead.tender_key), new.id) as share into linked
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
`;
