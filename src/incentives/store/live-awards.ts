import { idOf, uuidOf } from "../../kernel/index.ts";
import type { AwardId, JournalTransactionId, LeadId } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** An award that counts, with what reversing it takes. */
export interface LiveAward {
  readonly id: AwardId;
  readonly milestone: string;
  /** Of its incentive program. */
  readonly timeZone: string;
  /** The posting that accrued it; null where it earned nothing. */
  readonly postingId: JournalTransactionId | null;
  /** True once any of its credits is further than accrued. */
  readonly isApproved: boolean;
}

/** The awards of a lead that count. */
export async function readLiveAwards(
  tx: Transaction,
  leadId: LeadId,
): Promise<readonly LiveAward[]> {
  const rows = await tx.read<{
    id: string;
    milestone: string;
    time_zone: string;
    posting_id: string | null;
    is_approved: boolean;
  }>(sql`
    select a.id, a.milestone, i.time_zone, t.id as posting_id,
      exists (select from credit as k where k.award_id = a.id and k.state <> 'ACCRUED') as is_approved
    from award as a
    join incentive_program as i on i.id = a.incentive_program_id
    left join journal_txn as t on t.source_type = 'awd' and t.source_id = a.id and t.kind = 'ACCRUE'
    where a.lead_id = ${uuidOf(leadId)}::uuid and a.reversed_at is null
    order by a.id`);
  return rows.map((row) => ({
    id: idOf("awd", row.id),
    milestone: row.milestone,
    timeZone: row.time_zone,
    postingId: row.posting_id === null ? null : idOf("jrn", row.posting_id),
    isApproved: row.is_approved,
  }));
}
