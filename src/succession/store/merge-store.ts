import type { ContactId, EventId } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { LockedLead } from "../../leads/index.ts";
import type { RefusalsByConstraint, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { ALL_LINES } from "../../products/index.ts";
import type { Actor } from "../../platform/mutation/index.ts";

/** What becomes of the lead in which others go on. */
export interface Joining {
  readonly survivor: LockedLead;
  readonly merged: readonly LockedLead[];
  readonly eventId: EventId;
  readonly at: Date;
  readonly actor: Actor;
  readonly comment: string | null;
  /** For the vendor alone. */
  readonly note: string;
}

/**
 * Queues, behind the ends of the others, that they go on in this lead: it claims from the earliest of
 * their claims, and reached each stage when the first of them did, implied where that one passed it over.
 */
export function queueJoined(tx: Transaction, joining: Joining): void {
  const { survivor, at, actor, comment, eventId } = joining;
  const [lead, partner] = [uuidOf(survivor.id), uuidOf(survivor.partnerId)];
  const merged = joining.merged.map(({ id }) => uuidOf(id));
  tx.queueAfter(sql`
    update lead
    set version = version + 1,
      updated_at = ${at}::timestamptz,
      joined = joined + 1,
      claimed_at = least(lead.claimed_at, before.claimed_at),
      submitted_at = least(lead.submitted_at, before.submitted_at),
      marketing_qualified_at = least(lead.marketing_qualified_at, before.marketing_qualified_at),
      accepted_at = least(lead.accepted_at, before.accepted_at),
      sales_qualified_at = least(lead.sales_qualified_at, before.sales_qualified_at),
      opportunity_at = least(lead.opportunity_at, before.opportunity_at),
      won_at = least(lead.won_at, before.won_at),
      lost_at = least(lead.lost_at, before.lost_at),
      implied_stages = array(
        select reached.stage
        from (
          select distinct on (stamp.stage) stamp.stage, stamp.stage = any(l.implied_stages) as is_implied
          from lead as l
          cross join lateral (values
            ('SUBMITTED', l.submitted_at),
            ('MQL', l.marketing_qualified_at),
            ('SAL', l.accepted_at),
            ('SQL', l.sales_qualified_at),
            ('OPPORTUNITY', l.opportunity_at)
          ) as stamp (stage, at)
          where l.id = any(${[lead, ...merged]}::uuid[]) and stamp.at is not null
          order by stamp.stage, stamp.at, l.id
        ) as reached
        where reached.is_implied
        order by reached.stage)
    from (
      select min(claimed_at) as claimed_at, min(submitted_at) as submitted_at,
        min(marketing_qualified_at) as marketing_qualified_at, min(accepted_at) as accepted_at,
        min(sales_qualified_at) as sales_qualified_at, min(opportunity_at) as opportunity_at,
        min(won_at) as won_at, min(lost_at) as lost_at
      from lead
      where id = any(${merged}::uuid[])
    ) as before
    where lead.partner_id = ${partner}::uuid and lead.id = ${lead}::uuid and lead.version = ${survivor.version}::integer`);
  tx.queueAfter(
    sql`
    insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, at, actor_kind, actor_id, by_vendor, comment)
    values (${uuidOf(eventId)}::uuid, ${partner}::uuid, ${lead}::uuid, ${survivor.version + 1}::integer, 'JOINED',
      ${survivor.stage}::text, ${survivor.stage}::text, ${at}::timestamptz, ${actor.kind}::text, ${actor.id}::uuid, true,
      ${comment}::text)`,
    HELD_BY_ANOTHER,
  );
  tx.queueAfter(sql`
    insert into lead_event_internal (event_id, partner_id, note)
    values (${uuidOf(eventId)}::uuid, ${partner}::uuid, ${joining.note}::text)`);
}

/** What the survivor would hold, another lead holds. */
export const HELD_BY_ANOTHER: RefusalsByConstraint = {
  protection_hold_one_per_line: () =>
    refuse(
      "PROSPECT_PROTECTED",
      "Another lead holds the survivor's prospect by now, and is not merged with it: merge that one as well, or reject what does not hold.",
    ),
};

/** Queues that the survivor's company is the account of the others', where it had none. */
export function queueAccountOf(tx: Transaction, { survivor, merged, at }: Joining): void {
  tx.queue(sql`
    insert into account_lead (partner_id, lead_id, account_id, linked_at)
    select ${uuidOf(survivor.partnerId)}::uuid, ${uuidOf(survivor.id)}::uuid, linked.account_id, ${at}::timestamptz
    from account_lead as linked
    left join protection_window as protected
      on protected.partner_id = linked.partner_id and protected.lead_id = linked.lead_id and protected.ended_at is null
    where linked.lead_id = any(${merged.map(({ id }) => uuidOf(id))}::uuid[])
    order by protected.protected_from nulls last, linked.linked_at
    limit 1
    on conflict on constraint account_lead_pkey do nothing`);
}

// Somebody registered the prospect between our look and our write: look again.
const RACES: RefusalsByConstraint = { lead_claim_pkey: TRY_AGAIN };

/**
 * Queues, behind the ends of the others, which let their claims go, that the survivor claims as its
 * partner's other leads did: their persons and the keys of their company are its own as well.
 */
export function queueOwnClaims(
  tx: Transaction,
  { survivor, merged }: Joining,
  persons: readonly { readonly from: string; readonly id: ContactId }[],
): void {
  const [lead, partner] = [uuidOf(survivor.id), uuidOf(survivor.partnerId)];
  const others = merged.map(({ id }) => uuidOf(id));
  tx.queueAfter(sql`
    insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, phone, job_title, buying_role,
      consent_basis, consent_obtained_at, consent_source)
    select joining.id, ${lead}::uuid, c.partner_id, false, c.name, c.email, c.email_key, c.phone, c.job_title, c.buying_role,
      c.consent_basis, c.consent_obtained_at, c.consent_source
    from unnest(
      ${persons.map(({ from }) => from)}::uuid[],
      ${persons.map(({ id }) => uuidOf(id))}::uuid[]
    ) as joining (from_id, id)
    join contact as c on c.partner_id = ${partner}::uuid and c.id = joining.from_id`);
  tx.queueAfter(sql`
    insert into company_key (partner_id, lead_id, key)
    select distinct partner_id, ${lead}::uuid, key
    from company_key
    where partner_id = ${partner}::uuid and lead_id = any(${others}::uuid[])
    on conflict on constraint company_key_pkey do nothing`);
  tx.queueAfter(
    sql`
      insert into lead_claim (partner_id, kind, key, lead_id, product_line_id)
      select ${partner}::uuid, own.kind, own.key, ${lead}::uuid, own.line_id
      from (
        select 'EMAIL' as kind, email_key as key, ${uuidOf(ALL_LINES)}::uuid as line_id
        from contact
        where partner_id = ${partner}::uuid and lead_id = ${lead}::uuid
        union
        select 'COMPANY', company_key.key, line_id
        from company_key
        join lead as l on l.partner_id = company_key.partner_id and l.id = company_key.lead_id
        cross join unnest(l.product_line_ids) as line_id
        where l.partner_id = ${partner}::uuid and l.id = ${lead}::uuid
      ) as own
      where not exists (
        select
        from lead_claim as held
        where held.partner_id = ${partner}::uuid and held.kind = own.kind and held.key = own.key
          and held.product_line_id = own.line_id and held.lead_id = ${lead}::uuid)`,
    RACES,
  );
  tx.queueAfter(sql`
    insert into account_key (key, country, account_id)
    select key.key, coalesce(company.country, ''), linked.account_id
    from account_lead as linked
    join company_key as key on key.partner_id = linked.partner_id and key.lead_id = linked.lead_id
    join company on company.partner_id = key.partner_id and company.lead_id = key.lead_id
    where linked.partner_id = ${partner}::uuid and linked.lead_id = ${lead}::uuid
    on conflict on constraint account_key_pkey do nothing`);
  tx.queueAfter(sql`
    update company
    set keys_version = keys_version + 1
    where partner_id = ${partner}::uuid and lead_id = ${lead}::uuid`);
}
