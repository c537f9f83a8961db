import type { LeadId, OfferId, PartnerId } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type {
  Database,
  RefusalsByConstraint,
  Session,
  Transaction,
} from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { OfferRole, OfferState, StandingOffer } from "../domain/offer.ts";

export interface NewOffer {
  readonly id: OfferId;
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly role: OfferRole;
  readonly need: string;
  readonly message: string | null;
  readonly at: Date;
  /** As a uuid. */
  readonly by: string;
  readonly expiresAt: Date;
}

const ONE_OPEN: RefusalsByConstraint = {
  offer_one_open: () =>
    refuse("ALREADY_DONE", "The lead is offered already; withdraw that offer first."),
};

/** Queues an offer of a lead: its company and what it may be worth, as they are now. */
export function queueOffer(tx: Transaction, offer: NewOffer): void {
  tx.queue(
    sql`
      insert into offer (id, partner_id, lead_id, role, company_name, company_domain, company_country, need, message,
        value_minor, value_currency, offered_at, offered_by, expires_at)
      select ${uuidOf(offer.id)}::uuid, ${uuidOf(offer.partnerId)}::uuid, l.id, ${offer.role}::text, company.name,
        company.domain, company.country, ${offer.need}::text, ${offer.message}::text, l.value_minor, l.value_currency,
        ${offer.at}::timestamptz, ${offer.by}::uuid, ${offer.expiresAt}::timestamptz
      from lead as l
      join company on company.partner_id = l.partner_id and company.lead_id = l.id
      where l.id = ${uuidOf(offer.leadId)}::uuid`,
    ONE_OPEN,
  );
}

/** An offer, as it stands behind its lock. */
export interface LockedOffer extends StandingOffer {
  readonly id: OfferId;
  readonly partnerId: PartnerId;
  readonly leadId: LeadId;
  readonly role: OfferRole;
}

type LockedRow = {
  partner_id: string;
  lead_id: string;
  state: OfferState;
  role: OfferRole;
  version: number;
  expires_at: Date;
};

/** Locks an offer that the session may see; null where there is none. */
export async function lockOffer(
  tx: Transaction,
  session: Session,
  id: OfferId,
): Promise<LockedOffer | null> {
  const row = await tx.readOne<LockedRow>(sql`
    select offer.partner_id, offer.lead_id, offer.state, offer.role, offer.version, offer.expires_at
    from offer
    where ${ownRows(session, "offer")} and offer.id = ${uuidOf(id)}::uuid
    for no key update`);
  return (
    row && {
      id,
      partnerId: idOf("prt", row.partner_id),
      leadId: idOf("lead", row.lead_id),
      state: row.state,
      role: row.role,
      version: row.version,
      expiresAt: row.expires_at,
    }
  );
}

/** The lead that a partner's offer is of, for a vendor's session; null where it has no such offer. */
export async function readOfferedLead(
  tx: Transaction,
  id: OfferId,
  partnerId: PartnerId,
): Promise<LeadId | null> {
  const row = await tx.readOne<{ lead_id: string }>(sql`
    select lead_id
    from offer
    where id = ${uuidOf(id)}::uuid and partner_id = ${uuidOf(partnerId)}::uuid`);
  return row && idOf("lead", row.lead_id);
}

/** How an offer ends. */
export interface OfferEnd {
  readonly state: Exclude<OfferState, "OFFERED" | "ACCEPTED" | "DECLINED">;
  readonly at: Date;
}

export function queueOfferEnded(tx: Transaction, id: OfferId, { state, at }: OfferEnd): void {
  tx.queue(sql`
    update offer
    set state = ${state}::text,
      decided_at = ${at}::timestamptz,
      version = version + 1
    where id = ${uuidOf(id)}::uuid and state = 'OFFERED'`);
}

/** Queues that its partner does not want it, and why. */
export function queueOfferDeclined(
  tx: Transaction,
  { id, partnerId }: LockedOffer,
  declined: { readonly reason: string; readonly at: Date },
): void {
  tx.queue(sql`
    update offer
    set state = 'DECLINED',
      decided_at = ${declined.at}::timestamptz,
      decline_reason = ${declined.reason}::text,
      version = version + 1
    where partner_id = ${uuidOf(partnerId)}::uuid and id = ${uuidOf(id)}::uuid`);
}

/** Queues that its partner took it, as its own lead. */
export function queueOfferTaken(
  tx: Transaction,
  { id, partnerId }: LockedOffer,
  taken: { readonly leadId: LeadId; readonly at: Date },
): void {
  tx.queue(sql`
    update offer
    set state = 'ACCEPTED',
      decided_at = ${taken.at}::timestamptz,
      taken_lead_id = ${uuidOf(taken.leadId)}::uuid,
      version = version + 1
    where partner_id = ${uuidOf(partnerId)}::uuid and id = ${uuidOf(id)}::uuid`);
}

/** Offers that were not answered in time, those that wait longest first. */
export async function readOverdueOffers(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly OfferId[]> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      select id
      from offer
      where state = 'OFFERED' and expires_at <= ${at}::timestamptz
      order by expires_at
      limit ${most}::integer`,
  );
  return rows.map((row) => idOf("off", row.id));
}
