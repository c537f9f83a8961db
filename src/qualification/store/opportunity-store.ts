import type { LeadId, Money, OpportunityId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import { OpportunityRow } from "./opportunity.row.ts";

export interface NewOpportunity {
  readonly id: OpportunityId;
  readonly lead: { readonly id: LeadId; readonly partnerId: PartnerId };
  readonly amount: Money;
  /** YYYY-MM-DD: when the deal is expected to close. */
  readonly closeOn: string;
  readonly at: Date;
}

export function queueOpportunity(
  database: Database,
  tx: Transaction,
  opened: NewOpportunity,
): void {
  tx.queue(
    database.insert(OpportunityRow, {
      id: uuidOf(opened.id),
      leadId: uuidOf(opened.lead.id),
      partnerId: uuidOf(opened.lead.partnerId),
      state: "OPEN",
      amountMinor: opened.amount.minor,
      currency: opened.amount.currency,
      closeOn: opened.closeOn,
      openedAt: opened.at,
      updatedAt: opened.at,
    }),
  );
}

/** Queues a deal that was opened and won at once. */
export function queueOpportunityWonAtOnce(
  database: Database,
  tx: Transaction,
  { closeOn, at, ...won }: NewOpportunity,
): void {
  tx.queue(
    database.insert(OpportunityRow, {
      id: uuidOf(won.id),
      leadId: uuidOf(won.lead.id),
      partnerId: uuidOf(won.lead.partnerId),
      state: "WON",
      amountMinor: won.amount.minor,
      currency: won.amount.currency,
      ...{ closeOn, openedAt: at, closedAt: at, updatedAt: at },
    }),
  );
}

/** The currency of a lead's open opportunity; null where it has none. */
export async function opportunityCurrency(tx: Transaction, leadId: LeadId): Promise<string | null> {
  const row = await tx.readOne<{ currency: string }>(
    sql`select o.currency from opportunity as o where o.lead_id = ${uuidOf(leadId)}::uuid and o.state = 'OPEN'`,
  );
  return row?.currency ?? null;
}

/** What a lead's won deal was worth; null where it has none. */
export function wonOpportunity(
  tx: Transaction,
  leadId: LeadId,
): Promise<{ minor: bigint; currency: string } | null> {
  return tx.readOne<{ minor: bigint; currency: string }>(sql`
    select o.amount_minor as minor, o.currency
    from opportunity as o
    where o.lead_id = ${uuidOf(leadId)}::uuid and o.state = 'WON'`);
}

/** Queues what a lead's won deal was worth, as it is known now. */
export function queueDealAmount(
  tx: Transaction,
  leadId: LeadId,
  { amount, at }: { readonly amount: Money; readonly at: Date },
): void {
  tx.queue(sql`
    update opportunity
    set amount_minor = ${amount.minor}::bigint,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where lead_id = ${uuidOf(leadId)}::uuid and state = 'WON'`);
}

/** Queues the won end of a lead's opportunity, with what it was worth and the day it closed. */
export function queueOpportunityWon(
  tx: Transaction,
  leadId: LeadId,
  won: { readonly amount: Money; readonly closedOn: string; readonly at: Date },
): void {
  tx.queue(sql`
    update opportunity
    set state = 'WON',
      amount_minor = ${won.amount.minor}::bigint,
      currency = ${won.amount.currency}::text,
      close_on = ${won.closedOn}::date,
      closed_at = ${won.at}::timestamptz,
      version = version + 1,
      updated_at = ${won.at}::timestamptz
    where lead_id = ${uuidOf(leadId)}::uuid and state = 'OPEN'`);
}

/** Queues the lost end of a lead's opportunity; what it would have been worth stays. */
export function queueOpportunityLost(tx: Transaction, leadId: LeadId, at: Date): void {
  tx.queue(sql`
    update opportunity
    set state = 'LOST',
      closed_at = greatest(opened_at, ${at}::timestamptz),
      version = version + 1,
      updated_at = greatest(opened_at, ${at}::timestamptz)
    where lead_id = ${uuidOf(leadId)}::uuid and state = 'OPEN'`);
}

/** Queues that a deal that was opened, or won at once, was never one. */
export function queueOpportunityUndone(
  tx: Transaction,
  leadId: LeadId,
  { at, state }: { readonly at: Date; readonly state: "OPEN" | "WON" },
): void {
  tx.queue(sql`
    update opportunity
    set state = 'UNDONE',
      closed_at = ${at}::timestamptz,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where lead_id = ${uuidOf(leadId)}::uuid and state = ${state}::text`);
}

/** Queues that the deal which ended with the lead's last move is open again. */
export function queueOpportunityOpen(tx: Transaction, leadId: LeadId, at: Date): void {
  tx.queue(sql`
    update opportunity
    set state = 'OPEN',
      closed_at = null,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = (
      select o.id
      from opportunity as o
      where o.lead_id = ${uuidOf(leadId)}::uuid and o.state in ('WON', 'LOST')
      order by o.opened_at desc, o.id desc
      limit 1
    )`);
}
