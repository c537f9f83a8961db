import type { MigrationInterface, QueryRunner } from "typeorm";

/** The vendor is told of every new lead, whoever registered it, and whoever is given one in review of that. */
export class WhatIsGivenIsTold1795298400170 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(noting("new.by_vendor and new.type <> 'REGISTERED'"));
    await runner.query(GIVEN);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop trigger assignment_is_told on assignment");
    await runner.query("drop function app.note_assignment()");
    await runner.query(noting("new.by_vendor"));
  }
}

// What one side does is told to the other, but that a lead is registered to the vendor, by whomever.
const noting = (isForPartner: string): string => `
create or replace function app.note_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  for_partner constant boolean := ${isForPartner};
  kind constant text := case
    when new.type = 'COMMENTED' then 'LEAD_COMMENTED'
    when for_partner then case new.type
      when 'ACCEPTED' then 'LEAD_ACCEPTED'
      when 'REJECTED' then 'LEAD_REFUSED'
      when 'DISQUALIFIED' then 'LEAD_REFUSED'
      when 'EXPIRED' then 'LEAD_REFUSED'
      when 'RETURNED' then 'LEAD_RETURNED'
      when 'INFORMATION_REQUESTED' then 'ACTION_REQUIRED'
      when 'QUALIFIED' then 'LEAD_QUALIFIED'
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
$$;
`;

// Of an accepted lead the verb tells. The function is the inserter's, whose role reads leads.
const GIVEN = `
create function app.note_assignment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member)
  select new.id, 'LEADS_REGISTERED', true, new.partner_id, new.lead_id, new.assigned_at, new.assigned_by
  from public.lead
  where partner_id = new.partner_id and id = new.lead_id and stage in ('SUBMITTED', 'MQL');
  return null;
end
$$;
revoke execute on function app.note_assignment() from public;
create trigger assignment_is_told after insert on assignment for each row
when (new.member_id is not null and new.cause <> 'ACCEPTED' and new.assigned_at > now() - interval '1 day')
execute function app.note_assignment();
`;
