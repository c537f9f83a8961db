import { formatAmount, idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import { leadReference } from "../../leads/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { LeadFacts } from "../domain/facts.ts";
import type { NoticeKind } from "../domain/kinds.ts";
import type { Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

/** The words that went with it are those of the last event of these types. */
const SAID_WITH: Readonly<Partial<Record<NoticeKind, readonly string[]>>> = {
  LEAD_ACCEPTED: ["ACCEPTED"],
  LEAD_REFUSED: ["REJECTED", "DISQUALIFIED", "EXPIRED"],
  LEAD_RETURNED: ["RETURNED"],
  ACTION_REQUIRED: ["INFORMATION_REQUESTED"],
  LEAD_QUALIFIED: ["QUALIFIED"],
  LEAD_COMMENTED: ["COMMENTED"],
  LEAD_RESUBMITTED: ["RESUBMITTED"],
  REQUEST_ANSWERED: ["REQUEST_ANSWERED"],
  LEAD_APPEALED: ["APPEALED"],
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
  if (notice.kind === "CREDIT_EARNED") return readCredit(database, session, notice);
  if (notice.kind === "LEAD_OFFERED") return readOffer(database, session, notice);
  if (notice.kind === "LEADS_REGISTERED") return readWaiting(database, session, notice);
  return readLead(database, session, notice);
}

type LeadFactsRow = {
  id: string;
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
};

async function readLead(
  database: Database,
  session: Session,
  { kind, leadId, forVendor, member }: TakenNotice,
): Promise<Told | null> {
  if (leadId === null) return null;
  const row = await database.readOne<LeadFactsRow>(
    session,
    sql`
      select lead.id, company.name as company, partner.name as partner, lead.owner_name, lead.reason_code,
        lead.revisit_on::text as revisit_on, program.time_zone, said.comment, asked.questions,
        asked.due_on::text as due_on, clock.due_at
      from lead
      join company on company.partner_id = lead.partner_id and company.lead_id = lead.id
      join partner on partner.id = lead.partner_id
      left join program on program.id = lead.program_id
      left join lateral (
        select event.comment
        from lead_event as event
        where event.partner_id = lead.partner_id and event.lead_id = lead.id
          and event.type = any(${SAID_WITH[kind] ?? []}::text[]) and event.by_vendor <> ${forVendor}::boolean
          and event.actor_id is distinct from ${uuidOf(member.id)}::uuid
        order by event.seq desc
        limit 1
      ) as said on true
      left join information_request as asked
        on asked.partner_id = lead.partner_id and asked.lead_id = lead.id and asked.state = 'OPEN'
      left join lead_clock as clock
        on clock.partner_id = lead.partner_id and clock.lead_id = lead.id and clock.is_review and clock.stopped_at is null and clock.paused_at is null
      where ${ownRows(session, "lead")} and lead.id = ${uuidOf(leadId)}::uuid`,
  );
  if (!row) return null;
  const lead: LeadFacts = {
    company: row.company,
    reference: leadReference(idOf("lead", row.id)),
    partner: forVendor ? row.partner : null,
    owner: row.owner_name,
    reasonCode: row.reason_code,
    comment: row.comment,
    revisitOn: row.revisit_on,
    questions: row.questions ?? [],
    questionsDueOn: row.due_on,
    answerDueAt: row.due_at,
    timeZone: row.time_zone ?? "UTC",
  };
  return { of: "LEAD", lead };
}

async function readWaiting(
  database: Database,
  session: Session,
  { at }: TakenNotice,
): Promise<Told | null> {
  const rows = await database.read<{ id: string; company: string; partner: string; total: number }>(
    session,
    sql`
      with waiting as (
        select lead.id, company.name as company, partner.name as partner, lead.claimed_at
        from lead
        join company on company.partner_id = lead.partner_id and company.lead_id = lead.id
        join partner on partner.id = lead.partner_id
        where lead.claimed_at >= ${at}::timestamptz and lead.stage in ('SUBMITTED', 'MQL')
        order by lead.claimed_at, lead.id
        limit ${MOST_COUNTED}::integer
      )
      select id, company, partner, (select count(*)::integer from waiting) as total
      from waiting
      order by claimed_at, id
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

async function readCredit(
  database: Database,
  session: Session,
  { occasionUuid }: TakenNotice,
): Promise<Told | null> {
  const row = await database.readOne<{
    share_minor: bigint;
    currency: string;
    milestone: string;
    company: string | null;
  }>(
    session,
    sql`
      select credit.share_minor, credit.currency, credit.milestone, company.name as company
      from credit
      left join company on company.partner_id = credit.partner_id and company.lead_id = credit.lead_id
      where ${ownRows(session, "credit")} and credit.id = ${occasionUuid}::uuid and credit.reversed_at is null`,
  );
  if (!row || !isCurrency(row.currency)) return null;
  const amount = `${formatAmount(money(BigInt(row.share_minor), row.currency))} ${row.currency}`;
  return { of: "CREDIT", credit: { amount, milestone: row.milestone, company: row.company } };
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
