import { idOf, uuidOf } from "../../kernel/index.ts";
import type { AwardId, CreditId, Id, JournalTransactionId, Prefix } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Whether the credit of a row named k, or the one that it changes, is approved. */
export const isApprovedCredit = sql`exists (
        select
        from credit_approval as approval
        where approval.partner_id = k.partner_id and approval.credit_id = coalesce(k.adjusts_credit_id, k.id)
          and approval.ended_at is null)`;

/** A posting by which credit became payable. */
export interface PostedApproval {
  readonly postingId: JournalTransactionId;
  readonly source: Id<Prefix>;
  readonly timeZone: string;
}

/** The credits of these awards, or of those that they change, and all that counts with them for a volume. */
const creditsOf = (awardIds: readonly AwardId[]): Sql => {
  const ids = awardIds.map(uuidOf);
  return sql`
    with root as (
      select distinct coalesce(named.adjusts_award_id, named.id) as id
      from award as named
      where named.id = any(${ids}::uuid[])
    ), concerned as (
      select root.id
      from root
      union
      select other.award_id
      from root
      join volume_unit as unit on unit.award_id = root.id
      join volume_unit as other on other.window_id = unit.window_id
      union
      select trued.id
      from root
      join volume_unit as unit on unit.award_id = root.id
      join award as trued on trued.volume_window_id = unit.window_id
    )`;
};

/**
 * The postings by which these awards' credits, and what counts with them for a volume, became payable, the last one
 * first, but for those of which something is owed back: what was paid stays approved. Their credits are locked: nobody approves
 * them meanwhile.
 */
export async function lockApprovalsOf(
  tx: Transaction,
  awardIds: readonly AwardId[],
  creditId: CreditId | null,
): Promise<readonly PostedApproval[]> {
  const only = creditId === null ? null : uuidOf(creditId);
  const isOne = sql`(${only}::uuid is null or k.id = ${only}::uuid)`;
  const [, rows] = await Promise.all([
    tx.read(sql`
      ${creditsOf(awardIds)}
      select
      from credit as k
      join concerned on concerned.id = k.award_id
      where ${isOne}
      order by k.id
      for no key update of k`),
    tx.read<{ posting_id: string; source_type: Prefix; source_id: string; time_zone: string }>(sql`
      ${creditsOf(awardIds)}, approved as (
        select approval.partner_id, approval.id, approval.posting_id, program.time_zone
        from credit_approval as approval
        join credit as k on k.partner_id = approval.partner_id and k.id = approval.credit_id
        join concerned on concerned.id = k.award_id
        join award on award.id = k.award_id
        join incentive_program as program on program.id = award.incentive_program_id
        where approval.ended_at is null and ${isOne} and not exists (
          select
          from credit_clawback as clawed
          where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id)
      ), posted as (
        select approved.posting_id, approved.time_zone
        from approved
        union
        select vested.posting_id, approved.time_zone
        from approved
        join credit_vesting as vested on vested.partner_id = approved.partner_id and vested.approval_id = approved.id
      )
      select txn.id as posting_id, txn.source_type, txn.source_id, posted.time_zone
      from posted
      join journal_txn as txn on txn.id = posted.posting_id
      order by txn.kind = 'APPROVE', txn.posted_at desc, txn.id`),
  ]);
  return rows.map((row) => ({
    postingId: idOf("jrn", row.posting_id),
    source: idOf(row.source_type, row.source_id),
    timeZone: row.time_zone,
  }));
}
