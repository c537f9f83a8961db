import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type {
  AwardId,
  CreditId,
  IncentiveProgramId,
  JournalTransactionId,
  Money,
  PartnerId,
} from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { GlTreatment } from "../domain/gl-treatment.ts";

import { readGlTreatment } from "./rules-in-force.ts";

/** What one payout paid of a credit that was paid as a whole. */
export interface WholePayment {
  readonly creditId: CreditId;
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
  /** What counts of it by now. */
  readonly standing: Money;
  readonly glTreatment: GlTreatment;
  /** Of its incentive program. */
  readonly timeZone: string;
  /** A uuid. */
  readonly approvalId: string;
  /** A uuid. */
  readonly payoutId: string;
  /** What of that was not taken back yet. */
  readonly leftMinor: bigint;
}

type PaidRow = {
  credit_id: string;
  partner_id: string;
  program_id: string;
  standing_minor: string;
  currency: string;
  gl_treatment: string;
  time_zone: string;
  approval_id: string;
  payout_id: string;
  left_minor: string;
};

/**
 * What paid credits of awards as a whole, but for those that count for a volume, locked: of each credit what was set off comes first,
 * which never comes back, and what was withheld last.
 */
export async function lockWholePayments(
  tx: Transaction,
  awardIds: readonly AwardId[],
): Promise<readonly WholePayment[]> {
  const ids = awardIds.map(uuidOf);
  const those = sql`k.award_id = any(${ids}::uuid[]) and k.kind in ('AWARD', 'RECRUITER') and k.reversed_at is null
        and not exists (select from volume_unit as unit where unit.award_id = k.award_id)`;
  const [, , rows] = await Promise.all([
    tx.read(sql`select from credit as k where ${those} order by k.id for no key update of k`),
    tx.read(sql`
      select
      from payout
      where payout.id in (select found.payout_id from (${wholePayments(those)}) as found)
      order by payout.id
      for share of payout`),
    tx.read<PaidRow>(wholePayments(those)),
  ]);
  return rows.map((row) => {
    if (!isCurrency(row.currency)) throw new Error(`a credit is in ${row.currency}`);
    return {
      creditId: idOf("crd", row.credit_id),
      partnerId: idOf("prt", row.partner_id),
      programId: idOf("inc", row.program_id),
      standing: money(BigInt(row.standing_minor), row.currency),
      glTreatment: readGlTreatment(row.gl_treatment),
      timeZone: row.time_zone,
      approvalId: row.approval_id,
      payoutId: row.payout_id,
      leftMinor: BigInt(row.left_minor),
    };
  });
}

const wholePayments = (those: Sql): Sql => sql`
      select k.id as credit_id, k.partner_id, program.id as program_id, k.currency, program.time_zone, approval.id as approval_id,
        app.standing_of_credit(k.partner_id, k.id)::text as standing_minor, payout.id as payout_id,
        (paid.amount_minor - coalesce((
          select sum(clawed.amount_minor)
          from credit_clawback as clawed
          where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id and clawed.payout_id = payout.id
            and clawed.ended_at is null), 0))::text as left_minor,
        (select r.gl_treatment from incentive_rule as r where r.version_id = a.version_id and r.key = a.rule_key) as gl_treatment
      from credit as k
      join award as a on a.id = k.award_id
      join incentive_program as program on program.id = a.incentive_program_id
      join credit_approval as approval
        on approval.partner_id = k.partner_id and approval.credit_id = k.id and approval.ended_at is null
      join payout_credit as paid
        on paid.partner_id = approval.partner_id and paid.approval_id = approval.id and paid.ended_at is null
      join payout on payout.partner_id = paid.partner_id and payout.id = paid.payout_id
      where ${those} and approval.held_minor = 0
        and app.payable_of_approval(approval.partner_id, approval.id) = (
          select sum(part.amount_minor) filter (where by.state in ('PAID', 'OFFSET', 'WITHHELD'))
          from payout_credit as part
          join payout as by on by.partner_id = part.partner_id and by.id = part.payout_id
          where part.partner_id = approval.partner_id and part.approval_id = approval.id and part.ended_at is null
          having bool_and(by.state in ('PAID', 'OFFSET', 'WITHHELD')))
      order by k.id, payout.method, payout.id`;

export interface NewClawback {
  readonly postingId: JournalTransactionId;
  readonly paid: WholePayment;
  readonly minor: bigint;
  readonly at: Date;
}

/** Queues that partners owe what was taken back of paid credit. */
export function queueClawbacks(tx: Transaction, clawed: readonly NewClawback[]): void {
  tx.queue(
    sql`
      insert into credit_clawback (posting_id, partner_id, credit_id, approval_id, payout_id, amount_minor, clawed_at)
      select clawed.*
      from unnest(${clawed.map(({ postingId }) => uuidOf(postingId))}::uuid[],
        ${clawed.map(({ paid }) => uuidOf(paid.partnerId))}::uuid[], ${clawed.map(({ paid }) => uuidOf(paid.creditId))}::uuid[],
        ${clawed.map(({ paid }) => paid.approvalId)}::uuid[], ${clawed.map(({ paid }) => paid.payoutId)}::uuid[],
        ${clawed.map(({ minor }) => minor)}::bigint[], ${clawed.map(({ at }) => at)}::timestamptz[]) as clawed`,
    { credit_clawback_within_paid: TRY_AGAIN },
  );
}

/** Whether something is owed back of what an award credited. */
export async function isOwedBack(tx: Transaction, awardId: AwardId): Promise<boolean> {
  const row = await tx.readOne<{ is_owed: boolean }>(sql`
    select exists (
      select
      from credit as k
      join credit_clawback as clawed on clawed.partner_id = k.partner_id and clawed.credit_id = k.id
      where k.award_id = ${uuidOf(awardId)}::uuid
    ) as is_owed`);
  return row?.is_owed ?? false;
}
