import type { Invariant } from "./invariant.ts";

/** What protections promise: they follow their leads, and one prospect is held by one at a time. */
export const PROTECTION_INVARIANTS: readonly Invariant[] = [
  {
    name: "protection-follows-its-lead",
    meaning:
      "A protection stands for no closed lead, waits while its lead is in review, and runs into no end while there is a deal",
    sql: `
      select standing.id as window_id, lead.stage, standing.state
      from protection_window as standing
      left join lead on lead.id = standing.lead_id
      where standing.ended_at is null
        and (lead.id is null
          or lead.stage not in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED')
          or (lead.stage in ('SUBMITTED', 'MQL')) is distinct from ('REVIEW' = any (standing.held_for))
          or (lead.stage in ('SQL', 'OPPORTUNITY')) is distinct from ('DEAL' = any (standing.held_for)))`,
  },
  {
    name: "protection-waits-for-its-request",
    meaning: "A window stands still for an extension exactly while a request for it is pending",
    sql: `
      select standing.id as window_id, standing.held_for
      from protection_window as standing
      left join extension_request as request on request.window_id = standing.id and request.state = 'PENDING'
      where ('EXTENSION' = any (standing.held_for)) is distinct from (request.id is not null)`,
  },
  {
    name: "protection-waits-for-a-move",
    meaning:
      "A window stands still for a lead that the vendor does not move exactly while that clock has run out with this consequence",
    sql: `
      select standing.id as window_id, standing.held_for
      from protection_window as standing
      join lead on lead.id = standing.lead_id
      where standing.ended_at is null
        and ('CONVERSION' = any (standing.held_for)) is distinct from (
          lead.stage = 'SAL' and exists (
            select
            from lead_clock as clock
            join clock_firing as fired on fired.partner_id = clock.partner_id and fired.clock_id = clock.id
            where clock.lead_id = lead.id and clock.kind = 'CONVERSION' and clock.is_latest
              and fired.outcome = 'PROTECTION_HELD'))`,
  },
  {
    name: "protection-holds-its-account",
    meaning:
      "Each protection holds the account of its lead, for the lines of its lead, from its beginning until it ended, and nothing else is held",
    sql: `
      select coalesce(standing.id, hold.window_id) as window_id, hold.period
      from protection_window as standing
      full join protection_hold as hold on hold.window_id = standing.id
      left join account_lead as linked
        on linked.partner_id = standing.partner_id and linked.lead_id = standing.lead_id
      where standing.id is null
         or hold.window_id is null
         or linked.account_id is distinct from hold.account_id
         or lower(hold.period) < standing.protected_from
         or not isempty(hold.period) and upper(hold.period) is distinct from standing.ended_at
      union all
      select standing.id, null
      from protection_window as standing
      join lead on lead.id = standing.lead_id
      where standing.ended_at is null and lead.stage not in ('SUBMITTED', 'MQL')
        and lead.product_line_ids is distinct from array(
          select hold.product_line_id
          from protection_hold as hold
          join product_line as line on line.id = hold.product_line_id and line.span = hold.span
          where hold.window_id = standing.id
          order by hold.product_line_id)`,
  },
  {
    name: "prospect-is-held-once",
    meaning:
      "No two leads hold an account for product lines that overlap at the same time unless they share it",
    sql: `
      select one.window_id, other.window_id as other_id
      from protection_hold as one
      join protection_hold as other
        on other.account_id = one.account_id and other.span && one.span
        and other.window_id > one.window_id
      where other.period && one.period and other.shared_as is distinct from one.shared_as`,
  },
  {
    name: "prospect-is-held-as-it-is-shared",
    meaning:
      "Whoever holds an account holds it as those do with whom it shares its prospect or its tender, and else alone",
    sql: `
      select standing.lead_id, hold.shared_as
      from protection_hold as hold
      join protection_window as standing on standing.id = hold.window_id and standing.ended_at is null
      left join shared_prospect as own on own.lead_id = standing.lead_id
      where hold.shared_as is distinct from
          coalesce(app.held_as(standing.partner_id, standing.lead_id, hold.account_id), standing.id)
        -- what is corrected in review is held as it says from its acceptance on
        and not exists (
          select
          from lead
          left join shared_prospect as other on other.lead_id = lead.id
          where lead.stage in ('SUBMITTED', 'MQL') and (lead.id = standing.lead_id or other.group_id = own.group_id))`,
  },
  {
    name: "claim-conflict-is-decided-on-record",
    meaning:
      "A conflict of a lead with a claim of the vendor's own is decided exactly where a decision is kept",
    sql: `
      select conflict.id
      from claim_conflict as conflict
      left join claim_decision as decision on decision.conflict_id = conflict.id
      where (conflict.state = 'DECIDED') is distinct from (decision.id is not null)`,
  },
  {
    name: "accounts-have-their-keys",
    meaning:
      "Each key of an accepted lead's company finds an account, and each account has a lead, is a customer, is wanted, or uses the product",
    sql: `
      select linked.lead_id, key.key
      from account_lead as linked
      join company_key as key on key.partner_id = linked.partner_id and key.lead_id = linked.lead_id
      where not exists (select from account_key as known where known.key = key.key)
      union all
      select null, account.name
      from account
      where not exists (select from account_lead as linked where linked.account_id = account.id)
        and not exists (select from customer where customer.account_id = account.id)
        and not exists (select from target where target.account_id = account.id)
        and not exists (select from usage_event as used where used.account_id = account.id)`,
  },
  {
    name: "deal-that-was-won-makes-a-customer",
    meaning: "The account of each won lead is or was a customer of its product lines from then on",
    sql: `
      select lead.id as lead_id, line_id
      from lead
      join account_lead as linked on linked.lead_id = lead.id
      cross join unnest(lead.product_line_ids) as line_id
      where lead.stage = 'WON'
        and not exists (
          select
          from customer
          where customer.account_id = linked.account_id and customer.product_line_id = line_id
            and customer.since <= lead.won_at and (customer.until > lead.won_at or customer.until is null))
      union all
      select lead.id, customer.product_line_id
      from customer
      join lead on lead.id = customer.lead_id
      where lead.won_at is null and (customer.until is null or customer.until > customer.since)`,
  },
  {
    name: "appeal-is-against-a-decision",
    meaning:
      "An appeal is an event of its lead's, later than the decision that closed it, and is open only while it stays closed",
    sql: `
      select appeal.id as appeal_id, appeal.state
      from appeal
      join lead on lead.id = appeal.lead_id
      left join lead_event as decision on decision.partner_id = appeal.partner_id and decision.id = appeal.event_id
      left join lead_event as made on made.partner_id = appeal.partner_id and made.id = appeal.id
      where made.type is distinct from 'APPEALED'
         or decision.to_stage is null
         or decision.to_stage not in ('REJECTED', 'DISQUALIFIED', 'EXPIRED') and decision.type <> 'TRANSFERRED'
         or decision.from_stage = decision.to_stage
         or (made.seq > decision.seq) is distinct from true
         or appeal.decided_at < appeal.opened_at
         or appeal.state = 'OPEN' and lead.stage <> decision.to_stage`,
  },
  {
    name: "decided-conflict-has-its-decision",
    meaning:
      "A conflict is decided by a decision on record, and what its leads were told names an event of theirs",
    sql: `
      select conflict.id as conflict_id, conflict.state
      from conflict
      where conflict.state = 'DECIDED'
        and not exists (
          select
          from conflict_decision as decision
          where decision.conflict_id = conflict.id and decision.decided_at = conflict.ended_at)
      union all
      select decision.conflict_id, decision.outcome
      from conflict_decision as decision
      left join lead_decision as told
        on told.id in (decision.incumbent_event_id, decision.challenger_event_id)
      group by decision.id
      having count(told.id) is distinct from case when decision.outcome in ('FIRST_WINS', 'SECOND_WINS') then 1 else 2 end`,
  },
];
