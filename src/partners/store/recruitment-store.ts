import type { PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { RecruiterFacts, SaidRecruiter } from "../domain/recruiter.ts";

/** What there is, while nobody else records a recruiter until the transaction ends. */
export async function lockRecruiterFacts(
  tx: Transaction,
  { partnerId, recruiterId }: SaidRecruiter,
): Promise<RecruiterFacts> {
  // a statement of its own: what is read behind it sees what others did while this one waited
  const waited = tx.read(sql`select app.await_recruitments()`);
  const found = tx.readOne<FactsRow>(readFacts(partnerId, recruiterId));
  const [, row] = await Promise.all([waited, found]);
  if (!row) throw new Error("one row of facts is there always");
  return {
    partner: row.partner_state === null ? null : { state: row.partner_state },
    recruiter: row.recruiter_state === null ? null : { state: row.recruiter_state },
    currentId: row.current_id === null ? null : idOf("prt", row.current_id),
    isAbove: row.is_above,
  };
}

type FactsRow = {
  partner_state: string | null;
  recruiter_state: string | null;
  current_id: string | null;
  is_above: boolean;
};

function readFacts(partnerId: PartnerId, recruiterId: PartnerId | null) {
  const partner = sql`${uuidOf(partnerId)}::uuid`;
  const recruiter = sql`${recruiterId === null ? null : uuidOf(recruiterId)}::uuid`;
  return sql`
    with recursive above (partner_id) as (
      select ${recruiter}
      union
      select up.recruiter_id
      from above
      join recruitment as up on up.partner_id = above.partner_id and up.ends_at is null
    )
    select
      (select state from partner where id = ${partner} and not is_vendor) as partner_state,
      (select state from partner where id = ${recruiter} and not is_vendor) as recruiter_state,
      (select recruiter_id from recruitment where partner_id = ${partner} and ends_at is null) as current_id,
      exists (select from above where partner_id = ${partner}) as is_above`;
}

/** Who says what of a recruiter, and when. */
interface Saying {
  readonly partnerId: PartnerId;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** Somebody earned in between: it is said again, behind that. */
const BEHIND_WHAT_WAS_EARNED = { recruitment_behind_what_was_earned: TRY_AGAIN } as const;

/** The first instant behind all that the partner earned; null where it earned nothing. */
const behindWhatWasEarned = (partnerId: PartnerId) => sql`(
  select max(credit.earned_at) + interval '1 millisecond'
  from credit
  where credit.partner_id = ${uuidOf(partnerId)}::uuid)`;

/** Queues that the recruiter that counts does so no more. */
export function queueEnd(tx: Transaction, { partnerId, reason, by, at }: Saying): void {
  tx.queue(
    sql`
    update recruitment
    set ends_at = greatest(${at}::timestamptz, starts_at, ${behindWhatWasEarned(partnerId)}),
      ended_by = ${by}::uuid, end_reason = ${reason}::text
    where partner_id = ${uuidOf(partnerId)}::uuid and ends_at is null`,
    BEHIND_WHAT_WAS_EARNED,
  );
}

/** Queues who counts as recruiter, behind the end of whoever did before. */
export function queueRecruiter(
  tx: Transaction,
  { partnerId, recruiterId, reason, by, at }: Saying & { readonly recruiterId: PartnerId },
): void {
  tx.queueAfter(
    sql`
    insert into recruitment (partner_id, n, recruiter_id, reason, recorded_by, starts_at)
    select ${uuidOf(partnerId)}::uuid, coalesce(max(before.n), 0) + 1, ${uuidOf(recruiterId)}::uuid,
      ${reason}::text, ${by}::uuid, greatest(${at}::timestamptz, max(before.ends_at), ${behindWhatWasEarned(partnerId)})
    from recruitment as before
    where before.partner_id = ${uuidOf(partnerId)}::uuid`,
    BEHIND_WHAT_WAS_EARNED,
  );
}
