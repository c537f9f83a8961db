import type { AssignmentId, LeadId, PartnerMemberId, QueueId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { LockedLead, Stage } from "../../leads/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { AssignmentCause } from "../domain/assignment.ts";
import type { Explanation, Holder } from "../domain/choose-holder.ts";

import { AssignmentRow } from "./assignment.row.ts";

/** Who holds a lead now. */
export interface Holding {
  readonly memberId: PartnerMemberId | null;
  readonly displayName: string | null;
  readonly queueId: QueueId | null;
  readonly queueName: string | null;
  /** Whether the asker may claim from the queue: it is nobody's, or of a team the asker is in. */
  readonly isOpenToAsker: boolean;
  /** Since when; null where nobody holds it. */
  readonly since: Date | null;
  /** The queue that it came from last; null where it never was in one. */
  readonly lastQueueId: QueueId | null;
  /** Who held the lead and passed it on of their own accord. */
  readonly passedOnBy: readonly PartnerMemberId[];
}

type HoldingRow = {
  member_id: string | null;
  display_name: string | null;
  queue_id: string | null;
  queue_name: string | null;
  is_open: boolean | null;
  assigned_at: Date | null;
  last_queue_id: string | null;
  passed_on_by: string[];
};

/** Read behind the lead's lock, it stays so until the transaction ends. */
export async function readHolding(
  tx: Transaction,
  leadId: LeadId,
  askerUuid: string | null,
): Promise<Holding> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  const row = await tx.readOne<HoldingRow>(sql`
    select held.member_id, holder.display_name, held.queue_id, queue.name as queue_name, held.assigned_at,
      queue.team_id is null or exists (
        select
        from team_member as mate
        where mate.team_id = queue.team_id and mate.member_id = ${askerUuid}::uuid) as is_open,
      (
        select before.queue_id
        from assignment as before
        where before.lead_id = ${lead} and before.queue_id is not null
        order by before.assigned_at desc, before.id desc
        limit 1
      ) as last_queue_id,
      array(
        select distinct passed.assigned_by
        from assignment as passed
        join assignment as own on own.lead_id = passed.lead_id and own.id <> passed.id
          and own.member_id = passed.assigned_by and own.ended_at = greatest(own.assigned_at, passed.assigned_at)
        where passed.lead_id = ${lead} and passed.cause in ('RELEASED', 'REASSIGNED')
      ) as passed_on_by
    from (values (1)) as always (there)
    left join assignment as held on held.lead_id = ${lead} and held.ended_at is null
    left join membership as holder on holder.id = held.member_id
    left join queue on queue.id = held.queue_id`);
  if (!row) throw new Error("a statement that always has a row had none");
  return {
    memberId: row.member_id === null ? null : idOf("mem", row.member_id),
    displayName: row.display_name,
    queueId: row.queue_id === null ? null : idOf("que", row.queue_id),
    queueName: row.queue_name,
    isOpenToAsker: row.queue_id !== null && row.is_open === true,
    since: row.assigned_at,
    lastQueueId: row.last_queue_id === null ? null : idOf("que", row.last_queue_id),
    passedOnBy: row.passed_on_by.map((uuid) => idOf("mem", uuid)),
  };
}

/** Who holds a lead; null where nobody does, or a queue. */
export async function readHolderId(
  tx: Transaction,
  leadId: LeadId,
): Promise<PartnerMemberId | null> {
  const row = await tx.readOne<{ member_id: string | null }>(sql`
    select member_id
    from assignment
    where lead_id = ${uuidOf(leadId)}::uuid and ended_at is null`);
  const holder = row?.member_id ?? null;
  return holder === null ? null : idOf("mem", holder);
}

/** What is kept of a lead's coming to its holder. */
export interface NewAssignment {
  readonly id: AssignmentId;
  readonly holder: Holder;
  readonly cause: AssignmentCause;
  /** Which rule of which version gave it; null where somebody said so. */
  readonly rule: { readonly routingNumber: number; readonly position: number } | null;
  readonly explanation: Explanation | null;
  readonly note: string | null;
  readonly at: Date;
  /** The actor's uuid. */
  readonly by: string;
}

/** Queues who holds the lead from now on; the database ends who did before. */
export function queueAssignment(
  database: Database,
  tx: Transaction,
  lead: Pick<LockedLead, "id" | "partnerId">,
  { holder, rule, ...made }: NewAssignment,
): void {
  tx.queue(
    database.insert(AssignmentRow, {
      id: uuidOf(made.id),
      partnerId: uuidOf(lead.partnerId),
      leadId: uuidOf(lead.id),
      memberId: holder.kind === "MEMBER" ? uuidOf(holder.memberId) : null,
      queueId: holder.kind === "QUEUE" ? uuidOf(holder.queueId) : null,
      cause: made.cause,
      routingNumber: rule?.routingNumber ?? null,
      rulePosition: rule?.position ?? null,
      explanation: made.explanation,
      note: made.note,
      assignedAt: made.at,
      assignedBy: made.by,
    }),
  );
  queueTurn(tx, holder);
}

/** Queues that whoever's turn it was in a team had it. */
export function queueTurn(tx: Transaction, holder: Holder): void {
  if (holder.kind === "QUEUE" || holder.turn === null) return;
  const team = sql`${uuidOf(holder.turn.teamId)}::uuid`;
  tx.queue(sql`
    update team_member
    set last_turn = (select max(mate.last_turn) + 1 from team_member as mate where mate.team_id = ${team})
    where team_id = ${team} and member_id = ${uuidOf(holder.turn.memberId)}::uuid`);
}

/** The leads that somebody holds, in the order of their ids. */
export async function readHeldBy(
  database: Database,
  session: Session,
  memberId: PartnerMemberId,
  { after, most }: { readonly after: LeadId | null; readonly most: number },
): Promise<readonly LeadId[]> {
  const last = after === null ? null : uuidOf(after);
  const rows = await database.read<{ lead_id: string }>(
    session,
    sql`
      select lead_id
      from assignment
      where member_id = ${uuidOf(memberId)}::uuid and ended_at is null
        and (${last}::uuid is null or lead_id > ${last}::uuid)
      order by lead_id
      limit ${most}::integer`,
  );
  return rows.map((row) => idOf("lead", row.lead_id));
}

/** Who handed a lead over to whoever holds it, or to the queue that they claimed it from; null where nobody did. */
export async function readHandedOver(
  tx: Transaction,
  leadId: LeadId,
): Promise<{ readonly byUuid: string; readonly displayName: string } | null> {
  const row = await tx.readOne<{ id: string; display_name: string }>(sql`
    select giver.id, giver.display_name
    from assignment as held
    cross join lateral (
      select given.id, given.cause, given.assigned_at
      from assignment as given
      where given.lead_id = held.lead_id and given.cause not in ('CLAIMED', 'RELEASED')
      order by given.assigned_at desc, given.id desc
      limit 1
    ) as given
    cross join lateral (
      select before.member_id
      from assignment as before
      where before.lead_id = held.lead_id and before.id <> given.id and before.member_id is not null
        and before.ended_at <= given.assigned_at
      order by before.ended_at desc, before.assigned_at desc, before.id desc
      limit 1
    ) as before
    join membership as giver on giver.id = before.member_id and giver.id <> held.member_id
    where held.lead_id = ${uuidOf(leadId)}::uuid and held.ended_at is null and given.cause = 'HANDED_OVER'
      and (held.id = given.id or held.cause = 'CLAIMED')`);
  return row && { byUuid: row.id, displayName: row.display_name };
}

/** What somebody holds, in all stages or in some. */
interface HeldBy {
  readonly memberId: PartnerMemberId;
  readonly stages: readonly Stage[] | null;
}

const heldBy = ({ memberId, stages }: HeldBy): Sql => sql`
  from assignment as held
  join lead on lead.partner_id = held.partner_id and lead.id = held.lead_id
  where held.member_id = ${uuidOf(memberId)}::uuid and held.ended_at is null
    and (${stages}::text[] is null or lead.stage = any(${stages}::text[]))`;

/** Locks the leads that somebody holds, some at once, in the order of their ids: whoever locks others does so too. */
export async function lockHeldBy(
  tx: Transaction,
  held: HeldBy,
  most: number,
): Promise<readonly LeadId[]> {
  const rows = await tx.read<{ id: string }>(sql`
    select lead.id
    ${heldBy(held)}
    order by lead.id
    limit ${most}::integer
    for no key update of lead`);
  return rows.map(({ id }) => idOf("lead", id));
}

export async function countHeldBy(tx: Transaction, held: HeldBy): Promise<number> {
  const row = await tx.readOne<{ n: number }>(sql`select count(*)::integer as n ${heldBy(held)}`);
  return row?.n ?? 0;
}
