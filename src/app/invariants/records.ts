import type { Invariant } from "./invariant.ts";

const DIGITS = Array.from(
  { length: 26 },
  (_, place) =>
    `substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits from ${5 * place + 1} for 5)::integer + 1, 1)`,
).join(" || ");

/**
 * The id of the API, as audit and outcomes name it, of a row's uuid: the kernel's `idOf` in SQL. Written
 * out digit by digit, since there are millions of them and a loop takes four times as long.
 */
const idOfUuid = (prefix: string, uuid: string): string => `'${prefix}_' || (
          select ${DIGITS}
          from (select b'00' || ('x' || replace(${uuid}::text, '-', ''))::bit(128) as bits offset 0) as id)`;

/**
 * Events as audit and outcomes name them. An event is of its call's instant, or of that of the event
 * before it where a later call was served sooner.
 */
const TOLD_EVENTS = `
        select event.*, ${idOfUuid("evt", "event.id")} as api_id, named.api_id as lead_api_id,
          lag(event.at) over (partition by event.lead_id order by event.seq) as previous_at
        from lead_event as event
        join (select id, ${idOfUuid("lead", "lead.id")} as api_id from lead) as named on named.id = event.lead_id`;

/**
 * What keys say was done to leads: one thing each, or a row for each of several. Whom the vendor gives a
 * lead is told by an event where it is its owner from then on, and by none before.
 */
const CLAIMED_EFFECTS = `
        select partner_id, mutation, key, created_at, case when mutation in ('claimLead', 'handOverLead', 'sendBackLead') then 'reassignLead' else mutation end as verb,
          outcome ->> 'leadId' as lead_id, outcome ->> 'eventId' as event_id
        from idempotency_claim
        where (mutation in (select verb from stage_move) or mutation in ('claimLead', 'handOverLead', 'sendBackLead'))
          and (outcome ? 'moved') is not true
          and (outcome ->> 'kind' = 'LeadGiven' and outcome ->> 'eventId' is null) is not true
          and outcome ->> 'kind' is distinct from 'LeadAlreadyRegistered'
        union all
        select partner_id, mutation, key, created_at, 'registerLead', made ->> 'leadId', made ->> 'eventId'
        from idempotency_claim
        cross join lateral jsonb_array_elements(outcome -> 'rows') as made
        where mutation in ('registerLeads', 'importLeads', 'importLeadsFor') and made ->> 'eventId' is not null
        union all
        select partner_id, mutation, key, created_at, moved ->> 'verb', moved ->> 'leadId', moved ->> 'eventId'
        from idempotency_claim
        cross join lateral jsonb_array_elements(outcome -> 'moved') as moved
        where outcome ? 'moved'`;

/** Each mutation leaves its audit row and, under its key, its outcome: once. */
export const RECORD_INVARIANTS: readonly Invariant[] = [
  {
    name: "event-has-its-audit-row",
    meaning: "For each event the audit says who did it to that lead, and when",
    sql: `
      select event.lead_id, event.seq, event.type
      from (${TOLD_EVENTS}) as event
      left join (
        select named.id, audit.subject_ids, audit.at, audit.actor_id
        from audit_entry as audit
        cross join lateral unnest(audit.subject_ids) as named (id)
        where audit.outcome = 'DONE' and named.id like 'evt\\_%'
      ) as audit
        on audit.id = event.api_id
        and event.lead_api_id = any(audit.subject_ids)
        and greatest(audit.at, event.previous_at) = event.at
        and audit.actor_id is not distinct from event.actor_id
      where audit.id is null`,
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
      select claim.partner_id, claim.mutation, claim.key, claim.event_id
      from (
        select *, count(*) over (partition by event_id) as claims
        from (${CLAIMED_EFFECTS}) as claimed
      ) as claim
      left join (${TOLD_EVENTS}) as event
        on event.api_id = claim.event_id
        and event.lead_api_id = claim.lead_id
        and greatest(claim.created_at, event.previous_at) = event.at
        and exists (
          select
          from stage_move as move
          where move.verb = claim.verb and move.event_type = event.type)
      where claim.claims > 1 or event.api_id is null`,
  },
  {
    name: "what-was-made-was-made-once",
    meaning: "No two keys made the same lead, assessment or opportunity",
    sql: `
      select made.id, count(*) as claims
      from (
        select lead_id as id from (${CLAIMED_EFFECTS}) as claimed where verb = 'registerLead'
        union all
        select outcome ->> 'assessmentId' from idempotency_claim
        union all
        select outcome ->> 'opportunityId' from idempotency_claim
      ) as made
      where made.id is not null
      group by made.id
      having count(*) > 1`,
  },
];
