import type { SecondPersonWaiverId, WaivedDecisionId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { reviewedBefore, standsBefore, waiverEnded } from "../domain/waiver.ts";
import type { StandingWaivedDecision } from "../domain/waiver.ts";

/** Queues that one person may decide alone from now on; by the database's clock, which decisions under it go by as well. */
export function queueWaiver(
  tx: Transaction,
  said: {
    readonly id: SecondPersonWaiverId;
    readonly reason: string;
    readonly standsUntil: Date;
    readonly by: string;
  },
): void {
  tx.queue(
    sql`
      insert into second_person_waiver (id, reason, waived_by, waived_at, until_at)
      values (${uuidOf(said.id)}::uuid, ${said.reason}::text, ${said.by}::uuid, now(),
        least(${said.standsUntil}::timestamptz, date_trunc('milliseconds', now()) + interval '2160 hours'))`,
    { second_person_waiver_one: standsBefore },
  );
}

/** A waiver, locked: nobody decides under it until the transaction ends. Null where there is none. */
export async function lockWaiver(
  tx: Transaction,
  id: SecondPersonWaiverId,
): Promise<{ readonly isStanding: boolean } | null> {
  const row = await tx.readOne<{ is_standing: boolean }>(sql`
    select waiver.ended_at is null and clock_timestamp() < waiver.until_at as is_standing
    from second_person_waiver as waiver
    where waiver.id = ${uuidOf(id)}::uuid
    for no key update`);
  return row && { isStanding: row.is_standing };
}

/** Queues the end of a waiver that is locked: behind all that was decided under it. */
export function queueWaiverEnded(
  tx: Transaction,
  id: SecondPersonWaiverId,
  { reason, by }: { readonly reason: string; readonly by: string },
): void {
  tx.queue(
    sql`
      update second_person_waiver
      set ended_at = least(clock_timestamp(), until_at), ended_by = ${by}::uuid, end_reason = ${reason}::text
      where id = ${uuidOf(id)}::uuid`,
    { second_person_waiver_ends_once: waiverEnded },
  );
}

/** A decision that one person made alone, locked; null where there is none. */
export async function lockWaivedDecision(
  tx: Transaction,
  id: WaivedDecisionId,
  actorId: string,
): Promise<StandingWaivedDecision | null> {
  const row = await tx.readOne<{ is_reviewed: boolean; is_own: boolean }>(sql`
    select decision.reviewed_at is not null as is_reviewed,
      app.is_same_person(${actorId}::uuid, decision.decided_by) as is_own
    from waived_decision as decision
    where decision.id = ${uuidOf(id)}::uuid
    for no key update`);
  return row && { isReviewed: row.is_reviewed, isOwn: row.is_own };
}

export function queueReviewed(
  tx: Transaction,
  id: WaivedDecisionId,
  said: { readonly isAccepted: boolean; readonly note: string | null; readonly by: string },
): void {
  const outcome = said.isAccepted ? "ACCEPTED" : "OBJECTED";
  tx.queue(
    sql`
      update waived_decision
      set outcome = ${outcome}::text, reviewed_at = greatest(now(), decided_at), reviewed_by = ${said.by}::uuid, note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { waived_decision_ends_once: reviewedBefore },
  );
}
