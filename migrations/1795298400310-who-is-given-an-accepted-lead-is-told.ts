import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whoever is given a lead after its acceptance, by a person or by the rules, is told of that very lead. */
export class WhoIsGivenAnAcceptedLeadIsTold1795298400310 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(telling(GIVEN));
    await runner.query(on("new.member_id <> new.assigned_by and new.cause <> 'OVERDUE'"));
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(on("new.cause <> 'ACCEPTED'"));
    await runner.query(telling(IN_REVIEW));
  }
}

const telling = (what: string): string => `
create or replace function app.note_assignment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
${what}
  return null;
end
$$;
`;

const IN_REVIEW = `
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member)
  select new.id, 'LEADS_REGISTERED', true, new.partner_id, new.lead_id, new.assigned_at, new.assigned_by
  from public.lead
  where partner_id = new.partner_id and id = new.lead_id and stage in ('SUBMITTED', 'MQL');`;

// leads in review are told of together, every quarter of an hour
const GIVEN = `${IN_REVIEW}
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member, member_ids)
  select new.id, 'LEAD_GIVEN', true, new.partner_id, new.lead_id, new.assigned_at, new.assigned_by, array[new.member_id]
  from public.lead
  where partner_id = new.partner_id and id = new.lead_id and stage in ('SAL', 'SQL', 'OPPORTUNITY');`;

const on = (condition: string): string => `
drop trigger assignment_is_told on assignment;
create trigger assignment_is_told after insert on assignment for each row
when (new.member_id is not null and ${condition} and new.assigned_at > now() - interval '1 day')
execute function app.note_assignment();
`;
