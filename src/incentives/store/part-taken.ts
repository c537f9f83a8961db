import { idOf, uuidOf } from "../../kernel/index.ts";
import type { AwardId, PartnerId } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ToldReason } from "../domain/reversal.ts";

/** An award and those that it repeats, the latest first, each with when it was taken back. */
const chainOf = (award: Sql): Sql => sql`
          with recursive chain (id, repeats, reversed_at) as (
            select ${award}.id, ${award}.reinstates_award_id, ${award}.reversed_at
            union all
            select earlier.id, earlier.reinstates_award_id, earlier.reversed_at
            from chain
            join award as earlier on earlier.id = chain.repeats
          )`;

/**
 * Whether a part of an award was taken back, and counts as taken; or of the one that it repeats, and was when that was
 * taken back itself.
 */
export const isTakenInPart = (award: Sql): Sql => sql`exists (${chainOf(award)}
          select
          from chain
          join credit_reversal as part on part.award_id = chain.id
          join award as change on change.id = part.change_award_id
          where change.reversed_at is not distinct from chain.reversed_at)`;

/** How much of a partner's credit was taken back in parts, also of those that its award repeats: a schedule counts from the first. */
export const takenInParts = (award: Sql, partnerId: Sql): Sql => sql`(${chainOf(award)}
          select -coalesce(sum(part.share_minor), 0)
          from chain
          join award as change on change.adjusts_award_id = chain.id
          join credit as part on part.award_id = change.id and part.partner_id = ${partnerId}
          where part.taken_back_ppm is not null and change.reversed_at is not distinct from chain.reversed_at)::bigint`;

/** What a change took back of each partner, and what they were told. */
export async function readPartTaken(
  tx: Transaction,
  changeId: AwardId,
): Promise<{
  readonly reason: ToldReason;
  readonly parts: readonly { readonly partnerId: PartnerId; readonly minor: bigint }[];
}> {
  const rows = await tx.read<{ partner_id: string; minor: bigint; reason: ToldReason }>(sql`
    select partner_id, -share_minor as minor, reversal_reason as reason
    from credit
    where award_id = ${uuidOf(changeId)}::uuid
    order by touch_rank, partner_id`);
  const [first] = rows;
  if (!first) throw new Error(`nothing was taken back by ${changeId}`);
  return {
    reason: first.reason,
    parts: rows.map((row) => ({ partnerId: idOf("prt", row.partner_id), minor: row.minor })),
  };
}
