import type { MigrationInterface, QueryRunner } from "typeorm";

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select verb, stage, stage, 'app_partner', event_type
from (values
  ('addContact', 'CONTACT_ADDED', '{SUBMITTED,MQL,SAL,SQL,OPPORTUNITY}'::text[]),
  ('updateContact', 'CONTACT_UPDATED', '{SUBMITTED,MQL,SAL,SQL,OPPORTUNITY}'),
  ('setPrimaryContact', 'PRIMARY_CONTACT_SET', '{SUBMITTED,MQL,SAL,SQL,OPPORTUNITY}'),
  ('removeContact', 'CONTACT_REMOVED', '{SUBMITTED,MQL}')
) as move (verb, event_type, stages)
cross join unnest(stages) as stage;
`;

const CONTACTS = `
alter table contact
  add column buying_role text,
  add constraint contact_buying_role check (buying_role in ('DECIDES', 'INFLUENCES', 'USES', 'BLOCKS')),
  add constraint contact_email_of_lead_once unique (partner_id, lead_id, email_key);
drop index contact_of_lead;
create index contact_of_lead on contact (partner_id, lead_id, id);
grant insert (buying_role), update (is_primary, buying_role), delete on contact to app_partner;
`;

/** A lead has one to ten contacts, one of them the primary one, each with a part in the buying. */
export class LeadsHaveSeveralContacts1795298400065 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(CONTACTS);
  }

  public async down(): Promise<void> {
    throw new Error("contacts that were added are not dropped: restore a backup instead");
  }
}
