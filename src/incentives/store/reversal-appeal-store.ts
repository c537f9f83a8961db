import { isSamePerson } from "../../identity/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { AwardId, CreditId, LeadId, ReversalAppealId } from "../../kernel/index.ts";
import type { Session, Sql, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { AppealableCredit } from "../domain/reversal-appeal.ts";

type AppealableRow = {
  is_reversed: boolean;
  is_change: boolean;
  until: Date | null;
  is_appealed: boolean;
};

/** The partner's own credit, as far as an appeal depends on it; null where there is none. */
export async function readAppealableCredit(
  tx: Transaction,
  session: Session,
  creditId: CreditId,
): Promise<AppealableCredit | null> {
  const row = await tx.readOne<AppealableRow>(sql`
    select k.reversed_at is not null or k.taken_back_ppm is not null as is_reversed,
      k.kind = 'ADJUST' and k.taken_back_ppm is null as is_change,
      app.rested_until(k.partner_id, coalesce(k.reversed_at, k.earned_at), k.appeal_until) as until,
      exists (
        select from reversal_appeal as a where a.partner_id = k.partner_id and a.credit_id = k.id
      ) as is_appealed
    from credit as k
    where ${ownRows(session, "k")} and k.id = ${uuidOf(creditId)}::uuid`);
  if (!row) return null;
  const { is_reversed: isReversed, is_change: isChange, until, is_appealed: isAppealed } = row;
  return { isReversed, isChange, until, isAppealed };
}

/** An open appeal, with the award that was taken back. */
export interface AppealedAward {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly milestone: string;
  readonly state: string;
  readonly tookPart: boolean;
  readonly isEarnedAgain: boolean;
  readonly isBehindTakenBack: boolean;
  readonly openedAt: Date;
  /** Of a part that was taken back, the award that it is of: the appealed one is the change that took it. */
  readonly partOf: AwardId | null;
}

type AppealedRow = {
  award_id: string;
  lead_id: string;
  milestone: string;
  state: string;
  took_part: boolean;
  is_earned_again: boolean;
  is_behind_taken_back: boolean;
  opened_at: Date;
  part_of: string | null;
};

const tookPart = (actor: Sql): Sql => sql`(
  ${isSamePerson(actor, sql`r.requested_by`)}
  or r.decided_by is not null and ${isSamePerson(actor, sql`r.decided_by`)}
  or l.owner_id is not null and ${isSamePerson(actor, sql`l.owner_id`)})`;

/** An appeal, locked with the lead whose credit it is about; null where there is none. */
export async function lockAppeal(
  tx: Transaction,
  id: ReversalAppealId,
  actorId: string,
): Promise<AppealedAward | null> {
  const appeal = sql`${uuidOf(id)}::uuid`;
  const [, row] = await Promise.all([
    tx.read(sql`
      select
      from lead as l
      where l.id = (
        select k.lead_id from reversal_appeal as a join credit as k on k.id = a.credit_id where a.id = ${appeal})
      for no key update of l`),
    tx.readOne<AppealedRow>(sql`
      select w.id as award_id, w.lead_id, w.milestone, a.state, a.opened_at, w.adjusts_award_id as part_of,
        ${tookPart(sql`${actorId}::uuid`)} as took_part,
        w.adjusts_award_id is null and exists (
          select
          from award as later
          where later.lead_id = w.lead_id and later.incentive_program_id = w.incentive_program_id
            and later.rule_key = w.rule_key and later.occurrence = w.occurrence and later.reversed_at is null
            and later.kind <> 'TRUE_UP'
        ) as is_earned_again,
        w.occurrence > 1 and w.occurrence > 1 + (
          select count(*)
          from award as earlier
          where earlier.lead_id = w.lead_id and earlier.incentive_program_id = w.incentive_program_id
            and earlier.rule_key = w.rule_key and earlier.occurrence < w.occurrence and earlier.reversed_at is null
            and earlier.kind = 'AWARD'
        ) as is_behind_taken_back
      from reversal_appeal as a
      join credit as k on k.id = a.credit_id
      join award as w on w.id = k.award_id
      join lead as l on l.id = w.lead_id
      join credit_reversal as r on coalesce(r.change_award_id, r.award_id) = w.id and r.state = 'DONE'
      where a.id = ${appeal}`),
  ]);
  if (!row) return null;
  return {
    awardId: idOf("awd", row.award_id),
    leadId: idOf("lead", row.lead_id),
    milestone: row.milestone,
    state: row.state,
    tookPart: row.took_part,
    isEarnedAgain: row.is_earned_again,
    isBehindTakenBack: row.is_behind_taken_back,
    openedAt: row.opened_at,
    partOf: row.part_of === null ? null : idOf("awd", row.part_of),
  };
}

/** Queues the end of an appeal; one that is upheld ends those of all who share the award. */
export function queueReversalAppealDecided(
  tx: Transaction,
  id: ReversalAppealId,
  decided: {
    readonly awardId: AwardId;
    readonly isUpheld: boolean;
    /** A member's uuid. */
    readonly by: string;
    readonly note: string | null;
    readonly at: Date;
  },
): void {
  const { awardId, isUpheld, by, note, at } = decided;
  tx.queue(sql`
    update reversal_appeal
    set state = ${isUpheld ? "UPHELD" : "DISMISSED"}::text,
      decided_by = ${by}::uuid,
      decided_at = ${at}::timestamptz,
      note = ${note}::text
    where state = 'OPEN' and id in (
      select ${uuidOf(id)}::uuid
      union
      select shared.id
      from credit as k
      join reversal_appeal as shared on shared.partner_id = k.partner_id and shared.credit_id = k.id
      where k.award_id = ${uuidOf(awardId)}::uuid and ${isUpheld}::boolean)`);
}
