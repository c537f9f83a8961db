import { idOf, isCurrency, money, refuse, uuidOf } from "../../kernel/index.ts";
import type { LeadId, PartnerId, Refusal, TouchpointId } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { TouchRole } from "../domain/models.ts";
import type {
  Channel,
  KnownTouch,
  TouchFacts,
  TouchItem,
  TouchRecorded,
  TouchSource,
} from "../domain/touchpoint.ts";

import { TouchpointRow } from "./touchpoint.row.ts";

type KnownRow = {
  id: string;
  partner_id: string;
  lead_id: string;
  role: TouchRole;
  channel: Channel;
  campaign: string | null;
  cost_minor: bigint | null;
  cost_currency: string | null;
  occurred_at: Date;
  reference: string;
};

/** What decides whether touches are recorded: the leads, the partners, and what is recorded already. */
export async function readTouchFacts(
  tx: Transaction,
  session: Session,
  items: readonly TouchItem[],
  source: TouchSource,
): Promise<Omit<TouchFacts, "newId">> {
  const leadIds = [...new Set(items.map(({ leadId }) => uuidOf(leadId)))];
  const asking = session.partnerId;
  const named = [...new Set(items.flatMap(({ partnerId }) => partnerId ?? asking ?? []))];
  const references = items.flatMap(({ reference }) => reference ?? []);
  const [leads, partners, known] = await Promise.all([
    tx.read<{ id: string; partner_id: string; touches: number }>(sql`
      select lead.id, lead.partner_id, (
        select count(*)::integer
        from touchpoint
        where ${ownRows(session, "touchpoint")} and touchpoint.lead_id = lead.id and touchpoint.retracted_at is null
          and (touchpoint.source = 'PARTNER') = ${source === "PARTNER"}::boolean
      ) as touches
      from lead
      where ${ownRows(session, "lead")} and lead.id = any(${leadIds}::uuid[])`),
    tx.read<{ id: string }>(sql`
      select id
      from partner
      where id = any(${named.map(uuidOf)}::uuid[])`),
    tx.read<KnownRow>(sql`
      select id, partner_id, lead_id, role, channel, campaign, cost_minor, cost_currency, occurred_at, reference
      from touchpoint
      where ${ownRows(session, "touchpoint")} and lead_id = any(${leadIds}::uuid[]) and source = ${source}::text
        and reference = any(${references}::text[]) and retracted_at is null`),
  ]);
  return {
    asking,
    leads: new Map(
      leads.map((row) => [
        idOf("lead", row.id),
        { partnerId: idOf("prt", row.partner_id), touches: row.touches },
      ]),
    ),
    partners: new Set(partners.map((row) => idOf("prt", row.id))),
    known: known.map(toKnown),
  };
}

function toKnown(row: KnownRow): KnownTouch {
  const { cost_minor: minor, cost_currency: currency } = row;
  const hasCost = minor !== null && currency !== null && isCurrency(currency);
  return {
    id: idOf("tch", row.id),
    partnerId: idOf("prt", row.partner_id),
    leadId: idOf("lead", row.lead_id),
    role: row.role,
    channel: row.channel,
    campaign: row.campaign,
    cost: hasCost ? money(minor, currency) : null,
    occurredAt: row.occurred_at,
    reference: row.reference,
  };
}

/** Queues touches. Somebody who recorded one under the same reference, or the last that a lead may have, was quicker. */
export function queueTouches(
  database: Database,
  tx: Transaction,
  touches: readonly TouchRecorded[],
  said: { readonly source: TouchSource; readonly at: Date; readonly by: string },
): void {
  if (touches.length === 0) return;
  const rows = touches.map((touch): Partial<TouchpointRow> => ({
    id: uuidOf(touch.id),
    partnerId: uuidOf(touch.partnerId),
    ...(said.source === "PARTNER" ? {} : { leadPartnerId: uuidOf(touch.leadPartnerId) }),
    leadId: uuidOf(touch.leadId),
    role: touch.role,
    channel: touch.channel,
    campaign: touch.campaign,
    costMinor: touch.cost?.minor ?? null,
    costCurrency: touch.cost?.currency ?? null,
    occurredAt: touch.occurredAt,
    source: said.source,
    reference: touch.reference,
    recordedAt: said.at,
    recordedBy: said.by,
  }));
  tx.queue(database.insert(TouchpointRow, ...rows), {
    touchpoint_once: TRY_AGAIN,
    touchpoint_bound: TRY_AGAIN,
  });
}

export interface StandingTouch {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly source: TouchSource;
  /** As a uuid. */
  readonly recordedBy: string;
  readonly isRetracted: boolean;
  /** True once its lead was settled, or went on in another one. */
  readonly isCounted: boolean;
}

/** A touch that the session may see, its lead locked; null where there is none. */
export async function lockTouch(
  tx: Transaction,
  session: Session,
  id: TouchpointId,
): Promise<StandingTouch | null> {
  const row = await tx.readOne<{
    lead_id: string;
    partner_id: string;
    source: TouchSource;
    recorded_by: string;
    is_retracted: boolean;
    is_counted: boolean;
  }>(sql`
    select touchpoint.lead_id, touchpoint.partner_id, touchpoint.source, touchpoint.recorded_by,
      touchpoint.retracted_at is not null as is_retracted,
      lead.sales_qualified_at is not null or lead.stage = 'MERGED' as is_counted
    from touchpoint
    join lead on lead.partner_id = touchpoint.lead_partner_id and lead.id = touchpoint.lead_id
    where ${ownRows(session, "touchpoint")} and touchpoint.id = ${uuidOf(id)}::uuid
    for no key update of lead`);
  return (
    row && {
      leadId: idOf("lead", row.lead_id),
      partnerId: idOf("prt", row.partner_id),
      source: row.source,
      recordedBy: row.recorded_by,
      isRetracted: row.is_retracted,
      isCounted: row.is_counted,
    }
  );
}

const alreadyRetracted = (): Refusal =>
  refuse("ALREADY_DONE", "The touch was taken back before.", { path: ["touchpointId"] });

/** Queues that a touch is taken back. */
export function queueRetraction(
  tx: Transaction,
  session: Session,
  id: TouchpointId,
  said: { readonly reason: string; readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update touchpoint
      set retracted_at = ${said.at}::timestamptz,
        retracted_by = ${said.by}::uuid,
        retract_reason = ${said.reason}::text
      where ${ownRows(session, "touchpoint")} and id = ${uuidOf(id)}::uuid`,
    { touchpoint_ends_once: alreadyRetracted },
  );
}

/** Queues that the partner of a lead which lost its prospect by a decision had to do with the one that has it. */
export function queueClaimTouch(
  tx: Transaction,
  lost: { readonly id: TouchpointId; readonly loser: LeadId; readonly winner: LeadId },
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(sql`
    insert into touchpoint (id, partner_id, lead_partner_id, lead_id, role, channel, occurred_at, source, recorded_at, recorded_by)
    select ${uuidOf(lost.id)}::uuid, loser.partner_id, winner.partner_id, winner.id, 'INFLUENCED', 'OTHER',
      least(loser.claimed_at, ${at}::timestamptz), 'CONFLICT', ${at}::timestamptz, ${by}::uuid
    from lead as loser
    cross join lead as winner
    where loser.id = ${uuidOf(lost.loser)}::uuid and winner.id = ${uuidOf(lost.winner)}::uuid`);
}
