import type { Invariant } from "./invariant.ts";

/** The id of the API, as audit and outcomes name it, of a row's uuid: the kernel's `idOf` in SQL. */
const idOfUuid = (prefix: string, uuid: string): string => `'${prefix}_' || (
          select string_agg(
            substr('0123456789abcdefghjkmnpqrstvwxyz',
              substring(b'00' || ('x' || replace(${uuid}::text, '-', ''))::bit(128) from 5 * digit + 1 for 5)::bit(5)::integer + 1, 1),
            '' order by digit)
          from generate_series(0, 25) as digit)`;

/**
 * Events as audit and outcomes name them. An event is of its call's instant, or of that of the event
 * before it where a later call was served sooner.
 */
const TOLD_EVENTS = `
        select event.*, ${idOfUuid("evt", "event.id")} as api_id, named.api_id as lead_api_id,
          lag(event.at) over (partition by event.lead_id order by event.seq) as previous_at
        from lead_event as event
        join (select id, ${idOfUuid("lead", "lead.id")} as api_id from lead) as named on named.id = event.lead_id`;

/** Each mutation leaves its audit row and, under its key, its outcome: once. */
export const RECORD_INVARIANTS: readonly Invariant[] = [
  {
    name: "event-has-its-audit-row",
    meaning: "For each event the audit says who did it to that lead, and when",
    sql: `
      select event.lead_id, event.seq, event.type
      from (${TOLD_EVENTS}) as event
      where not exists (
        select
        from audit_entry as audit
        where audit.subject_ids @> array[event.api_id, event.lead_api_id] and audit.outcome = 'DONE'
          and greatest(audit.at, event.previous_at) = event.at
          and audit.actor_id is not distinct from event.actor_id)`,
  },
  {
    name: "key-has-one-outcome",
    meaning: "Each idempotency key of a caller was used once, and what came of it is known",
    sql: `
      select partner_id, mutation, key, count(*) as claims
      from idempotency_claim
      group by partner_id, mutation, key
      having count(*) > 1 or bool_or(outcome is null)`,
  },
  {
    name: "key-has-one-effect",
    meaning: "What a key says was done to a lead is the event that it names, and no other key's",
    sql: `
      select claim.partner_id, claim.mutation, claim.key, claim.outcome ->> 'eventId' as event
      from (
        select *, count(*) over (partition by outcome ->> 'eventId') as claims
        from idempotency_claim
        where mutation in (select verb from stage_move)
          and outcome ->> 'kind' is distinct from 'LeadAlreadyRegistered'
      ) as claim
      left join (${TOLD_EVENTS}) as event
        on event.api_id = claim.outcome ->> 'eventId'
        and event.lead_api_id = claim.outcome ->> 'leadId'
        and greatest(claim.created_at, event.previous_at) = event.at
        and exists (
          select
          from stage_move as move
          where move.verb = claim.mutation and move.event_type = event.type)
      where claim.claims > 1 or event.api_id is null`,
  },
  {
    name: "what-was-made-was-made-once",
    meaning: "No two keys made the same lead, assessment or opportunity",
    sql: `
      select made.id, count(*) as claims
      from idempotency_claim as claim
      cross join lateral (values
        (case when claim.outcome ->> 'kind' = 'LeadRegistered' then claim.outcome ->> 'leadId' end),
        (claim.outcome ->> 'assessmentId'),
        (claim.outcome ->> 'opportunityId')) as made (id)
      where made.id is not null
      group by made.id
      having count(*) > 1`,
  },
];
