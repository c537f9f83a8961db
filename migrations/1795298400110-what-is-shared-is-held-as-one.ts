import type { MigrationInterface, QueryRunner } from "typeorm";

// A lead of a tender may come to share its prospect with another, by a decision, a merge or an offer. It goes on
// holding as the tender does then, and the others with it: whoever is accepted for that tender stands beside all.
const HELD_AS = `
create function app.held_as(of_partner uuid, of_lead uuid, for_account uuid)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select min(app.tender_share(for_account, member.tender_key)::text)::uuid
      from public.shared_prospect as other
      join public.lead as member on member.partner_id = other.partner_id and member.id = other.lead_id
      where other.group_id = shared.group_id and member.tender_key is not null
    ),
    shared.group_id,
    app.tender_share(for_account, lead.tender_key))
  from public.lead
  left join public.shared_prospect as shared on shared.partner_id = lead.partner_id and shared.lead_id = lead.id
  where lead.partner_id = of_partner and lead.id = of_lead
$$;
revoke execute on function app.held_as(uuid, uuid, uuid) from public;
grant execute on function app.held_as(uuid, uuid, uuid) to app_vendor, app_jobs;
comment on function app.held_as(uuid, uuid, uuid) is
  'As what a lead holds an account together with others: that of a tender, where one of those that share its prospect is for one; null where it holds alone';
grant execute on function app.tender_share(uuid, text) to app_jobs;

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
    coalesce(app.held_as(lead.partner_id, lead.id, account.account_id), new.id) as share into linked
  from public.account_lead as account
  join public.lead on lead.partner_id = account.partner_id and lead.id = account.lead_id
  where account.partner_id = new.partner_id and account.lead_id = new.lead_id;
  if not found then
    raise exception 'lead % is protected for no account', new.lead_id
      using errcode = 'BT002', constraint = 'protection_window_has_account';
  end if;
  perform app.hold_lines(new.id, linked.account_id, linked.share, linked.lines, new.protected_from);
  return null;
end
$$;

update protection_hold as hold
set shared_as = app.held_as(standing.partner_id, standing.lead_id, hold.account_id)
from protection_window as standing
where standing.id = hold.window_id and standing.ended_at is null
  and hold.shared_as <> app.held_as(standing.partner_id, standing.lead_id, hold.account_id);
`;

const STAMPS = [
  "submitted_at",
  "marketing_qualified_at",
  "accepted_at",
  "sales_qualified_at",
  "opportunity_at",
  "won_at",
  "lost_at",
];

// What is generated is not there yet before the row is written: it is no change that anybody made.
const JOINING = `
create or replace function app.guard_joining_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  reached_before constant timestamptz[] := array[${STAMPS.map((stamp) => `old.${stamp}`).join(", ")}];
  reached_now constant timestamptz[] := array[${STAMPS.map((stamp) => `new.${stamp}`).join(", ")}];
  changes constant text[] := array['version', 'updated_at', 'joined', 'claimed_at', 'implied_stages', 'undo_to', 'revisit_order', 'tender_key',
    ${STAMPS.map((stamp) => `'${stamp}'`).join(", ")}];
begin
  if current_user <> 'app_vendor'
    or (new.joined, new.version) is distinct from (old.joined + 1, old.version + 1)
    or new.claimed_at > old.claimed_at
    or exists (
      select
      from unnest(reached_before, reached_now) as stamp (earlier, later)
      where stamp.earlier is not null and (stamp.later is null or stamp.later > stamp.earlier)
    )
    or to_jsonb(new) - changes is distinct from to_jsonb(old) - changes
    or not exists (
      select
      from public.stage_move
      where verb = 'mergeLeads' and from_stage = old.stage and to_stage = new.stage and database_role = current_user
    ) then
    raise exception 'a lead to which others are merged has reached no stage later than before, and is as it was'
      using errcode = 'BT002', constraint = 'lead_joins_others';
  end if;
  new.undo_to := null;
  return new;
end
$$;
`;

/** Leads that share their prospect hold it as one, and those of a tender beside all others that are for it. */
export class WhatIsSharedIsHeldAsOne1795298400110 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(HELD_AS);
    await runner.query(JOINING);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}
