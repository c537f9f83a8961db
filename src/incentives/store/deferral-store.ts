import { idOf, uuidOf } from "../../kernel/index.ts";
import type { AwardId, CreditId, LeadId, PartnerId } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RuleToApply } from "../domain/award.ts";
import { isCapWindow } from "../domain/cap-terms.ts";
import type { CapWindow } from "../domain/cap-terms.ts";
import { nextWindowStart } from "../domain/deferral.ts";
import type { Waiting } from "../domain/deferral.ts";

interface Deferring {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly credits: readonly {
    readonly creditId: CreditId;
    readonly partnerId: PartnerId;
    readonly deferredMinor?: bigint;
  }[];
  /** The day of the posting, YYYY-MM-DD: what is over is tried from the window behind it on. */
  readonly from: string;
}

/** Queues that what is over partners' caps waits; nothing where nothing does. */
export function queueDeferrals(
  tx: Transaction,
  { programId, caps: { partnerCap } }: Pick<RuleToApply, "programId" | "caps">,
  { awardId, leadId, credits, from }: Deferring,
): void {
  const waiting = credits.filter(({ deferredMinor = 0n }) => deferredMinor > 0n);
  if (waiting.length === 0) return;
  const windows = partnerCap?.deferWindows;
  if (!partnerCap || !windows) throw new Error("what is over waits under a cap that defers");
  const nextOn = nextWindowStart(from, partnerCap.window);
  tx.queue(sql`
    insert into deferral (credit_id, partner_id, award_id, lead_id, cap_window, windows, left_minor, next_on, next_at)
    select own.credit_id, own.partner_id, ${uuidOf(awardId)}::uuid, ${uuidOf(leadId)}::uuid, ${partnerCap.window}::text, ${windows}::smallint,
      own.minor, ${nextOn}::date, ${nextOn}::date::timestamp at time zone i.time_zone
    from unnest(
      ${waiting.map(({ creditId }) => uuidOf(creditId))}::uuid[],
      ${waiting.map(({ partnerId }) => uuidOf(partnerId))}::uuid[],
      ${waiting.map(({ deferredMinor = 0n }) => deferredMinor)}::bigint[]
    ) as own (credit_id, partner_id, minor)
    join incentive_program as i on i.id = ${uuidOf(programId)}::uuid`);
}

/** What waits, and whose next window has begun. */
export interface DueDeferral {
  readonly creditId: CreditId;
  readonly leadId: LeadId;
  /** When that window began. */
  readonly at: Date;
}

/** What is due, the earliest window first and in it what was earned first. */
export async function readDueDeferrals(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly DueDeferral[]> {
  const rows = await database.read<{ credit_id: string; lead_id: string; next_at: Date }>(
    session,
    sql`
      select due.credit_id, due.lead_id, due.next_at
      from deferral as due
      join award as a on a.id = due.award_id
      where due.next_at <= ${at}::timestamptz and not exists (
        -- what is in a payout, or paid, does not change: what waits of it comes once that is over
        select
        from credit as own
        join payout_credit as paid on paid.partner_id = own.partner_id and paid.credit_id = own.id and paid.ended_at is null
        where own.id = due.credit_id)
      order by due.next_at, a.event_at, due.credit_id
      limit ${most}`,
  );
  return rows.map((row) => ({
    creditId: idOf("crd", row.credit_id),
    leadId: idOf("lead", row.lead_id),
    at: row.next_at,
  }));
}

/** The same, as it is held. */
export interface DeferralHeld extends Waiting {
  readonly awardId: AwardId;
  readonly partnerId: PartnerId;
  readonly window: CapWindow;
  /** The first day of the window, in the program's zone. */
  readonly startsOn: string;
}

/** What is due still, its lead locked; null where somebody was quicker, took it back, or is at work on the lead. */
export async function lockDeferral(
  tx: Transaction,
  { creditId, leadId, at }: DueDeferral,
): Promise<DeferralHeld | null> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  const [locked, row] = await Promise.all([
    tx.read(sql`select from lead as l where l.id = ${lead} for no key update of l skip locked`),
    tx.readOne<{
      award_id: string;
      partner_id: string;
      cap_window: string;
      windows: number;
      tried: number;
      left_minor: bigint;
      next_on: string;
    }>(sql`
      select own.award_id, own.partner_id, own.cap_window, own.windows, own.tried, own.left_minor, own.next_on::text as next_on
      from deferral as own
      join award as a on a.id = own.award_id and a.reversed_at is null
      where own.credit_id = ${uuidOf(creditId)}::uuid and own.next_at = ${at}::timestamptz`),
  ]);
  if (locked.length === 0 || !row) return null;
  if (!isCapWindow(row.cap_window)) throw new Error(`a cap counts by ${row.cap_window}`);
  return {
    awardId: idOf("awd", row.award_id),
    partnerId: idOf("prt", row.partner_id),
    window: row.cap_window,
    startsOn: row.next_on,
    windows: row.windows,
    tried: row.tried,
    leftMinor: row.left_minor,
  };
}

/** Queues that a window was tried, behind what was earned in it: what is left waits for the next. */
export function queueTried(
  tx: Transaction,
  creditId: CreditId,
  { window, startsOn }: DeferralHeld,
  timeZone: string,
): void {
  const nextOn = nextWindowStart(startsOn, window);
  tx.queueAfter(sql`
    update deferral as own
    set tried = own.tried + 1,
      next_on = case when own.next_at is not null then ${nextOn}::date end,
      next_at = case when own.next_at is not null then ${nextOn}::date::timestamp at time zone ${timeZone}::text end
    where own.credit_id = ${uuidOf(creditId)}::uuid`);
}
