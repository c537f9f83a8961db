import type { LeadId, NoticeId, PartnerId, PartnerMemberId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import type { NoticeKind, NoticeLocale } from "../domain/kinds.ts";
import { isNoticeKind, isNoticeLocale, KNOWN_KINDS } from "../domain/kinds.ts";

/** Something that people are to be told. */
export interface Occasion {
  /** By which it is told once: of the event, the offer, the clock's turn … */
  readonly uuid: string;
  readonly kind: NoticeKind;
  readonly forVendor: boolean;
  readonly partnerId: PartnerId;
  readonly leadId: LeadId | null;
  readonly at: Date;
  /** Who is told, by their uuids. */
  readonly memberUuids: readonly string[];
}

/** Queues an occasion; the same one again is none. */
export function queueOccasion(tx: Transaction, occasion: Occasion): void {
  const { uuid, kind, forVendor, partnerId, leadId, at, memberUuids } = occasion;
  tx.queue(sql`
    insert into notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, member_ids)
    values (${uuid}::uuid, ${kind}::text, ${forVendor}::boolean, ${uuidOf(partnerId)}::uuid,
      ${leadId === null ? null : uuidOf(leadId)}::uuid, ${at}::timestamptz, ${memberUuids}::uuid[])
    on conflict on constraint notice_occasion_pkey do nothing`);
}

const OCCASIONS_AT_ONCE = 500;

/** Of the vendor's people those who work with leads may follow them all. */
const WORKING = ["SALES_REP", "SALES_MANAGER", "CHANNEL_MANAGER", "MARKETING_OPS"];

/** Joins, to `lead`, who of the vendor's holds it; a queue is nobody, and before it was routed nobody does. */
export const HOLDER = sql`
  left join assignment as held on held.lead_id = lead.id and held.ended_at is null
  left join membership as holder
    on holder.id = coalesce(held.member_id, lead.owner_id) and holder.deactivated_at is null`;

/** Whether the vendor's `member`, who said `setting`, hears of `lead`: who holds it, who follows all, the managers where nobody does. */
export const IS_TOLD = sql`(
  coalesce(setting.all_leads, false) and member.roles && ${WORKING}::text[]
  or member.id = holder.id
  or holder.id is null and 'SALES_MANAGER' = any(member.roles))`;

/** Whether a member took no part in what is appealed, and may decide it. */
const tookNoPart = (member: Sql): Sql => sql`
  ${member} is distinct from lead.owner_id and ${member} is distinct from lead.registered_by and ${member} is distinct from appealed.actor_id`;

/**
 * Turns occasions into notices, in one statement: whoever is told, as things stand. Of a lead that is who
 * registered it, or on the vendor's side who holds it, and whoever follows all leads; where that person is
 * gone, the partner's administrators or the sales managers. Of an appeal it is who may decide it: the sales
 * managers, or where all of them took part the channel managers. Of a clock's
 * step it is whom it names. Never who did it. A notice that waits
 * already tells of what comes meanwhile, and the next about the same waits until `apart` after it. Kinds of
 * a later version are left to it.
 */
export async function gatherNotices(
  database: Database,
  session: Session,
  apart: { readonly minutes: number; readonly gatheredMinutes: number },
): Promise<number> {
  const rows = await database.read<{ taken: number }>(
    session,
    sql`
      with taken as (
        delete from notice_occasion
        where (id, kind) in (
          select id, kind
          from notice_occasion
          where kind = any(${KNOWN_KINDS}::text[])
          order by at
          limit ${OCCASIONS_AT_ONCE}::integer
          for update skip locked)
        returning *
      ), told as (
        select taken.id, taken.kind, taken.for_vendor, taken.partner_id, lead.id as lead_id, taken.at,
          member.id as member_id,
          case
            when taken.kind = 'LEADS_REGISTERED' then member.id
            else coalesce(lead.id, taken.id)
          end as about,
          make_interval(mins => case
            when taken.kind = 'LEADS_REGISTERED' then ${apart.gatheredMinutes}::integer
            else ${apart.minutes}::integer
          end) as apart
        from taken
        left join lead on lead.partner_id = taken.partner_id and lead.id = taken.lead_id
        left join membership as registrant
          on registrant.id = lead.registered_by and registrant.partner_id = taken.partner_id and registrant.deactivated_at is null
        ${HOLDER}
        left join appeal on appeal.partner_id = taken.partner_id and appeal.id = taken.id
        left join lead_event as appealed on appealed.partner_id = appeal.partner_id and appealed.id = appeal.event_id
        join membership as member
          on member.deactivated_at is null
          and case when taken.for_vendor then member.partner_id is null else member.partner_id = taken.partner_id end
        left join notice_setting as setting on setting.member_id = member.id
        where member.id is distinct from taken.by_member
          and taken.kind <> all(coalesce(setting.muted, '{}'))
          and case
            when taken.member_ids is not null then member.id = any(taken.member_ids)
            when not taken.for_vendor then
              coalesce(setting.all_leads, false)
              or member.id = registrant.id
              or registrant.id is null and 'PARTNER_ADMIN' = any(member.roles)
            -- an appeal is decided by somebody who took no part
            when taken.kind = 'LEAD_APPEALED' then
              ${tookNoPart(sql`member.id`)}
              and ('SALES_MANAGER' = any(member.roles)
                or 'CHANNEL_MANAGER' = any(member.roles) and not exists (
                  select
                  from membership as manager
                  where manager.partner_id is null and manager.deactivated_at is null
                    and 'SALES_MANAGER' = any(manager.roles) and ${tookNoPart(sql`manager.id`)}))
            else ${IS_TOLD}
          end
      ), noted as (
        insert into notice (id, occasion_id, kind, for_vendor, partner_id, lead_id, member_id, about, at, due_at)
        select gen_random_uuid(), told.id, told.kind, told.for_vendor, told.partner_id,
          case when told.about = told.member_id then null else told.lead_id end,
          told.member_id, told.about, told.at,
          greatest(told.at, (
            select max(earlier.due_at) + told.apart
            from notice as earlier
            where earlier.member_id = told.member_id and earlier.kind = told.kind and earlier.about = told.about))
        from told
        order by told.at, told.id
        on conflict do nothing
      )
      select count(*)::integer as taken
      from taken`,
  );
  return rows[0]?.taken ?? 0;
}

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
