import type { Invariant } from "./invariant.ts";

/** The id of the API, as audit and outcomes name it, of a row's uuid: the kernel's `idOf` in SQL. */
const idOfUuid = (prefix: string, uuid: string): string => `'${prefix}_' || (
          select string_agg(
            substr('0123456789abcdefghjkmnpqrstvwxyz',
              substring(b'00' || ('x' || replace(${uuid}::text, '-', ''))::bit(128) from 5 * digit + 1 for 5)::bit(5)::integer + 1, 1),
            '' order by digit)
          from generate_series(0, 25) as digit)`;

/** Each mutation leaves its audit row and, under its key, its outcome: once. */
export const RECORD_INVARIANTS: readonly Invariant[] = [
  {
    name: "event-has-its-audit-row",
    meaning: "For each event the audit says who did it to that lead at that instant",
    sql: `
      select event.lead_id, event.seq, event.type
      from lead_event as event
      join (select id, ${idOfUuid("lead", "lead.id")} as api_id from lead) as named on named.id = event.lead_id
      where not exists (
        select
        from audit_entry as audit
        where audit.subject_ids @> array[named.api_id] and audit.at = event.at and audit.outcome = 'DONE'
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
    meaning: "What a key says was done to a lead is one event of it, at that instant",
    sql: `
      select claim.partner_id, claim.mutation, claim.key, count(event.id) as events
      from idempotency_claim as claim
      left join (select id, ${idOfUuid("lead", "lead.id")} as api_id from lead) as named
        on named.api_id = claim.outcome ->> 'leadId'
      left join lead_event as event
        on event.lead_id = named.id
        and event.at = claim.created_at
        and exists (
          select
          from stage_move as move
          where move.verb = claim.mutation and move.event_type = event.type)
      where claim.mutation in (select verb from stage_move)
        and claim.outcome ->> 'kind' is distinct from 'LeadAlreadyRegistered'
      group by claim.partner_id, claim.mutation, claim.key
      having count(event.id) <> 1`,
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
