import type { ContactId, EventId, LeadId, OpportunityId, PartnerId } from "../../kernel/index.ts";
import { localDate, refuse, uuidOf } from "../../kernel/index.ts";
import type { LockedLead, Stage } from "../../leads/index.ts";
import type { RefusalsByConstraint, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { ALL_LINES } from "../../products/index.ts";
import type { OfferRole } from "../domain/offer.ts";

/** A lead that goes on, as another partner's own. */
export interface Successor {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly origin: "TRANSFER" | "OFFER";
  /** What its partner is where it took an offer; null where it has the part that the other had. */
  readonly role: OfferRole | null;
  /** Whoever opens it, as a uuid. */
  readonly openedBy: string;
  readonly at: Date;
  /** A new id for each contact of the lead that ends, by its uuid. */
  readonly contacts: readonly { readonly from: string; readonly id: ContactId }[];
  readonly opportunityId: OpportunityId;
}

// The partner registered the same prospect between our look and our write: look again, and say so.
const RACES: RefusalsByConstraint = { lead_claim_pkey: TRY_AGAIN };

/**
 * Queues that a lead goes on in a new one, with its claim, the stages that it reached, its company,
 * its persons, its account, its part in a shared prospect and its deal. Notes, references and evidence
 * are the words of the partner that gives it up, and stay there. All of it is read as it stood before
 * this transaction's writes.
 */
export function queueSuccessor(tx: Transaction, ending: LockedLead, successor: Successor): void {
  queueLead(tx, ending, successor);
  queueCompany(tx, ending, successor);
  queuePersons(tx, ending, successor);
  queueStanding(tx, ending, successor);
  queueDeal(tx, ending, successor);
  queueSuccession(tx, ending, { ...successor, kind: successor.origin });
}

function queueLead(tx: Transaction, ending: LockedLead, successor: Successor): void {
  const { at } = successor;
  tx.queue(sql`
    insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at,
      marketing_qualified_at, accepted_at, sales_qualified_at, opportunity_at, won_at, lost_at, implied_stages,
      registration_hash, source, value_minor, value_currency, registered_by, owner_id, owner_name, reason_code,
      revisit_on, created_at, updated_at, origin, product_line_ids, tender_reference, tender_issuer, tender_due_on,
      form_number, custom_fields)
    select ${uuidOf(successor.id)}::uuid, ${uuidOf(successor.partnerId)}::uuid, program_id, kind, stage,
      ${at}::timestamptz, claimed_at, submitted_at, marketing_qualified_at, accepted_at, sales_qualified_at,
      opportunity_at, won_at, lost_at, implied_stages, registration_hash, source, value_minor, value_currency,
      ${successor.openedBy}::uuid, owner_id, owner_name, reason_code, revisit_on, ${at}::timestamptz, ${at}::timestamptz,
      ${successor.origin}::text, product_line_ids, tender_reference, tender_issuer, tender_due_on, form_number, custom_fields
    from lead
    where partner_id = ${uuidOf(ending.partnerId)}::uuid and id = ${uuidOf(ending.id)}::uuid`);
}

function queueCompany(tx: Transaction, ending: LockedLead, { id, partnerId }: Successor): void {
  const [lead, partner] = [uuidOf(id), uuidOf(partnerId)];
  const ended = sql`partner_id = ${uuidOf(ending.partnerId)}::uuid and lead_id = ${uuidOf(ending.id)}::uuid`;
  tx.queue(sql`
    insert into company (lead_id, partner_id, name, folded_name, domain, country, tax_id)
    select ${lead}::uuid, ${partner}::uuid, name, folded_name, domain, country, tax_id
    from company
    where ${ended}`);
  tx.queue(sql`
    insert into company_key (partner_id, lead_id, key)
    select ${partner}::uuid, ${lead}::uuid, key
    from company_key
    where ${ended}`);
  tx.queue(
    sql`
      insert into lead_claim (partner_id, kind, key, lead_id, product_line_id)
      select ${partner}::uuid, 'EMAIL', email_key, ${lead}::uuid, ${uuidOf(ALL_LINES)}::uuid
      from contact
      where ${ended}
      union all
      select ${partner}::uuid, 'COMPANY', key, ${lead}::uuid, line_id
      from company_key
      cross join (
        select unnest(product_line_ids) as line_id
        from lead
        where partner_id = ${uuidOf(ending.partnerId)}::uuid and id = ${uuidOf(ending.id)}::uuid
      ) as line
      where ${ended}`,
    RACES,
  );
}

/** The basis is what it was, and where it came from says by whom it was passed on, and when. */
function queuePersons(tx: Transaction, ending: LockedLead, successor: Successor): void {
  const { contacts, at } = successor;
  const passedOn = `Passed on by the vendor on ${localDate(at, ending.timeZone)}`;
  tx.queue(sql`
    insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, phone, job_title, buying_role,
      consent_basis, consent_obtained_at, consent_source)
    select passed.id, ${uuidOf(successor.id)}::uuid, ${uuidOf(successor.partnerId)}::uuid, c.is_primary, c.name, c.email,
      c.email_key, c.phone, c.job_title, c.buying_role, c.consent_basis, c.consent_obtained_at,
      concat_ws('; ', ${passedOn}::text, c.consent_source)
    from unnest(
      ${contacts.map(({ from }) => from)}::uuid[],
      ${contacts.map(({ id }) => uuidOf(id))}::uuid[]
    ) as passed (from_id, id)
    join contact as c
      on c.partner_id = ${uuidOf(ending.partnerId)}::uuid and c.lead_id = ${uuidOf(ending.id)}::uuid and c.id = passed.from_id`);
}

/** Its account and, where its prospect is shared, its part: the lead that ends has none any more. */
function queueStanding(tx: Transaction, ending: LockedLead, successor: Successor): void {
  const [lead, partner] = [uuidOf(successor.id), uuidOf(successor.partnerId)];
  const ended = sql`partner_id = ${uuidOf(ending.partnerId)}::uuid and lead_id = ${uuidOf(ending.id)}::uuid`;
  tx.queue(sql`
    insert into account_lead (partner_id, lead_id, account_id, linked_at)
    select ${partner}::uuid, ${lead}::uuid, account_id, ${successor.at}::timestamptz
    from account_lead
    where ${ended}`);
  if (successor.role !== null) return queueHelper(tx, ending, successor, successor.role);
  tx.queue(sql`
    insert into shared_prospect (partner_id, lead_id, group_id, weight_ppm, role)
    select ${partner}::uuid, ${lead}::uuid, group_id, weight_ppm, role
    from shared_prospect
    where ${ended}`);
  tx.queue(sql`
    update shared_prospect
    set weight_ppm = 0, role = 'SOURCED'
    where ${ended}`);
}

/** What the vendor found is the vendor's: whoever takes it helps, and brought nothing of its own. */
function queueHelper(
  tx: Transaction,
  ending: LockedLead,
  successor: Successor,
  role: OfferRole,
): void {
  const found = uuidOf(ending.id);
  const group = sql`coalesce(
      (select shared.group_id from shared_prospect as shared where shared.lead_id = ${found}::uuid), ${found}::uuid)`;
  tx.queue(sql`
    insert into shared_prospect (partner_id, lead_id, group_id, weight_ppm, role)
    values
      (${uuidOf(ending.partnerId)}::uuid, ${found}::uuid, ${group}, 1000000, 'SOURCED'),
      (${uuidOf(successor.partnerId)}::uuid, ${uuidOf(successor.id)}::uuid, ${group}, 0, ${role}::text)
    on conflict on constraint shared_prospect_pkey do nothing`);
}

function queueDeal(tx: Transaction, ending: LockedLead, successor: Successor): void {
  const { at } = successor;
  const open = sql`partner_id = ${uuidOf(ending.partnerId)}::uuid and lead_id = ${uuidOf(ending.id)}::uuid and state = 'OPEN'`;
  tx.queue(sql`
    insert into opportunity (id, lead_id, partner_id, state, amount_minor, currency, close_on, opened_at, updated_at)
    select ${uuidOf(successor.opportunityId)}::uuid, ${uuidOf(successor.id)}::uuid, ${uuidOf(successor.partnerId)}::uuid,
      'OPEN', amount_minor, currency, close_on, opened_at, ${at}::timestamptz
    from opportunity
    where ${open}`);
  queueDealMoved(tx, ending, at);
}

/** Queues that a lead's open deal goes on with the lead in which its own goes on. */
export function queueDealMoved(tx: Transaction, ending: LockedLead, at: Date): void {
  tx.queue(sql`
    update opportunity
    set state = 'MOVED',
      closed_at = greatest(opened_at, ${at}::timestamptz),
      version = version + 1,
      updated_at = greatest(opened_at, ${at}::timestamptz)
    where partner_id = ${uuidOf(ending.partnerId)}::uuid and lead_id = ${uuidOf(ending.id)}::uuid and state = 'OPEN'`);
}

export interface Succession {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly kind: string;
  readonly at: Date;
}

/** Queues in which lead another one goes on, and all that had gone on in that one before. */
export function queueSuccession(tx: Transaction, ending: LockedLead, into: Succession): void {
  const lead = uuidOf(into.id);
  tx.queue(sql`
    insert into lead_succession (partner_id, lead_id, into_partner_id, into_lead_id, root_lead_id, kind, at)
    values (${uuidOf(ending.partnerId)}::uuid, ${uuidOf(ending.id)}::uuid, ${uuidOf(into.partnerId)}::uuid, ${lead}::uuid,
      ${lead}::uuid, ${into.kind}::text, ${into.at}::timestamptz)`);
  tx.queue(sql`
    update lead_succession
    set root_lead_id = ${lead}::uuid
    where root_lead_id = ${uuidOf(ending.id)}::uuid`);
}

// Whoever takes an offer reads it as well: it says nothing of what others hold.
const heldOtherwise = () =>
  refuse(
    "BUSINESS_RULE",
    "The lead cannot be passed on as it stands; the vendor's channel manager can tell more.",
  );

/** The first event of a lead that goes on from another one. */
export interface Opening {
  readonly eventId: EventId;
  readonly type: string;
  readonly stage: Stage;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly byVendor: boolean;
}

/** Queues the event behind all else: what it brings about looks at what ended. */
export function queueOpening(tx: Transaction, successor: Successor, opening: Opening): void {
  const { actor } = opening;
  tx.queueAfter(
    sql`
    insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, at, actor_kind, actor_id, by_vendor,
      reason_code, comment)
    values (${uuidOf(opening.eventId)}::uuid, ${uuidOf(successor.partnerId)}::uuid, ${uuidOf(successor.id)}::uuid, 1,
      ${opening.type}::text, 'NONE', ${opening.stage}::text, ${successor.at}::timestamptz, ${actor.kind}::text,
      ${actor.id}::uuid, ${opening.byVendor}::boolean, ${opening.reasonCode}::text, ${opening.comment}::text)`,
    { protection_hold_one_per_line: heldOtherwise },
  );
}
