import type { MigrationInterface, QueryRunner } from "typeorm";

/** While an accepted lead waits for its partner's answer, its protection does not grow for the vendor's not moving it. */
export class WhoOwesAnAnswerGainsNoTime1795298400168 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(OWED);
    await runner.query(KEEPING);
  }

  public async down(): Promise<void> {
    throw new Error("what protections were promised is not forgotten: restore a backup instead");
  }
}

// From where the clock ran out until it was stopped: what is asked of a deal is asked under its own hold.
const OWED = `
create function app.time_owed_at_work(of_partner uuid, of_lead uuid, since timestamptz)
returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(owed.until - owed.since), interval '0')
  from public.lead_clock as clock
  join public.clock_firing as fired on fired.partner_id = clock.partner_id and fired.clock_id = clock.id
  join public.lead on lead.partner_id = clock.partner_id and lead.id = clock.lead_id
  join public.information_request as request
    on request.partner_id = clock.partner_id and request.lead_id = clock.lead_id and not request.before_acceptance
  cross join lateral (
    select greatest(request.asked_at, clock.due_at, time_owed_at_work.since) as since,
      least(request.closed_at, coalesce(clock.stopped_at, lead.updated_at)) as until
  ) as owed
  where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = 'CONVERSION'
    and fired.outcome = 'PROTECTION_HELD' and owed.until > owed.since
$$;
revoke execute on function app.time_owed_at_work(uuid, uuid, timestamptz) from public;
comment on function app.time_owed_at_work(uuid, uuid, timestamptz) is
  'How long a lead whose protection stands still, since the vendor does not move it, has waited for its partner''s answers since then';
`;

const KEEPING = `
create or replace function app.keep_protection()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  standing public.protection_window;
  held text[];
  since timestamptz;
begin
  select * into standing
  from public.protection_window
  where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null
  for update;
  if standing.id is null then
    if new.to_stage not in ('SAL', 'SQL', 'OPPORTUNITY') or new.to_stage = new.from_stage
      or new.to_stage <> 'SAL' and new.type <> 'UNDONE' then
      return null;
    end if;
    perform app.open_protection(new.partner_id, new.lead_id, new.id, new.at);
    select * into strict standing
    from public.protection_window
    where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null;
  end if;

  if new.type in ('PROTECTION_RELEASED', 'PROTECTION_LAPSED')
    or new.to_stage in ('WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED', 'MERGED') then
    update public.extension_request
    set state = 'MOOT', decided_at = new.at
    where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING';
    update public.protection_window
    set held_for = '{}',
      held_since = null,
      ended_at = greatest(new.at, opened_at),
      end_reason = case
        when new.type = 'PROTECTION_RELEASED' then 'RELEASED'
        when new.type = 'PROTECTION_LAPSED' then 'LAPSED'
        when new.to_stage = 'EXPIRED' then 'EXPIRED'
        else 'CLOSED'
      end
    where id = standing.id;
    return null;
  end if;

  if new.type = 'EXTENSION_REQUESTED' then
    insert into public.extension_request (id, partner_id, lead_id, window_id, days, state, requested_at)
    select new.id, new.partner_id, new.lead_id, standing.id, program.extension_days, 'PENDING', new.at
    from public.lead
    join public.program on program.id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id;
  end if;
  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when exists (
      select
      from public.extension_request
      where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING') then 'EXTENSION' end,
    case when new.to_stage = 'SAL' then (
      select 'CONVERSION'
      from public.lead_clock as clock
      join public.clock_firing as fired on fired.partner_id = clock.partner_id and fired.clock_id = clock.id
      where clock.partner_id = new.partner_id and clock.lead_id = new.lead_id and clock.kind = 'CONVERSION' and clock.is_latest
        and fired.outcome = 'PROTECTION_HELD') end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  -- it stands still from the instant at which the clock ran out, whenever that is noticed
  since := case
    when new.type <> 'PROTECTION_HELD' then new.at
    else greatest(standing.running_since, (
      select clock.due_at
      from public.lead_clock as clock
      where clock.partner_id = new.partner_id and clock.lead_id = new.lead_id and clock.kind = 'CONVERSION' and clock.is_latest))
  end;
  update public.protection_window
  set held_for = held,
    held_since = case when held <> '{}' then coalesce(held_since, since) end,
    waited = waited + case
      when held = '{}' and held_since is not null
      then greatest(
        interval '0',
        new.at - held_since - app.time_awaiting_partner(new.partner_id, new.lead_id, held_since)
          - app.time_owed_at_work(new.partner_id, new.lead_id, held_since))
      else interval '0'
    end,
    running_since = case when held = '{}' and held_since is not null then new.at else running_since end,
    -- whoever waited for the vendor was not idle
    active_at = case when not new.by_vendor or held_since is not null then greatest(active_at, new.at) else active_at end,
    days = protection_window.days + coalesce((
      select request.days
      from public.extension_request as request
      where request.partner_id = new.partner_id and request.window_id = standing.id
        and new.type = 'EXTENSION_DECIDED' and request.state = 'GRANTED' and request.decided_at = new.at), 0)
  where id = standing.id and (held_for <> held or not new.by_vendor or new.type = 'EXTENSION_DECIDED');
  -- a return is looked at again within the window, which is made longer for it in the same act
  if new.to_stage = 'RECYCLED' and new.from_stage <> 'RECYCLED' then
    update public.protection_window
    set days = days + (lead.revisit_on - ends_on)
    from public.lead
    where protection_window.id = standing.id and lead.partner_id = new.partner_id and lead.id = new.lead_id
      and lead.revisit_on > ends_on;
  end if;
  return null;
end
$$;
`;
