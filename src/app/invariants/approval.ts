import { SYSTEM_ACTOR } from "../../platform/database/index.ts";

import type { Invariant } from "./invariant.ts";

/** Credit becomes payable by two persons, as they saw it, and its money stands where its state says. */
export const APPROVAL_INVARIANTS: readonly Invariant[] = [
  {
    name: "approved-by-two-persons",
    meaning:
      "Whoever decided over an approval, or let a hold go, is another person than who asked for it; but for what a policy approved, and what was waived",
    sql: `
      select proposal.id, proposal.decided_by
      from approval_proposal as proposal
      where proposal.decided_by is not null and proposal.policy_id is null
        and app.is_same_person(proposal.decided_by, proposal.proposed_by) is distinct from false
        and not app.was_waived('APPROVAL', proposal.id, proposal.proposed_by, proposal.decided_by)
      union all
      select release.id, release.decided_by
      from hold_release as release
      where release.decided_by is not null
        and app.is_same_person(release.decided_by, release.requested_by) is distinct from false
        and not app.was_waived('HOLD_RELEASE', release.id, release.requested_by, release.decided_by)`,
  },
  {
    name: "policies-are-of-two-persons",
    meaning:
      "A policy under which credit is approved was put in force by another person than who drafted it, and one at a time was for a currency and program",
    sql: `
      select policy.id, policy.decided_by, null::uuid as beside_id
      from approval_policy as policy
      where policy.decided_by is not null
        and app.is_same_person(policy.decided_by, policy.drafted_by) is distinct from false
        and not app.was_waived('APPROVAL_POLICY', policy.id, policy.drafted_by, policy.decided_by)
      union all
      select policy.id, null, beside.id
      from approval_policy as policy
      join approval_policy as beside on beside.currency = policy.currency and beside.program_id is not distinct from policy.program_id
        and beside.id > policy.id
      where policy.state in ('IN_FORCE', 'ENDED') and beside.state in ('IN_FORCE', 'ENDED')
        and policy.decided_at < coalesce(beside.ended_at, 'infinity') and beside.decided_at < coalesce(policy.ended_at, 'infinity')`,
  },
  {
    name: "approved-within-policy",
    meaning:
      "What no person approved was approved by a policy that was in force, within its limit and after its delay, and is nothing that the policy's makers had worked for",
    sql: `
      select proposal.id as proposal_id, item.credit_id, item.amount_minor
      from approval_proposal as proposal
      left join approval_policy as policy on policy.id = proposal.policy_id
      left join approval_item as item on item.proposal_id = proposal.id
      left join credit as own on own.partner_id = item.partner_id and own.id = item.credit_id
      left join award as earned on earned.id = own.award_id
      where (proposal.policy_id is not null or proposal.decided_by = '${SYSTEM_ACTOR}') and (
        proposal.state <> 'APPROVED' or proposal.decided_by is distinct from '${SYSTEM_ACTOR}'
        or policy.decided_at is null or policy.state = 'DECLINED'
        or proposal.decided_at < policy.decided_at or proposal.decided_at > coalesce(policy.ended_at, 'infinity')
        or item.amount_minor is null or item.amount_minor not between 1 and policy.most_per_credit_minor
        or item.currency is distinct from policy.currency
        or coalesce(policy.program_id, earned.incentive_program_id) is distinct from earned.incentive_program_id
        or own.earned_at >= proposal.decided_at - make_interval(hours => 24 * policy.delay_days)
        or app.has_worked_for(policy.drafted_by, item.partner_id) or app.has_worked_for(policy.decided_by, item.partner_id))`,
  },
  {
    name: "approved-within-months-limit",
    meaning:
      "For a partner no more was approved in a month, by a policy and those whose place it took, than the largest limit there was",
    sql: `
      select policy.currency, policy.program_id, approval.partner_id, date_trunc('month', approval.approved_at, 'UTC') as month,
        sum(approval.amount_minor) as minor, max(policy.most_per_month_minor) as most_minor
      from approval_policy as policy
      join approval_proposal as proposal on proposal.policy_id = policy.id
      join credit_approval as approval on approval.proposal_id = proposal.id
      group by policy.currency, policy.program_id, approval.partner_id, date_trunc('month', approval.approved_at, 'UTC')
      having sum(approval.amount_minor) > max(policy.most_per_month_minor)`,
  },
  {
    name: "approved-as-shown",
    meaning:
      "What was proposed is what its hash says, and what is approved is what counts of its credit, as was proposed, with what was taken back of it since it was paid",
    sql: `
      select proposal.id as proposal_id, null as credit_id
      from approval_proposal as proposal
      where proposal.selection_hash is distinct from app.hash_of_proposal(proposal.id)
      union all
      select approval.proposal_id, approval.credit_id
      from credit_approval as approval
      left join approval_item as item on item.proposal_id = approval.proposal_id and item.credit_id = approval.credit_id
      left join approval_proposal as proposal on proposal.id = approval.proposal_id
      cross join lateral (
        select sum(taken.amount_minor) as minor
        from credit_clawback as taken
        where taken.partner_id = approval.partner_id and taken.approval_id = approval.id) as clawed
      where item.amount_minor is distinct from approval.amount_minor or proposal.state is distinct from 'APPROVED'
        or approval.ended_at is null
          and coalesce(app.standing_of_credit(approval.partner_id, approval.credit_id), case when clawed.minor is not null then 0 end)
            is distinct from approval.amount_minor - coalesce(clawed.minor, 0)`,
  },
  {
    name: "approved-money-is-payable",
    meaning:
      "Of an approved credit nothing is accrued, what has vested and is in no payout is payable and the rest held back; of what is not approved nothing is either",
    sql: `
      select coalesce(owed.credit_id, stands.credit_id) as credit_id, owed.payable_minor, stands.payable, owed.held_minor, stands.holdback,
        stands.accrued
      from (
        select approval.credit_id, approval.amount_minor - approval.held_minor + coalesce(sum(vested.amount_minor), 0) - coalesce((
            select sum(paid.amount_minor)
            from payout_credit as paid
            where paid.partner_id = approval.partner_id and paid.approval_id = approval.id and paid.ended_at is null), 0) - coalesce((
            select sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id))
            from credit_clawback as clawed
            where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id and clawed.ended_at is not null), 0)
            as payable_minor,
          approval.held_minor - coalesce(sum(vested.amount_minor), 0) as held_minor
        from credit_approval as approval
        left join credit_vesting as vested on vested.partner_id = approval.partner_id and vested.approval_id = approval.id
        where approval.ended_at is null
        group by approval.id
      ) as owed
      full join (
        select entry.credit_id, -coalesce(sum(entry.amount_minor) filter (where account.role = 'payable'), 0) as payable,
          -coalesce(sum(entry.amount_minor) filter (where account.role = 'holdback'), 0) as holdback,
          -coalesce(sum(entry.amount_minor) filter (where account.role = 'accrued'), 0) as accrued
        from journal_entry as entry
        join ledger_account as account on account.id = entry.account_id and account.role in ('payable', 'holdback', 'accrued')
        where entry.credit_id is not null
        group by entry.credit_id
      ) as stands using (credit_id)
      where coalesce(owed.payable_minor, 0) is distinct from coalesce(stands.payable, 0)
        or coalesce(owed.held_minor, 0) is distinct from coalesce(stands.holdback, 0)
        or owed.credit_id is not null and stands.accrued is distinct from 0`,
  },
  {
    name: "no-more-vests-than-is-held",
    meaning: "What has vested of an approved credit is no more than was held back of it",
    sql: `
      select approval.id as approval_id, approval.held_minor, sum(vested.amount_minor) as vested_minor
      from credit_vesting as vested
      left join credit_approval as approval on approval.partner_id = vested.partner_id and approval.id = vested.approval_id
      group by approval.id
      having sum(vested.amount_minor) > coalesce(min(approval.held_minor), 0)`,
  },
  {
    // whoever held it and whoever approved it may have asked at nearly one time
    name: "what-is-held-is-not-approved",
    meaning: "No credit was approved while it, or all of its partner, was held",
    sql: `
      select approval.credit_id, hold.id as hold_id
      from credit_approval as approval
      join credit_hold as hold on hold.partner_id = approval.partner_id
        and (hold.credit_id is null or hold.credit_id = approval.credit_id)
      where hold.placed_at < approval.approved_at - interval '1 minute'
        and (hold.released_at is null or hold.released_at > approval.approved_at + interval '1 minute')`,
  },
  {
    name: "hold-is-let-go-as-decided",
    meaning:
      "A hold that was let go was let go by a request that another person granted, and no other was; one that a dispute of a statement or a missing tax form placed ends with that",
    sql: `
      select hold.id as hold_id, hold.released_at
      from credit_hold as hold
      left join hold_release as release on release.hold_id = hold.id and release.state = 'RELEASED'
      where hold.statement_dispute_id is null and hold.tax_rule_id is null and (release.decided_at is distinct from hold.released_at or release.decided_by is distinct from hold.released_by)`,
  },
];
