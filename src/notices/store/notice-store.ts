import type { LeadId, NoticeId, PartnerId, PartnerMemberId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { NoticeKind, NoticeLocale } from "../domain/kinds.ts";
import { isNoticeKind, isNoticeLocale, KNOWN_KINDS } from "../domain/kinds.ts";

/** A notice that somebody is sending, and whom it goes to. */
export interface TakenNotice {
  readonly id: NoticeId;
  readonly kind: NoticeKind;
  readonly forVendor: boolean;
  readonly leadId: LeadId | null;
  /** Of what it tells: of a credit or an offer its own. */
  readonly occasionUuid: string;
  readonly at: Date;
  readonly attempts: number;
  readonly member: {
    readonly id: PartnerMemberId;
    /** Null of the vendor's people. */
    readonly partnerId: PartnerId | null;
    readonly name: string;
    readonly email: string;
    readonly locale: NoticeLocale;
    /** False of who has left, or whose firm has. */
    readonly isThere: boolean;
  };
}

type TakenRow = {
  id: string;
  kind: string;
  for_vendor: boolean;
  lead_id: string | null;
  occasion_id: string;
  at: Date;
  attempts: number;
  member_id: string;
  member_partner_id: string | null;
  display_name: string;
  email: string;
  locale: string;
  is_there: boolean;
};

/** Takes notices whose time has come; nobody else takes them, and taking them is on record before they are sent. */
export async function takeDueNotices(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly TakenNotice[]> {
  const rows = await database.read<TakenRow>(
    session,
    sql`
      with due as (
        select id
        from notice
        where state = 'WAITING' and due_at <= ${at}::timestamptz and kind = any(${KNOWN_KINDS}::text[])
        order by due_at, id
        limit ${most}::integer
        for update skip locked
      )
      update notice
      set state = 'SENDING', attempts = notice.attempts + 1, taken_at = ${at}::timestamptz
      from due
      join notice as taken on taken.id = due.id
      join membership as member on member.id = taken.member_id
      left join notice_setting as setting on setting.member_id = member.id
      left join partner on partner.id = member.partner_id
      where notice.id = due.id
      returning notice.id, notice.kind, notice.for_vendor, notice.lead_id, notice.occasion_id,
        notice.at, notice.attempts, notice.member_id, member.partner_id as member_partner_id, member.display_name, member.email,
        coalesce(setting.locale, 'EN') as locale,
        member.deactivated_at is null and (partner.id is null or partner.state <> 'TERMINATED')
          and notice.kind <> all(coalesce(setting.muted, '{}')) as is_there`,
  );
  return rows.map((row) => {
    if (!isNoticeKind(row.kind)) throw new Error(`a notice of an unknown kind: ${row.kind}`);
    return {
      id: idOf("ntc", row.id),
      kind: row.kind,
      forVendor: row.for_vendor,
      leadId: row.lead_id === null ? null : idOf("lead", row.lead_id),
      occasionUuid: row.occasion_id,
      at: row.at,
      attempts: row.attempts,
      member: {
        id: idOf("mem", row.member_id),
        partnerId: row.member_partner_id === null ? null : idOf("prt", row.member_partner_id),
        name: row.display_name,
        email: row.email,
        locale: isNoticeLocale(row.locale) ? row.locale : "EN",
        isThere: row.is_there,
      },
    };
  });
}

/** What became of a notice; WAITING is tried again at `dueAt`. */
export type NoticeEnd =
  | { readonly state: "SENT" | "DROPPED" }
  | { readonly state: "FAILED" | "UNCERTAIN"; readonly reason: string }
  | { readonly state: "WAITING"; readonly reason: string; readonly dueAt: Date };

/** Notes what became of one that is under way. */
export async function endNotice(
  database: Database,
  session: Session,
  id: NoticeId,
  end: NoticeEnd,
  at: Date,
): Promise<void> {
  const reason = "reason" in end ? end.reason : null;
  const dueAt = end.state === "WAITING" ? end.dueAt : null;
  // where another one about the same waits by now, that one tells of this as well
  await database.read(
    session,
    sql`
      update notice
      set state = became.state,
        ended_at = case when became.state <> 'WAITING' then ${at}::timestamptz end,
        due_at = coalesce(${dueAt}::timestamptz, due_at),
        reason = ${reason}::text
      from (
        select sent.id,
          case
            when ${end.state}::text = 'WAITING' and exists (
              select
              from notice as other
              where other.member_id = sent.member_id and other.kind = sent.kind and other.about = sent.about
                and other.state = 'WAITING') then 'DROPPED'
            else ${end.state}::text
          end as state
        from notice as sent
        where sent.id = ${uuidOf(id)}::uuid and sent.state = 'SENDING'
      ) as became
      where notice.id = became.id`,
  );
}

/**
 * Gives up what was under way when its server ended: it may have been sent, and is not sent twice.
 * How many there were.
 */
export async function giveUpLost(
  database: Database,
  session: Session,
  takenBefore: Date,
  at: Date,
): Promise<number> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      update notice
      set state = 'UNCERTAIN', ended_at = ${at}::timestamptz
      where state = 'SENDING' and taken_at < ${takenBefore}::timestamptz
      returning id`,
  );
  return rows.length;
}

/** Without a mail server nobody is told: what waits is kept as not sent, and does not come late. */
export async function keepUnsent(database: Database, session: Session, at: Date): Promise<number> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      update notice
      set state = 'NOT_SENT', ended_at = ${at}::timestamptz
      where state = 'WAITING' and due_at <= ${at}::timestamptz
      returning id`,
  );
  return rows.length;
}

/** How many wait, whether their time has come or not. */
export async function countWaiting(database: Database, session: Session): Promise<number> {
  const row = await database.readOne<{ count: number }>(
    session,
    sql`select count(*)::integer as count from notice where state = 'WAITING'`,
  );
  return row?.count ?? 0;
}
