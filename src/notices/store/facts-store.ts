import { idOf, uuidOf } from "../../kernel/index.ts";
import { leadReference } from "../../leads/index.ts";
import type { Stage } from "../../leads/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import type { LeadFacts } from "../domain/facts.ts";
import {
  isOfAccount,
  isOfApproval,
  isOfCredit,
  isOfDispute,
  isOfReport,
  isOfScoring,
  isOfStatementDispute,
} from "../domain/write-mail.ts";
import type { LeadNotice, Told } from "../domain/write-mail.ts";

import { readAccount } from "./account-facts.ts";
import { readApprovalTold } from "./approval-facts.ts";
import { readCredit } from "./credit-facts.ts";
import { readCriteriaTold } from "./criteria-facts.ts";
import { readDecidedAlone } from "./decided-alone-facts.ts";
import { readDisputeTold } from "./dispute-facts.ts";
import type { TakenNotice } from "./notice-store.ts";
import { readReportTold } from "./report-facts.ts";
import { readScoringTold } from "./scoring-facts.ts";
import { readStatementDisputeTold } from "./statement-dispute-facts.ts";
import { readStatementTold } from "./statement-facts.ts";
import { HOLDER, IS_TOLD } from "./occasion-store.ts";

/** The words that went with it are those of the last event of these types. */
const SAID_WITH: Readonly<Partial<Record<LeadNotice, readonly string[]>>> = {
  LEAD_ACCEPTED: ["ACCEPTED"],
  LEAD_REFUSED: ["REJECTED", "DISQUALIFIED", "EXPIRED"],
  LEAD_RETURNED: ["RETURNED"],
  ACTION_REQUIRED: ["INFORMATION_REQUESTED"],
  LEAD_QUALIFIED: ["QUALIFIED"],
  LEAD_WON: ["WON"],
  LEAD_LOST: ["LOST"],
  LEAD_COMMENTED: ["COMMENTED"],
  LEAD_RESUBMITTED: ["RESUBMITTED"],
  REQUEST_ANSWERED: ["REQUEST_ANSWERED"],
  LEAD_APPEALED: ["APPEALED"],
};

/** A lead as it stands when a mail is written. */
interface Standing {
  readonly stage: string;
  readonly isAsked: boolean;
  readonly isAppealed: boolean;
  /** Whether it is still held as it was given. */
  readonly isGiven: boolean;
  /** Whether a clock runs by which the vendor must answer. */
  readonly isDue: boolean;
  /** Whether a clock runs by which the lead must have moved on. */
  readonly isMoveDue: boolean;
}

const isIn =
  (...stages: readonly Stage[]) =>
  ({ stage }: Standing): boolean =>
    stages.some((each) => each === stage);

/** Where a lead stands as it is told to; of all else nobody is told. */
const HOLDS: Readonly<Record<LeadNotice, (lead: Standing) => boolean>> = {
  LEAD_ACCEPTED: isIn("SAL", "SQL", "OPPORTUNITY", "WON", "LOST"),
  LEAD_REFUSED: isIn("REJECTED", "DISQUALIFIED", "EXPIRED"),
  LEAD_RETURNED: isIn("RECYCLED"),
  ACTION_REQUIRED: ({ isAsked }) => isAsked,
  LEAD_QUALIFIED: isIn("SQL", "OPPORTUNITY", "WON", "LOST"),
  LEAD_WON: isIn("WON"),
  LEAD_LOST: isIn("LOST"),
  LEAD_COMMENTED: () => true,
  LEAD_GIVEN: ({ isGiven }) => isGiven,
  LEAD_RESUBMITTED: isIn("SUBMITTED", "MQL"),
  REQUEST_ANSWERED: ({ isAsked }) => !isAsked,
  LEAD_APPEALED: ({ isAppealed }) => isAppealed,
  ANSWER_DUE: ({ isDue }) => isDue,
  ANSWER_OVERDUE: ({ isDue }) => isDue,
  MOVE_DUE: ({ isMoveDue }) => isMoveDue,
  MOVE_OVERDUE: ({ isMoveDue }) => isMoveDue,
};

/** How many leads a notice of several names. */
const NAMED = 10;
const MOST_COUNTED = 1_000;

/**
 * What there is to tell, read for the session of whoever is told: what it may not see it is not told of.
 * Null where there is nothing to tell it any more.
 */
export function readTold(
  database: Database,
  session: Session,
  notice: TakenNotice,
): Promise<Told | null> {
  const { kind } = notice;
  if (isOfCredit(kind)) return readCredit(database, session, notice);
  if (isOfDispute(kind)) return readDisputeTold(database, session, { ...notice, kind });
  if (isOfApproval(kind)) return readApprovalTold(database, session, { ...notice, kind });
  if (isOfAccount(kind)) return readAccount(database, session, { ...notice, kind });
  if (isOfScoring(kind)) return readScoringTold(database, session, { ...notice, kind });
  if (isOfReport(kind)) return readReportTold(database, session, { ...notice, kind });
  if (isOfStatementDispute(kind))
    return readStatementDisputeTold(database, session, { ...notice, kind });
  if (kind === "STATEMENT_ISSUED") return readStatementTold(database, session, notice);
  if (kind === "DECIDED_ALONE") return readDecidedAlone(database, session);
  if (kind === "CRITERIA_TO_REVIEW") return readCriteriaTold(database, session, notice);
  if (kind === "LEAD_OFFERED") return readOffer(database, session, notice);
  if (kind === "LEADS_REGISTERED") return readWaiting(database, session, notice);
  return readLead(database, session, { ...notice, kind });
}

type LeadFactsRow = {
  id: string;
  stage: string;
  is_appealed: boolean;
  is_given: boolean;
  note: string | null;
  company: string;
  partner: string;
  owner_name: string | null;
  reason_code: string | null;
  revisit_on: string | null;
  time_zone: string | null;
  comment: string | null;
  questions: string[] | null;
  due_on: string | null;
  due_at: Date | null;
  move_due_at: Date | null;
};

async function readLead(
  database: Database,
  session: Session,
  { kind, leadId, forVendor, member, occasionUuid }: TakenNotice & { readonly kind: LeadNotice },
): Promise<Told | null> {
  if (leadId === null) return null;
  const row = await database.readOne<LeadFactsRow>(
    session,
    sql`
      select lead.id, lead.stage, company.name as company, partner.name as partner, lead.owner_name, lead.reason_code,
        lead.revisit_on::text as revisit_on, program.time_zone, said.comment, asked.questions,
        given.is_given, given.note, asked.due_on::text as due_on, clock.due_at, moving.due_at as move_due_at,
        exists (
          select
          from appeal
          where appeal.partner_id = lead.partner_id and appeal.lead_id = lead.id and appeal.state = 'OPEN'
        ) as is_appealed
      from lead
      join company on company.partner_id = lead.partner_id and company.lead_id = lead.id
      join partner on partner.id = lead.partner_id
      left join program on program.id = lead.program_id
      left join lateral (
        select nullif(concat_ws(E'\\n\\n', event.comment, feedback.comment), '') as comment
        from lead_event as event
        left join lead_feedback as feedback on feedback.partner_id = event.partner_id and feedback.event_id = event.id
        where event.partner_id = lead.partner_id and event.lead_id = lead.id
          and event.type = any(${SAID_WITH[kind] ?? []}::text[]) and event.by_vendor <> ${forVendor}::boolean
          and event.actor_id is distinct from ${uuidOf(member.id)}::uuid
        order by event.seq desc
        limit 1
      ) as said on true
      cross join lateral (${kind === "LEAD_GIVEN" ? giftOf(occasionUuid) : NO_GIFT}) as given
      left join information_request as asked
        on asked.partner_id = lead.partner_id and asked.lead_id = lead.id and asked.state = 'OPEN'
      left join lead_clock as clock
        on clock.partner_id = lead.partner_id and clock.lead_id = lead.id and clock.is_review and clock.stopped_at is null and clock.paused_at is null
      left join lead_clock as moving
        on moving.partner_id = lead.partner_id and moving.lead_id = lead.id and moving.kind = 'CONVERSION' and moving.is_latest
          and moving.stopped_at is null and moving.paused_at is null
      where ${ownRows(session, "lead")} and lead.id = ${uuidOf(leadId)}::uuid`,
  );
  if (!row) return null;
  const standing = {
    stage: row.stage,
    isAsked: row.questions !== null,
    isAppealed: row.is_appealed,
    isGiven: row.is_given,
    isDue: row.due_at !== null,
    isMoveDue: row.move_due_at !== null,
  };
  if (!HOLDS[kind](standing)) return null;
  const lead: LeadFacts = {
    company: row.company,
    reference: leadReference(idOf("lead", row.id)),
    partner: forVendor ? row.partner : null,
    owner: row.owner_name,
    reasonCode: row.reason_code,
    comment: row.comment ?? row.note,
    revisitOn: row.revisit_on,
    questions: row.questions ?? [],
    questionsDueOn: row.due_on,
    answerDueAt: row.due_at,
    moveDueAt: row.move_due_at,
    timeZone: row.time_zone ?? "UTC",
  };
  return { of: "LEAD", lead };
}

/** Whether a lead is held as it was given, and what was noted; the vendor's alone. */
const giftOf = (assignmentUuid: string): Sql => sql`
  select max(gift.note) as note, count(*) > 0 as is_given
  from assignment as gift
  where gift.id = ${assignmentUuid}::uuid and gift.ended_at is null`;
const NO_GIFT = sql`select null::text as note, false as is_given`;

/** The leads that were registered since, and those that the reader was given. */
async function readWaiting(
  database: Database,
  session: Session,
  { at, member }: TakenNotice,
): Promise<Told | null> {
  const reader = uuidOf(member.id);
  const rows = await database.read<{ id: string; company: string; partner: string; total: number }>(
    session,
    sql`
      with registered as (
        select lead.id, lead.partner_id, lead.claimed_at
        from lead
        join membership as member on member.id = ${reader}::uuid
        left join notice_setting as setting on setting.member_id = member.id
        ${HOLDER}
        where lead.claimed_at >= ${at}::timestamptz and lead.stage in ('SUBMITTED', 'MQL')
          and lead.registered_by <> member.id and ${IS_TOLD}
        order by lead.claimed_at, lead.id
        limit ${MOST_COUNTED}::integer
      ), given as (
        select lead.id, lead.partner_id, lead.claimed_at
        from assignment as held
        join lead on lead.partner_id = held.partner_id and lead.id = held.lead_id and lead.stage in ('SUBMITTED', 'MQL')
        where held.member_id = ${reader}::uuid and held.ended_at is null
          and held.assigned_at >= ${at}::timestamptz and held.assigned_by <> ${reader}::uuid
        limit ${MOST_COUNTED}::integer
      ), waiting as (
        select * from registered
        union
        select * from given
      )
      select waiting.id, company.name as company, partner.name as partner,
        (select count(*)::integer from waiting) as total
      from waiting
      join company on company.partner_id = waiting.partner_id and company.lead_id = waiting.id
      join partner on partner.id = waiting.partner_id
      order by waiting.claimed_at, waiting.id
      limit ${NAMED}::integer`,
  );
  const [first] = rows;
  if (!first) return null;
  const leads = rows.map(({ id, company, partner }) => ({
    company,
    partner,
    reference: leadReference(idOf("lead", id)),
  }));
  return { of: "LEADS", waiting: { count: first.total, leads } };
}

async function readOffer(
  database: Database,
  session: Session,
  { occasionUuid }: TakenNotice,
): Promise<Told | null> {
  const row = await database.readOne<{
    company_name: string;
    need: string;
    message: string | null;
    expires_at: Date;
    time_zone: string | null;
  }>(
    session,
    sql`
      select offer.company_name, offer.need, offer.message, offer.expires_at,
        (select program.time_zone from program where program.is_default) as time_zone
      from offer
      where ${ownRows(session, "offer")} and offer.id = ${occasionUuid}::uuid and offer.state = 'OFFERED'`,
  );
  if (!row) return null;
  return {
    of: "OFFER",
    offer: {
      company: row.company_name,
      need: row.need,
      message: row.message,
      expiresAt: row.expires_at,
      timeZone: row.time_zone ?? "UTC",
    },
  };
}
