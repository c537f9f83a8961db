import { createHash } from "node:crypto";

import type {
  ApprovalPolicyId,
  ApprovalProposalId,
  CreditId,
  Money,
  PartnerId,
} from "../../kernel/index.ts";
import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { isObstacle, MOST_CREDITS, wholeUpTo } from "../domain/approval.ts";
import type { Obstacle } from "../domain/approval.ts";

/** A credit as it is now, with all that changed it. */
export interface ToApprove {
  readonly creditId: CreditId;
  readonly partnerId: PartnerId;
  readonly amount: Money;
  /** Why it cannot be approved; null where it can be. */
  readonly obstacle: Obstacle | null;
}

type ToApproveRow = {
  id: string;
  partner_id: string;
  currency: string;
  minor: string | null;
  obstacle: string | null;
};

/** Whether a credit is approved. */
const isApproved = (k: { readonly partnerId: Sql; readonly id: Sql }): Sql => sql`exists (
        select
        from credit_approval as approval
        where approval.partner_id = ${k.partnerId} and approval.credit_id = ${k.id} and approval.ended_at is null)`;

/** Whether a credit can be approved now, by itself. */
const isApprovable = (k: { readonly partnerId: Sql; readonly id: Sql }): Sql => sql`(
      not ${isApproved(k)}
      and app.standing_of_credit(${k.partnerId}, ${k.id}) <> 0
      and not exists (select from app.obstacles_of_credit(${k.partnerId}, ${k.id})))`;

/** The same, with what is approved with it or not at all. */
export const isToApprove = (k: { readonly partnerId: Sql; readonly id: Sql }): Sql => sql`(
      ${isApprovable(k)}
      and ${k.id} <> all(array(
        select volume.credit_id from app.volumes_with_less() as volume where volume.is_obstructed)))`;

const own = { partnerId: sql`k.partner_id`, id: sql`k.id` };

/** The credits of these ids that there are, with what stands in their way, by themselves or as one. */
export async function readNamed(
  tx: Transaction,
  ids: readonly CreditId[],
): Promise<readonly ToApprove[]> {
  const named = sql`${ids.map(uuidOf)}::uuid[]`;
  const rows = await tx.read<ToApproveRow>(sql`
    with less as materialized (select less.credit_id, less.obstacle from app.less_among(${named}) as less)
    select k.id, k.partner_id, k.currency, app.standing_of_credit(k.partner_id, k.id)::text as minor, case
        when k.kind = 'ADJUST' then 'CHANGE'
        when k.reversed_at is not null then 'TAKEN_BACK'
        when app.standing_of_credit(k.partner_id, k.id) = 0 then 'NOTHING'
        when ${isApproved(own)} then 'APPROVED'
        else coalesce(
          (select found.obstacle from app.obstacles_of_credit(k.partner_id, k.id) as found limit 1),
          (select less.obstacle from less where less.credit_id = k.id limit 1))
      end as obstacle
    from credit as k
    where k.id = any(${named})
    order by k.id`);
  return rows.map(toApprove);
}

/**
 * All that can be approved, the oldest first, up to as many as one proposal holds. Where a partner has less for a volume,
 * all of that goes into it or nothing: its more would wait for its less.
 */
export async function readApprovable(
  tx: Transaction,
  { partnerId, earnedUntil }: { partnerId: PartnerId | null; earnedUntil: Date | null },
): Promise<ToApprove[]> {
  const partner = partnerId === null ? null : uuidOf(partnerId);
  const isWanted = sql`(${partner}::uuid is null or k.partner_id = ${partner}::uuid)`;
  const until = sql`${earnedUntil}::timestamptz`;
  const rows = await tx.read<ToApproveRow & { together: string }>(sql`
    with volume as materialized (select volume.* from app.volumes_with_less() as volume)
    select found.id, found.partner_id, found.currency, app.standing_of_credit(found.partner_id, found.id)::text as minor,
      null as obstacle, found.together
    from (
      (
        select k.id, k.partner_id, k.currency, k.earned_at as first_at, k.id as together
        from credit as k
        where k.reversed_at is null and k.kind <> 'ADJUST' and ${isWanted}
          and (${until} is null or k.earned_at < ${until})
          and ${isApprovable(own)}
          and k.id <> all(array(select volume.credit_id from volume))
        order by k.earned_at, k.id
        limit ${MOST_CREDITS + 1}::integer
      )
      union all
      select k.id, k.partner_id, k.currency, volume.first_at, volume.window_id
      from volume
      join credit as k on k.partner_id = volume.partner_id and k.id = volume.credit_id
      where not volume.is_obstructed and volume.credits <= ${MOST_CREDITS}::integer and ${isWanted}
        and (${until} is null or volume.last_at < ${until})
    ) as found
    order by found.first_at, found.together, found.id
    limit ${MOST_CREDITS + 1}::integer`);
  return wholeUpTo(rows, MOST_CREDITS).map(toApprove);
}

function toApprove(row: ToApproveRow): ToApprove {
  const found = row.obstacle;
  if (found !== null && !isObstacle(found))
    throw new Error(`a credit is not approved for ${found}`);
  return {
    creditId: idOf("crd", row.id),
    partnerId: idOf("prt", row.partner_id),
    amount: inCurrency(row.minor ?? "0", row.currency),
    obstacle: found,
  };
}

export function inCurrency(minor: string, currency: string): Money {
  if (!isCurrency(currency)) throw new Error(`a credit is in ${currency}`);
  return money(BigInt(minor), currency);
}

/** As `app.hash_of_proposal` works it out anew. */
function hashOf(items: readonly ToApprove[]): string {
  const lines = items
    .map(({ creditId, amount }) => `${uuidOf(creditId)} ${amount.minor} ${amount.currency}`)
    .toSorted();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/** Queues what is proposed, as it is shown. */
export function queueApprovalProposal(
  tx: Transaction,
  said: {
    readonly id: ApprovalProposalId;
    readonly items: readonly ToApprove[];
    readonly comment: string | null;
    readonly at: Date;
    readonly expiresAt: Date;
    readonly by: string;
    /** By which it is decided right away; null where by another person. */
    readonly policyId: ApprovalPolicyId | null;
  },
): void {
  const id = uuidOf(said.id);
  const policy = said.policyId === null ? null : uuidOf(said.policyId);
  tx.queue(sql`
    insert into approval_proposal (id, selection_hash, comment, proposed_by, proposed_at, expires_at, policy_id)
    values (${id}::uuid, ${hashOf(said.items)}::text, ${said.comment}::text, ${said.by}::uuid, ${said.at}::timestamptz,
      ${said.expiresAt}::timestamptz, ${policy}::uuid)`);
  tx.queue(sql`
    insert into approval_item (proposal_id, credit_id, partner_id, amount_minor, currency)
    select ${id}::uuid, item.credit_id, item.partner_id, item.amount_minor, item.currency
    from unnest(${said.items.map(({ creditId }) => uuidOf(creditId))}::uuid[],
      ${said.items.map(({ partnerId }) => uuidOf(partnerId))}::uuid[],
      ${said.items.map(({ amount }) => amount.minor)}::bigint[],
      ${said.items.map(({ amount }) => amount.currency)}::text[]) as item (credit_id, partner_id, amount_minor, currency)`);
}
