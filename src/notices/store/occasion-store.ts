import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import type { NoticeKind } from "../domain/kinds.ts";
import { KNOWN_KINDS } from "../domain/kinds.ts";

/** Something that people are to be told. */
export interface Occasion {
  /** By which it is told once: of the event, the offer, the clock's turn … */
  readonly uuid: string;
  readonly kind: NoticeKind;
  readonly forVendor: boolean;
  readonly partnerId: PartnerId;
  readonly leadId: LeadId | null;
  readonly at: Date;
  /** Who is told, by their uuids; null where its kind says whom. */
  readonly memberUuids: readonly string[] | null;
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

/** What is decided by whoever may, and took no part. */
const TO_BE_DECIDED = [
  "CREDIT_APPEALED",
  "ATTRIBUTION_DISPUTED",
  "ATTRIBUTION_DISPUTE_OVERDUE",
] as const satisfies readonly NoticeKind[];

/** What waits for a second person of finance. */
const OF_CONTROLLERS = [
  "PAYOUT_ACCOUNT_WAITING",
  "APPROVAL_WAITING",
  "HOLD_RELEASE_WAITING",
  "STATEMENT_DISPUTE_WAITING",
] as const satisfies readonly NoticeKind[];

/** What finance, which prepares and decides, hears of what partners say against their statements. */
const OF_FINANCE = [
  "STATEMENT_DISPUTED",
  "STATEMENT_DISPUTE_OVERDUE",
] as const satisfies readonly NoticeKind[];

/** What is told to those who train scoring models, and to those who publish them. */
const OF_SCORING = [
  "SCORES_DRIFTED",
  "SCORING_MODEL_TRAINED",
] as const satisfies readonly NoticeKind[];

/** What is told to those who run the partner's side. */
const OF_THE_PARTNER = [
  "CREDIT_HELD",
  "CREDIT_APPROVED",
  "STATEMENT_ISSUED",
  "STATEMENT_DISPUTE_DECIDED",
] as const satisfies readonly NoticeKind[];

/** What is told to those who can object to where their firm's money goes. */
const OF_ACCOUNTS = [
  "PAYOUT_ACCOUNT_ENTERED",
  "PAYOUT_ACCOUNT_DECIDED",
  "PAYOUT_ACCOUNT_ENDED",
] as const satisfies readonly NoticeKind[];

/** Whether the vendor's `member` may decide what was `taken`: of those who may, who neither opened nor did what is disputed. */
const MAY_DECIDE = sql`(
  member.roles && '{SALES_MANAGER,CHANNEL_MANAGER}'
  and not exists (
    select
    from attribution_dispute as dispute
    where dispute.id = taken.id and (
      dispute.opened_by = member.id
      or exists (
        select
        from lead_event as event
        where event.lead_id = dispute.lead_id and event.type = 'QUALIFIED' and event.actor_id = member.id)
      or exists (
        select
        from attribution_settlement as settlement
        where settlement.lead_id = dispute.lead_id and settlement.settled_by = member.id)))
  and not exists (
    select
    from reversal_appeal
    join credit on credit.id = reversal_appeal.credit_id
    join credit_reversal as reversal on reversal.award_id = credit.award_id and reversal.state = 'DONE'
    join lead as earning on earning.id = credit.lead_id
    where reversal_appeal.id = taken.id and member.id in (reversal.requested_by, reversal.decided_by, earning.owner_id)))`;

/**
 * Turns occasions into notices, in one statement: whoever is told, as things stand. Of a lead that is who
 * registered it, or on the vendor's side who holds it, and whoever follows all leads; where that person is
 * gone, the partner's administrators or the sales managers. Of an appeal it is who may decide it: the sales
 * managers, or where all of them took part the channel managers. Of a dispute or the appeal of a reversal it is
 * whoever may decide that. Of a clock's
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
            when taken.kind = any(${OF_CONTROLLERS}::text[]) then 'CONTROLLER' = any(member.roles)
            when taken.kind = any(${OF_FINANCE}::text[]) then member.roles && '{FINANCE,CONTROLLER}'
            when taken.kind = any(${OF_SCORING}::text[]) then member.roles && '{SCORING_ANALYST,MARKETING_OPS}'
            -- of sales and of marketing, both of which sign criteria
            when taken.kind = 'CRITERIA_TO_REVIEW' then member.roles && '{SALES_MANAGER,MARKETING_OPS}'
            when taken.kind = 'DECIDED_ALONE' then member.roles && '{CONTROLLER,ADMIN,AUDITOR}'
            when taken.kind = any(${OF_THE_PARTNER}::text[]) then 'PARTNER_ADMIN' = any(member.roles)
            -- who runs the partner's side, who did it too: it may not have been them; and who said where money went before
            when taken.kind = any(${OF_ACCOUNTS}::text[]) then
              'PARTNER_ADMIN' = any(member.roles)
              or exists (
                select
                from payout_account as before
                where before.partner_id = taken.partner_id and before.proposed_by = member.id)
            when not taken.for_vendor then
              coalesce(setting.all_leads, false)
              or member.id = registrant.id
              or registrant.id is null and 'PARTNER_ADMIN' = any(member.roles)
            when taken.kind = any(${TO_BE_DECIDED}::text[]) then ${MAY_DECIDE}
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
