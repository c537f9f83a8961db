import { uuidOf } from "../kernel/index.ts";
import type { LeadId, PartnerId } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";

import { supersedeAttribution } from "./supersede-attribution.ts";

type Owed = { readonly id: LeadId; readonly partnerId: PartnerId };

/**
 * Queues that a lead which goes on from another one is owed to whom that one is: its later milestones
 * are earned by the shares that were settled. There the shares stay as well, which its partner sees.
 */
export function keepAttribution(
  tx: Transaction,
  from: Pick<Owed, "id">,
  to: Pick<Owed, "id">,
  at: Date,
): void {
  tx.queue(sql`
    insert into attribution_share (lead_id, partner_id, book, role, model, policy_id, share_ppm, touch_rank, settled_at)
    select ${uuidOf(to.id)}::uuid, partner_id, book, role, model, policy_id, share_ppm, touch_rank, ${at}::timestamptz
    from attribution_share
    where lead_id = ${uuidOf(from.id)}::uuid and superseded_at is null`);
}

/** The same, but for the part of the lead's own partner: it is the other one's from now on. */
export function moveAttribution(tx: Transaction, from: Owed, to: Owed, at: Date): void {
  const [giver, receiver] = [uuidOf(from.partnerId), uuidOf(to.partnerId)];
  tx.queue(sql`
    insert into attribution_share (lead_id, partner_id, book, role, model, share_ppm, touch_rank, settled_at)
    select ${uuidOf(to.id)}::uuid, owed.partner_id, book, (array_agg(role order by touch_rank))[1], 'DECISION',
      least(sum(share_ppm), 1000000)::bigint, min(touch_rank), ${at}::timestamptz
    from attribution_share
    cross join lateral (
      select case when attribution_share.partner_id = ${giver}::uuid then ${receiver}::uuid else attribution_share.partner_id end
        as partner_id
    ) as owed
    where lead_id = ${uuidOf(from.id)}::uuid and superseded_at is null
    group by owed.partner_id, book`);
  supersedeAttribution(tx, from.id, at);
}

/**
 * The same for leads that are merged: what was settled of one of them stands for all, each partner seeing its own
 * part under its own lead. Who is to stand in the other book, and does not yet, comes there.
 */
export function keepSettlement(
  tx: Transaction,
  from: Pick<Owed, "id">,
  leads: readonly LeadId[],
  { at, helpers }: { readonly at: Date; readonly helpers: readonly PartnerId[] },
): void {
  const ids = sql`${leads.map(uuidOf)}::uuid[]`;
  const settled = sql`${uuidOf(from.id)}::uuid`;
  tx.queue(sql`
    update attribution_share
    set superseded_at = ${at}::timestamptz
    where lead_id = any(${ids}) and superseded_at is null`);
  tx.queue(sql`
    insert into attribution_share (lead_id, partner_id, book, role, model, policy_id, share_ppm, touch_rank, settled_at)
    select standing.id, kept.partner_id, kept.book, kept.role, kept.model, kept.policy_id, kept.share_ppm, kept.touch_rank,
      ${at}::timestamptz
    from unnest(${ids}) as standing (id)
    cross join (
      select partner_id, book, role, model, policy_id, share_ppm, touch_rank
      from attribution_share
      where lead_id = ${settled} and superseded_at is null
      union all
      select helper.partner_id, 'INFLUENCED', 'INFLUENCED', 'DECISION', null, 1000000, 1000 + helper.place::integer
      from unnest(${helpers.map(uuidOf)}::uuid[]) with ordinality as helper (partner_id, place)
      where not exists (
        select
        from attribution_share as known
        where known.lead_id = ${settled} and known.partner_id = helper.partner_id and known.superseded_at is null)
    ) as kept`);
}
