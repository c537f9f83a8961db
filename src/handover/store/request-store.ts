import type { InformationRequestId, LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { AskedField, LockedLead } from "../../leads/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { AskedBefore, OpenRequest } from "../domain/information-request.ts";

type AskedRow = {
  count: number;
  id: string | null;
  fields: string[] | null;
  due_on: string | null;
  due_at: Date | null;
};

/** What was asked about a lead so far, and what is still open of it. */
export async function readAsked(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<AskedBefore> {
  const row = await tx.readOne<AskedRow>(sql`
    select
      (
        select count(*)::integer
        from information_request as asked
        where asked.partner_id = l.partner_id and asked.lead_id = l.id
      ) as count,
      open.id, open.fields, open.due_on, open.due_at
    from lead as l
    left join information_request as open
      on open.partner_id = l.partner_id and open.lead_id = l.id and open.state = 'OPEN'
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid`);
  return { count: row?.count ?? 0, open: row ? openFrom(row) : null };
}

function openFrom({ id, fields, due_on: dueOn, due_at: dueAt }: AskedRow): OpenRequest | null {
  if (id === null || fields === null || dueOn === null || dueAt === null) return null;
  return { id: idOf("irq", id), fields, dueOn, dueAt };
}

/** A field that is missing or wrong, and what is asked of it. */
export interface Question {
  readonly field: AskedField;
  readonly question: string;
}

export interface NewRequest {
  readonly id: InformationRequestId;
  readonly questions: readonly Question[];
  readonly beforeAcceptance: boolean;
  readonly at: Date;
  readonly dueOn: string;
}

/** Queues a request that is open until the end of its last day in the program's zone. */
export function queueRequest(tx: Transaction, lead: LockedLead, request: NewRequest): void {
  const { questions, at, dueOn } = request;
  tx.queue(sql`
    insert into information_request
      (id, partner_id, lead_id, state, before_acceptance, fields, questions, asked_at, due_on, due_at)
    values (
      ${uuidOf(request.id)}::uuid,
      ${uuidOf(lead.partnerId)}::uuid,
      ${uuidOf(lead.id)}::uuid,
      'OPEN',
      ${request.beforeAcceptance}::boolean,
      ${questions.map(({ field }) => field)}::text[],
      ${questions.map(({ question }) => question)}::text[],
      ${at}::timestamptz,
      ${dueOn}::date,
      (${dueOn}::date + 1)::timestamp at time zone ${lead.timeZone}::text
    )`);
}

/** Queues that a request was answered. */
export function queueAnswered(
  tx: Transaction,
  { id }: OpenRequest,
  answered: { readonly at: Date; readonly evidence: string | null },
): void {
  tx.queue(sql`
    update information_request
    set state = 'ANSWERED', evidence = ${answered.evidence}::text, closed_at = ${answered.at}::timestamptz
    where id = ${uuidOf(id)}::uuid`);
}

/** Queues that a request after acceptance was not answered in time: it is asked no more. */
export function queueLapsed(tx: Transaction, { id }: OpenRequest, at: Date): void {
  tx.queue(sql`
    update information_request
    set state = 'LAPSED', closed_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`);
}

/** A lead whose partner has not answered in time. */
export interface OverdueRequest {
  readonly leadId: LeadId;
  readonly beforeAcceptance: boolean;
}

/** The requests that were not answered in time, those that wait longest first. A suspended partner cannot answer. */
export async function readOverdue(
  database: Database,
  session: Session,
  at: Date,
  limit: number,
): Promise<readonly OverdueRequest[]> {
  const rows = await database.read<{ lead_id: string; before_acceptance: boolean }>(
    session,
    sql`
      select lead_id, before_acceptance
      from information_request as asked
      where state = 'OPEN' and due_at <= ${at}::timestamptz
        and not exists (
          select
          from partner_suspension as suspended
          where suspended.partner_id = asked.partner_id and suspended.ended_at is null)
      order by due_at
      limit ${limit}::integer`,
  );
  return rows.map((row) => ({
    leadId: idOf("lead", row.lead_id),
    beforeAcceptance: row.before_acceptance,
  }));
}
