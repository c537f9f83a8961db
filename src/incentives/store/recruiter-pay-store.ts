import { idOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import type {
  AwardId,
  CreditId,
  Currency,
  IncentiveProgramId,
  PartnerId,
} from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { isRounding } from "../domain/incentive-program.ts";
import type { Followed } from "../domain/recruiter-pay.ts";

/** A partner as one recruiter of it counts, and a program in which something of its credit moved. */
export interface RecruiterDue {
  readonly partnerId: PartnerId;
  readonly n: number;
  readonly programId: IncentiveProgramId;
}

/** What could not be done is tried again after so long. */
const AGAIN_AFTER = "1 minute";

/** What is to be seen to, what waits longest first. */
export async function readRecruitersDue(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly RecruiterDue[]> {
  const rows = await database.read<{ partner_id: string; n: number; program_id: string }>(
    session,
    sql`
      select partner_id, n, incentive_program_id as program_id
      from recruiter_due
      where tried_at is null or tried_at <= ${at}::timestamptz - ${AGAIN_AFTER}::interval
      group by partner_id, n, incentive_program_id
      order by min(id)
      limit ${most}`,
  );
  return rows.map((row) => ({
    partnerId: idOf("prt", row.partner_id),
    n: row.n,
    programId: idOf("inc", row.program_id),
  }));
}

/** What is due still, held. */
export interface RecruiterHeld {
  readonly recruiterId: PartnerId;
  readonly recruiterName: string;
  readonly partnerName: string;
  readonly programName: string;
  readonly currency: Currency;
  /** Of the program. */
  readonly timeZone: string;
  /** Rows that are seen to with this. */
  readonly dueIds: readonly string[];
  /** In the order in which they were earned. */
  readonly followed: readonly Followed[];
}

/** The partner's recruiter, held until the transaction ends, with all of which it has a percent; null where another instance has it. */
export async function lockRecruiterDue(
  tx: Transaction,
  { partnerId, n, programId }: RecruiterDue,
): Promise<RecruiterHeld | null> {
  const [partner, program] = [sql`${uuidOf(partnerId)}::uuid`, sql`${uuidOf(programId)}::uuid`];
  const [locked, due, [names], followed] = await Promise.all([
    tx.read(sql`
      select
      from recruitment as held
      where held.partner_id = ${partner} and held.n = ${n}::integer
      for no key update of held skip locked`),
    // what comes behind these is seen to next time
    tx.read<{ id: string }>(sql`
      select id::text as id
      from recruiter_due
      where partner_id = ${partner} and n = ${n}::integer and incentive_program_id = ${program}`),
    tx.read<NamesRow>(sql`
      select recruiter.id as recruiter_id, recruiter.name as recruiter_name, own.name as partner_name,
        paying.name as program_name, paying.currency, paying.time_zone
      from recruitment as recruited
      join partner as recruiter on recruiter.id = recruited.recruiter_id
      join partner as own on own.id = recruited.partner_id
      join incentive_program as paying on paying.id = ${program}
      where recruited.partner_id = ${partner} and recruited.n = ${n}::integer`),
    tx.read<FollowedRow>(sql`
      select pay.credit_id, pay.rate_ppm, pay.rounding, pay.cap_minor, pay.counts_minor, pay.has_minor
      from app.recruiter_pay(${partner}, ${n}::integer, ${program}) as pay
      order by pay.earned_at, pay.credit_id`),
  ]);
  if (locked.length === 0 || due.length === 0 || !names) return null;
  if (!isCurrency(names.currency)) throw new Error(`a program pays in ${names.currency}`);
  return {
    recruiterId: idOf("prt", names.recruiter_id),
    recruiterName: names.recruiter_name,
    partnerName: names.partner_name,
    programName: names.program_name,
    currency: names.currency,
    timeZone: names.time_zone,
    dueIds: due.map(({ id }) => id),
    followed: followed.map(toFollowed),
  };
}

type NamesRow = {
  recruiter_id: string;
  recruiter_name: string;
  partner_name: string;
  program_name: string;
  currency: string;
  time_zone: string;
};

type FollowedRow = {
  credit_id: string;
  rate_ppm: bigint;
  rounding: string;
  cap_minor: bigint | null;
  counts_minor: bigint;
  has_minor: bigint;
};

function toFollowed(row: FollowedRow): Followed {
  if (!isRounding(row.rounding)) throw new Error(`a version rounds as ${row.rounding}`);
  return {
    creditId: idOf("crd", row.credit_id),
    ratePpm: row.rate_ppm,
    rounding: row.rounding,
    capMinor: row.cap_minor,
    countsMinor: row.counts_minor,
    hasMinor: row.has_minor,
  };
}

/** What a recruiter has of one credit by an award that counts. */
export interface RecruiterAward {
  readonly id: AwardId;
  /** The recruiter's own. */
  readonly creditId: CreditId;
  readonly outstandingMinor: bigint;
}

/** What recruiters have of these credits, the last award of each first. */
export async function readRecruiterAwards(
  tx: Transaction,
  creditIds: readonly CreditId[],
): Promise<ReadonlyMap<CreditId, readonly RecruiterAward[]>> {
  const rows = await tx.read<{
    id: string;
    followed_id: string;
    credit_id: string;
    outstanding_minor: bigint;
  }>(sql`
    select a.id, a.recruited_credit_id as followed_id, k.id as credit_id,
      app.standing_of_credit(k.partner_id, k.id) as outstanding_minor
    from award as a
    join credit as k on k.award_id = a.id
    where a.recruited_credit_id = any(${creditIds.map(uuidOf)}::uuid[]) and a.kind = 'RECRUITER' and a.reversed_at is null
    order by a.recruited_credit_id, a.n desc`);
  const awards = rows.map((row) => ({
    followedId: idOf("crd", row.followed_id),
    ...{ id: idOf("awd", row.id), creditId: idOf("crd", row.credit_id) },
    outstandingMinor: row.outstanding_minor,
  }));
  return Map.groupBy(awards, ({ followedId }) => followedId);
}

/** What a new award for a recruiter takes of that whose credit it follows. Names are those of the columns' values. */
export interface FollowedAward {
  readonly creditId: CreditId;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly productLineIds: readonly string[];
  readonly ruleKey: string;
  readonly glTreatment: string;
  readonly milestone: string;
  readonly occurrence: number;
  readonly generation: number;
  /** The start of the day for which it counts, in the program's time zone: the instant would tell of the lead. */
  readonly dayStartsAt: Date;
  /** The start of the day of following. */
  readonly todayStartsAt: Date;
  readonly effectiveOn: string;
  /** The day for which it was posted. */
  readonly postedOn: string;
  /** How many awards a recruiter had of it so far, also such as were taken back. */
  readonly awards: number;
}

/** Of each of these credits, what a recruiter's award takes of its own. */
export async function readFollowedAwards(
  tx: Transaction,
  creditIds: readonly CreditId[],
  at: Date,
): Promise<ReadonlyMap<CreditId, FollowedAward>> {
  const rows = await tx.read<{
    credit_id: string;
    version_id: string;
    version_number: number;
    product_line_ids: string[];
    rule_key: string;
    gl_treatment: string;
    milestone: string;
    occurrence: number;
    generation: number;
    day_starts_at: Date;
    today_starts_at: Date;
    effective_on: string;
    posted_on: string;
    awards: number;
  }>(sql`
    select k.id as credit_id, a.version_id, v.number as version_number, a.product_line_ids, a.rule_key,
      r.gl_treatment, a.milestone, a.occurrence, a.generation, k.effective_on::text as effective_on,
      k.effective_on::timestamp at time zone p.time_zone as day_starts_at,
      date_trunc('day', ${at}::timestamptz at time zone p.time_zone) at time zone p.time_zone as today_starts_at,
      coalesce(t.effective_date, k.effective_on)::text as posted_on,
      (select count(*)::integer from award as had where had.recruited_credit_id = k.id and had.kind = 'RECRUITER') as awards
    from credit as k
    join award as a on a.id = k.award_id
    join incentive_program as p on p.id = a.incentive_program_id
    join incentive_program_version as v on v.id = a.version_id
    join incentive_rule as r on r.version_id = a.version_id and r.key = a.rule_key
    left join journal_txn as t on t.source_type = 'awd' and t.source_id = a.id and t.kind = 'ACCRUE'
    where k.id = any(${creditIds.map(uuidOf)}::uuid[])`);
  return new Map(
    rows.map((row) => [
      idOf("crd", row.credit_id),
      {
        creditId: idOf("crd", row.credit_id),
        ...{ versionId: row.version_id, versionNumber: row.version_number },
        ...{ productLineIds: row.product_line_ids, ruleKey: row.rule_key },
        ...{ glTreatment: row.gl_treatment, milestone: row.milestone },
        ...{ occurrence: row.occurrence, generation: row.generation },
        ...{ dayStartsAt: row.day_starts_at, todayStartsAt: row.today_starts_at },
        ...{ effectiveOn: row.effective_on, postedOn: row.posted_on, awards: row.awards },
      },
    ]),
  );
}

/** Queues that what was due is seen to. */
export function queueSeenTo(tx: Transaction, dueIds: readonly string[]): void {
  tx.queue(sql`
    delete from recruiter_due
    where id = any(${dueIds}::bigint[])`);
}

/** Notes that it was tried in vain, so that it is not tried at once again. */
export async function noteTried(
  database: Database,
  session: Session,
  { partnerId, n, programId }: RecruiterDue,
  at: Date,
): Promise<void> {
  await database.read(
    session,
    sql`
      update recruiter_due
      set tried_at = ${at}::timestamptz
      where partner_id = ${uuidOf(partnerId)}::uuid and n = ${n}::integer and incentive_program_id = ${uuidOf(programId)}::uuid
      returning id`,
  );
}
