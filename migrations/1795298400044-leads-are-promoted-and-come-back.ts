import type { MigrationInterface, QueryRunner } from "typeorm";

const EVENT_TYPES = `'REGISTERED', 'WITHDRAWN', 'ACCEPTED', 'REJECTED', 'RETURNED', 'QUALIFIED', 'DISQUALIFIED', 'CONVERTED', 'WON', 'LOST'`;

// A lead that was returned comes back as MQL: sales or marketing take it up again, or its partner
// has something new to tell. Nothing that it reached before is reached a second time.
const MOVES = `
alter table lead_event drop constraint lead_event_type,
  add constraint lead_event_type check (type in (${EVENT_TYPES}, 'PROMOTED', 'RESUMED', 'RESUBMITTED'));
alter table stage_move drop constraint stage_move_event_type,
  add constraint stage_move_event_type check (event_type in (${EVENT_TYPES}, 'PROMOTED', 'RESUMED', 'RESUBMITTED'));
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values
  ('promoteLead', 'SUBMITTED', 'MQL', 'app_vendor', 'PROMOTED'),
  ('resumeLead', 'RECYCLED', 'MQL', 'app_vendor', 'RESUMED'),
  ('resubmitLead', 'RECYCLED', 'MQL', 'app_partner', 'RESUBMITTED');
grant update (marketing_qualified_at, reason_code, revisit_on) on lead to app_partner;
`;

// A partner's own move raises a lead to MQL at most, and takes back the reason and day of its return
// alone.
const GUARD = `
create function app.guard_own_move()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.marketing_qualified_at is distinct from old.marketing_qualified_at and new.stage <> 'MQL'
    or new.reason_code is distinct from old.reason_code and (old.stage <> 'RECYCLED' or new.reason_code is not null)
    or new.revisit_on is distinct from old.revisit_on and (old.stage <> 'RECYCLED' or new.revisit_on is not null) then
    raise exception 'a partner resubmits a returned lead, and writes nothing else of it'
      using errcode = 'BT002', constraint = 'lead_own_move';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_own_move() from public;
create trigger lead_guard_own before update on lead for each row
when (current_user = 'app_partner')
execute function app.guard_own_move();
`;

const BACK = `
drop trigger lead_guard_own on lead;
drop function app.guard_own_move();
revoke update (marketing_qualified_at, reason_code, revisit_on) on lead from app_partner;
delete from stage_move where verb in ('promoteLead', 'resumeLead', 'resubmitLead');
alter table stage_move drop constraint stage_move_event_type,
  add constraint stage_move_event_type check (event_type in (${EVENT_TYPES}));
alter table lead_event drop constraint lead_event_type,
  add constraint lead_event_type check (type in (${EVENT_TYPES}));
`;

export class LeadsArePromotedAndComeBack1795298400044 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(GUARD);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(BACK);
  }
}
