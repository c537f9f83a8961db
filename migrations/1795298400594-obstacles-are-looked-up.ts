import type { MigrationInterface, QueryRunner } from "typeorm";

/** What keeps somebody from approving is looked up lead by lead, however much there is of all others. */
export class ObstaclesAreLookedUp1795298400594 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(OF_PROPOSALS);
  }

  public async down(): Promise<void> {
    throw new Error("who may approve is not widened again: restore a backup instead");
  }
}

const OF_PROPOSALS = `
create or replace function app.obstacles_of_proposal(the_proposal uuid, the_decider uuid)
returns table (credit_id uuid, obstacle text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with item as (
    select item.*, own.lead_id, own.milestone, own.award_id
    from public.approval_item as item
    join public.credit as own on own.partner_id = item.partner_id and own.id = item.credit_id
    where item.proposal_id = the_proposal
  )
  select item.credit_id, 'CHANGED'
  from item
  where app.standing_of_credit(item.partner_id, item.credit_id) is distinct from item.amount_minor
  union all
  select item.credit_id, 'APPROVED'
  from item
  join public.credit_approval as other
    on other.partner_id = item.partner_id and other.credit_id = item.credit_id and other.ended_at is null
      and other.proposal_id <> the_proposal
  union all
  select item.credit_id, found.obstacle
  from item
  cross join app.obstacles_of_credit(item.partner_id, item.credit_id) as found
  union all
  select less.credit_id, less.obstacle
  from app.less_among(array(select item.credit_id from item)) as less
  union all
  select item.credit_id, 'OWN'
  from item
  where exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.lead on lead.id = one.lead_id
      join public.lead_event as event on event.partner_id = lead.partner_id and event.lead_id = lead.id
      where event.actor_id is not null
        and (event.to_stage = item.milestone and event.from_stage <> event.to_stage
          or event.type in ('REGISTERED', 'DEAL_CHANGED'))
        and app.is_same_person(the_decider, event.actor_id))
    or exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.attribution_settlement as settled on settled.lead_id = one.lead_id
      left join public.attribution_proposal as proposed on proposed.id = settled.proposal_id
      where app.is_same_person(the_decider, settled.settled_by) or app.is_same_person(the_decider, proposed.proposed_by))
    -- on what they found it was qualified
    or exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.lead_assessment as assessed on assessed.lead_id = one.lead_id
      join public.lead_assessment_save as save on save.assessment_id = assessed.id
      where app.is_same_person(the_decider, save.saved_by))
    -- by what of it its partner has a share
    or exists (
      select
      from public.touchpoint as told
      where told.lead_id = any(array(select one.lead_id from app.leads_with(item.lead_id) as one))
        and told.retracted_at is null and told.partner_id = item.partner_id and app.is_same_person(the_decider, told.recorded_by))
    -- what was taken back counts again by them
    or exists (
      select
      from public.reversal_appeal as upheld
      where upheld.credit_id = any(array(
          select taken.id
          from public.award as earned
          join public.award as before on before.lead_id = earned.lead_id and before.incentive_program_id = earned.incentive_program_id
            and before.rule_key = earned.rule_key and before.milestone = earned.milestone
          join public.credit as taken on taken.award_id = before.id
          where earned.id = item.award_id))
        and upheld.state = 'UPHELD' and app.is_same_person(the_decider, upheld.decided_by))
    or app.has_worked_for(the_decider, item.partner_id)
$$;
`;
