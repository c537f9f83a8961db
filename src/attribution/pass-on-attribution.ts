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
