import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * A partner is told that its lead was won or lost, and what became of its appeal or dispute; whoever may
 * decide is told that one waits.
 */
export class EndsAndDisputesAreTold1795298400321 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(events(ENDS));
    await runner.query(APPEALS);
    await runner.query(DISPUTES);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger dispute_is_told on attribution_dispute;
      drop trigger dispute_decision_is_told on attribution_dispute;
      drop trigger reversal_appeal_is_told on reversal_appeal;
      drop trigger reversal_appeal_decision_is_told on reversal_appeal;
      drop function app.note_dispute();
      drop function app.note_dispute_decision();
      drop function app.note_reversal_appeal();
      drop function app.note_reversal_appeal_decision();
      drop index attribution_dispute_overdue;`);
    await runner.query(events(""));
  }
}

const ENDS = `
      when 'WON' then 'LEAD_WON'
      when 'LOST' then 'LEAD_LOST'`;

const events = (ends: string): string => `
create or replace function app.note_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  for_partner constant boolean := new.by_vendor and new.type <> 'REGISTERED';
  kind constant text := case
    when new.type = 'COMMENTED' then 'LEAD_COMMENTED'
    when for_partner then case new.type
      when 'ACCEPTED' then 'LEAD_ACCEPTED'
      when 'REJECTED' then 'LEAD_REFUSED'
      when 'DISQUALIFIED' then 'LEAD_REFUSED'
      when 'EXPIRED' then 'LEAD_REFUSED'
      when 'RETURNED' then 'LEAD_RETURNED'
      when 'INFORMATION_REQUESTED' then 'ACTION_REQUIRED'
      when 'QUALIFIED' then 'LEAD_QUALIFIED'${ends}
    end
    else case new.type
      when 'REGISTERED' then 'LEADS_REGISTERED'
      when 'RESUBMITTED' then 'LEAD_RESUBMITTED'
      when 'REQUEST_ANSWERED' then 'REQUEST_ANSWERED'
      when 'APPEALED' then 'LEAD_APPEALED'
    end
  end;
begin
  if kind is not null and new.at > now() - interval '1 day' then
    insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member)
    values (new.id, kind, not for_partner, new.partner_id, new.lead_id, new.at, new.actor_id);
  end if;
  return null;
end
$$;`;

// what is opened is opened by partners too, who write no occasions of their own
const opened = (name: string, kind: string, at: string): string => `
create function app.${name}()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, '${kind}', true, new.partner_id, ${at}, new.opened_by);
  return null;
end
$$;`;

// who opened it, or where they have left their firm's administrators
const decided = (name: string, kind: string, forVendor: string): string => `
create function app.${name}()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member, member_ids)
  values (new.id, '${kind}', ${forVendor}, new.partner_id, new.decided_at, new.decided_by, (
    select array[member.id] from public.membership as member where member.id = new.opened_by and member.deactivated_at is null));
  return null;
end
$$;`;

const APPEALS = `
${opened("note_reversal_appeal", "CREDIT_APPEALED", "new.opened_at")}
${decided("note_reversal_appeal_decision", "CREDIT_APPEAL_DECIDED", "false")}
create trigger reversal_appeal_is_told after insert on reversal_appeal for each row
when (new.opened_at > now() - interval '1 day')
execute function app.note_reversal_appeal();
create trigger reversal_appeal_decision_is_told after update of state on reversal_appeal for each row
when (old.state = 'OPEN' and new.decided_at > now() - interval '1 day')
execute function app.note_reversal_appeal_decision();
revoke execute on function app.note_reversal_appeal(), app.note_reversal_appeal_decision() from public;`;

const DISPUTES = `
${opened("note_dispute", "ATTRIBUTION_DISPUTED", "new.opened_at")}
${decided(
  "note_dispute_decision",
  "ATTRIBUTION_DISPUTE_DECIDED",
  "exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor)",
)}
create trigger dispute_is_told after insert on attribution_dispute for each row
when (new.opened_at > now() - interval '1 day')
execute function app.note_dispute();
create trigger dispute_decision_is_told after update of state on attribution_dispute for each row
when (old.state = 'OPEN' and new.decided_at > now() - interval '1 day')
execute function app.note_dispute_decision();
revoke execute on function app.note_dispute(), app.note_dispute_decision() from public;
create index attribution_dispute_overdue on attribution_dispute (due_at) where state = 'OPEN';`;
