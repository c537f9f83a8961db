import type { MigrationInterface, QueryRunner } from "typeorm";

const POINTS = `'COMPANY_FIT', 'CONTACT_LEVEL', 'NEED', 'BUDGET', 'TIMING', 'AUTHORITY', 'DATA_QUALITY', 'CONTACT_REACHABLE', 'INFORMATION_GIVEN'`;

const DECISIONS = `'ACCEPTED', 'REJECTED', 'RETURNED', 'QUALIFIED', 'DISQUALIFIED', 'WON', 'LOST'`;

/** With a decision the vendor says what was good about a lead and what was missing, for its partner to read. */
export class PartnersLearnFromDecisions1795298400210 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(FEEDBACK);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("what partners were told is not forgotten: restore a backup instead");
  }
}

// Of one partner's registration: where a lead goes on in another partner's, what was said of it does not.
const FEEDBACK = `
create table lead_feedback (
  event_id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  seq integer not null,
  strengths text[] not null,
  gaps text[] not null,
  comment text,
  constraint lead_feedback_pkey primary key (partner_id, event_id),
  constraint lead_feedback_event_fkey foreign key (partner_id, event_id) references lead_event (partner_id, id),
  constraint lead_feedback_points check (strengths <@ array[${POINTS}] and gaps <@ array[${POINTS}]),
  constraint lead_feedback_either check (not strengths && gaps),
  constraint lead_feedback_says_something check (
    cardinality(strengths) + cardinality(gaps) > 0 or comment is not null),
  constraint lead_feedback_comment check (length(comment) between 1 and 2000)
);
create unique index lead_feedback_of_lead on lead_feedback (partner_id, lead_id, seq);
call app.give_policies('lead_feedback', 'partner_reads');
call app.make_append_only('lead_feedback');
grant select on lead_feedback to app_partner, app_jobs;
grant select, insert on lead_feedback to app_vendor;
comment on table lead_feedback is 'What the vendor says of a lead with a decision on it: what it was good at, what it was poor at, a comment. Its partner reads it; it never changes';
`;

// It is written beside its event, so the guard comes after the row, and in capitals before the foreign
// key's. That the event is the lead's last keeps later people from adding to an old decision.
const GUARD = `
create function app.guard_lead_feedback()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.lead_event as event
    join public.lead on lead.partner_id = event.partner_id and lead.id = event.lead_id and lead.version = event.seq
    where event.partner_id = new.partner_id and event.id = new.event_id
      and event.lead_id = new.lead_id and event.seq = new.seq
      and event.type in (${DECISIONS})
      and event.by_vendor and event.actor_id = app.actor()
  ) then
    raise exception 'feedback is given with a decision on the lead, by whoever decides'
      using errcode = 'BT002', constraint = 'lead_feedback_of_decision';
  end if;
  if cardinality(new.strengths || new.gaps) <> (select count(distinct point) from unnest(new.strengths || new.gaps) as point) then
    raise exception 'feedback names a point once'
      using errcode = 'BT002', constraint = 'lead_feedback_points_once';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_lead_feedback() from public;
create trigger "GUARD_lead_feedback" after insert on lead_feedback for each row execute function app.guard_lead_feedback();
`;
