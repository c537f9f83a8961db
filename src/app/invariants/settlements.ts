import type { Invariant } from "./invariant.ts";

/** What was settled otherwise is on record, with who did so. */
export const SETTLEMENT_INVARIANTS: readonly Invariant[] = [
  {
    name: "settled-otherwise-on-record",
    meaning:
      "Each settlement by hand or anew is of shares that come to a million, before the lock unless a dispute said so",
    sql: `
      select settlement.lead_id, settlement.settled_at, shared.ppm
      from attribution_settlement as settlement
      left join lateral (
        select sum(share.share_ppm) as ppm
        from attribution_share as share
        where share.lead_id = settlement.lead_id and share.settled_at = settlement.settled_at and share.book = 'SOURCED'
      ) as shared on true
      join lead on lead.id = settlement.lead_id
      where shared.ppm is distinct from 1000000
         or settlement.cause <> 'DISPUTE' and lead.sales_qualified_at is not null
           and settlement.settled_at >= app.attribution_locks_at(lead.program_id, lead.sales_qualified_at)
           and not exists (
             select from lead_event as undone
             where undone.lead_id = lead.id and undone.type = 'UNDONE' and undone.at > settlement.settled_at)`,
  },
  {
    name: "settled-by-hand-by-two",
    meaning:
      "What a lead was settled by hand to, other people proposed or disputed than who approved or decided it, and it is as they said",
    sql: `
      select settlement.lead_id, settlement.settled_at
      from attribution_settlement as settlement
      left join attribution_proposal as proposal on proposal.id = settlement.proposal_id
      left join attribution_dispute as dispute on dispute.id = settlement.dispute_id
      where settlement.cause <> 'SETTLED_ANEW' and (
        coalesce(proposal.decided_by, dispute.decided_by) is distinct from settlement.settled_by
        or coalesce(proposal.state, dispute.state) not in ('APPROVED', 'UPHELD')
        or app.is_same_person(settlement.settled_by, coalesce(proposal.proposed_by, dispute.opened_by)) is distinct from false)
      union all
      select proposal.lead_id, proposal.decided_at
      from attribution_proposal as proposal
      where proposal.state = 'APPROVED' and not exists (
        select from attribution_settlement as settlement where settlement.proposal_id = proposal.id)
      union all
      select dispute.lead_id, dispute.decided_at
      from attribution_dispute as dispute
      where dispute.state = 'UPHELD' and not exists (
        select from attribution_settlement as settlement where settlement.dispute_id = dispute.id)`,
  },
  {
    name: "reallocated-awards-follow-settlements",
    meaning:
      "An award that was split anew is split by what was settled then, and comes after one that was reversed at that moment or since",
    sql: `
      select award.id as award_id, award.allocated_at
      from award
      where award.allocated_at is not null and (
        not exists (
          select from attribution_share as share
          where share.lead_id = award.lead_id and share.settled_at = award.allocated_at and share.book = 'SOURCED')
        or not exists (
          select from award as before
          where before.lead_id = award.lead_id and before.milestone = award.milestone and before.rule_key = award.rule_key
            and before.incentive_program_id = award.incentive_program_id and before.generation < award.generation
            and before.reversed_at >= award.allocated_at))`,
  },
  {
    name: "touches-of-a-lead-are-bounded",
    meaning: "Each side has recorded a thousand touches of a lead at most",
    sql: `
      select lead_id, source = 'PARTNER' as by_partner, count(*) as touches
      from touchpoint
      where retracted_at is null and source <> 'CONFLICT'
      group by lead_id, source = 'PARTNER'
      having count(*) > 1000`,
  },
];
