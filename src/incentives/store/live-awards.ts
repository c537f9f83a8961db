import { idOf, uuidOf } from "../../kernel/index.ts";
import type {
  AwardId,
  CreditId,
  CreditReversalId,
  JournalTransactionId,
  LeadId,
} from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import { isApprovedCredit } from "./live-approvals.ts";

/** An award that counts, with what reversing it takes. */
export interface LiveAward {
  readonly id: AwardId;
  readonly milestone: string;
  /** When the milestone was reached. */
  readonly reachedAt: Date;
  /** Whether it only changes what another one earned. */
  readonly isChange: boolean;
  /** Which it is that is reversed: of a change the award that it changes, else itself. */
  readonly chainId: AwardId;
  /** Whether it counts for its partner's volume. */
  readonly isUnit: boolean;
  /** Of its incentive program. */
  readonly timeZone: string;
  /** The posting that accrued it, or changed what had been; null where it earned nothing. */
  readonly postingId: JournalTransactionId | null;
  /** True while any of its credits is approved. */
  readonly isApproved: boolean;
}

/** The awards of a lead that count, each behind what was changed of it, the last change first. */
export const readLiveAwards = (tx: Transaction, leadId: LeadId): Promise<readonly LiveAward[]> =>
  readThose(tx, sql`a.lead_id = ${uuidOf(leadId)}::uuid`);

/** The award of which somebody has this credit, or a change of it, behind all changes; none where it counts no more. */
export const readAwardOfCredit = (
  tx: Transaction,
  creditId: CreditId,
): Promise<readonly LiveAward[]> =>
  readThose(
    tx,
    withChanges(sql`
      select coalesce(named.adjusts_award_id, named.id) as id
      from credit as own
      join award as named on named.id = own.award_id
      where own.id = ${uuidOf(creditId)}::uuid`),
  );

/** The award that a reversal is about; none where it counts no more. */
export const readAwardOfReversal = (
  tx: Transaction,
  id: CreditReversalId,
): Promise<readonly LiveAward[]> =>
  readThose(
    tx,
    withChanges(sql`
      select own.award_id as id
      from credit_reversal as own
      where own.id = ${uuidOf(id)}::uuid`),
  );

/** Awards behind all that was changed of them, the last change first. */
export const readWithChanges = (
  tx: Transaction,
  awardIds: readonly AwardId[],
): Promise<readonly LiveAward[]> =>
  readThose(
    tx,
    withChanges(sql`select own.id from unnest(${awardIds.map(uuidOf)}::uuid[]) as own (id)`),
  );

const withChanges = (those: Sql): Sql => sql`a.id in (
      select first.id
      from (${those}) as first
      union all
      select changing.id
      from (${those}) as first
      join award as changing on changing.adjusts_award_id = first.id)`;

async function readThose(tx: Transaction, which: Sql): Promise<readonly LiveAward[]> {
  const rows = await tx.read<{
    id: string;
    milestone: string;
    event_at: Date;
    is_change: boolean;
    chain_id: string;
    is_unit: boolean;
    time_zone: string;
    posting_id: string | null;
    is_approved: boolean;
  }>(sql`
    select a.id, a.milestone, a.event_at, a.adjusts_award_id is not null as is_change,
      coalesce(a.adjusts_award_id, a.id) as chain_id, i.time_zone,
      exists (select from volume_unit as unit where unit.award_id = a.id) as is_unit, t.id as posting_id,
      exists (select from credit as k where k.award_id = a.id and ${isApprovedCredit}) as is_approved
    from award as a
    join incentive_program as i on i.id = a.incentive_program_id
    left join journal_txn as t on t.source_type = 'awd' and t.source_id = a.id and t.kind in ('ACCRUE', 'ADJUST')
    where ${which} and a.reversed_at is null and a.kind <> 'TRUE_UP'
    order by a.adjusts_award_id is null, a.n desc, a.id`);
  return rows.map((row) => ({
    id: idOf("awd", row.id),
    milestone: row.milestone,
    reachedAt: row.event_at,
    isChange: row.is_change,
    chainId: idOf("awd", row.chain_id),
    isUnit: row.is_unit,
    timeZone: row.time_zone,
    postingId: row.posting_id === null ? null : idOf("jrn", row.posting_id),
    isApproved: row.is_approved,
  }));
}
