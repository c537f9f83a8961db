import type { MigrationInterface, QueryRunner } from "typeorm";

/** A lead that goes on in another one was not answered by that: its clock stops, and counts as not answered. */
export class PassingOnIsNoAnswer1795298400167 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RUNNING);
    await runner.query(WHAT_WAS_PASSED_ON);
  }

  public async down(): Promise<void> {
    throw new Error("what ran out is not forgotten: restore a backup instead");
  }
}

/** The stages in which the vendor must answer. */
const REVIEW = `'SUBMITTED', 'MQL'`;

const RUNNING = `
create or replace function app.run_clocks()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  each text;
  measured text[];
begin
  foreach each in array array['ACCEPTANCE', 'CONVERSION'] loop
    measured := case each when 'ACCEPTANCE' then array[${REVIEW}] else array['SAL'] end;
    if new.from_stage = any (measured) then
      if new.to_stage <> all (measured) then
        perform app.stop_clock(each, new.partner_id, new.lead_id, new.at,
          new.by_vendor and new.actor_kind <> 'SYSTEM' and new.type not in ('UNDONE', 'TRANSFERRED', 'MERGED'));
      elsif new.type = 'INFORMATION_REQUESTED' then
        perform app.rest_clock(each, new.partner_id, new.lead_id, new.at);
      elsif new.type in ('REQUEST_ANSWERED', 'REQUEST_LAPSED') then
        perform app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at);
      end if;
    elsif new.to_stage = any (measured) then
      if new.type <> 'UNDONE' or not app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at) then
        perform app.start_clock(each, new.partner_id, new.lead_id, new.id, new.at, new.from_stage = 'NONE');
      end if;
    end if;
  end loop;
  return null;
end
$$;
`;

// The owner is under the policies as well.
const WHAT_WAS_PASSED_ON = `
alter table lead_event no force row level security;
update lead_clock
set answered = false
from lead_event as event
where lead_clock.answered and event.partner_id = lead_clock.partner_id and event.lead_id = lead_clock.lead_id
  and event.at = lead_clock.stopped_at and event.type in ('TRANSFERRED', 'MERGED');
alter table lead_event force row level security;
`;
