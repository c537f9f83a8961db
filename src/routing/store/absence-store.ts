import type { AbsenceId, PartnerMemberId } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

export interface NewAbsence {
  readonly id: AbsenceId;
  readonly memberId: PartnerMemberId;
  readonly deputyId: PartnerMemberId | null;
  readonly absentFrom: Date;
  readonly absentUntil: Date;
  readonly at: Date;
  /** A member's uuid. */
  readonly by: string;
}

export function queueAbsence(tx: Transaction, absence: NewAbsence): void {
  const deputy = absence.deputyId === null ? null : uuidOf(absence.deputyId);
  tx.queue(
    sql`
      insert into absence (id, member_id, deputy_id, absent_from, absent_until, recorded_at, recorded_by)
      values (${uuidOf(absence.id)}::uuid, ${uuidOf(absence.memberId)}::uuid, ${deputy}::uuid,
        ${absence.absentFrom}::timestamptz, ${absence.absentUntil}::timestamptz,
        ${absence.at}::timestamptz, ${absence.by}::uuid)`,
    {
      absence_one_at_a_time: () =>
        refuse("BUSINESS_RULE", "Another absence falls into this time: end that one first.", {
          path: ["absentFrom"],
        }),
    },
  );
}

export async function readAbsence(
  tx: Transaction,
  id: AbsenceId,
): Promise<{ readonly isEnded: boolean; readonly absentUntil: Date } | null> {
  const row = await tx.readOne<{ is_ended: boolean; absent_until: Date }>(sql`
    select ended_at is not null as is_ended, absent_until
    from absence
    where id = ${uuidOf(id)}::uuid
    for no key update`);
  return row && { isEnded: row.is_ended, absentUntil: row.absent_until };
}

export function queueAbsenceEnded(tx: Transaction, id: AbsenceId, at: Date): void {
  tx.queue(sql`
    update absence
    set ended_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid and ended_at is null`);
}
