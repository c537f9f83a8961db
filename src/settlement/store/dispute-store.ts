import type {
  AttributionDisputeId,
  CreditId,
  LeadId,
  PartnerId,
  Refusal,
} from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { Disputable, DisputeState, StandingDispute } from "../domain/dispute.ts";

/** What is disputed: a lead, or the credit that somebody has of another's lead. */
export type Disputed = { readonly leadId: LeadId } | { readonly creditId: CreditId };

/** What the session may know of it: a partner its own lead and its own shares. */
export async function readDisputable(
  tx: Transaction,
  session: Session,
  disputed: Disputed,
): Promise<Disputable | null> {
  const named =
    "leadId" in disputed
      ? sql`
        select lead.id as lead_id, lead.sales_qualified_at as settled_at
        from lead
        where ${ownRows(session, "lead")} and lead.id = ${uuidOf(disputed.leadId)}::uuid`
      : sql`
        select credit.lead_id, credit.earned_at as settled_at
        from credit
        where ${ownRows(session, "credit")} and credit.id = ${uuidOf(disputed.creditId)}::uuid`;
  const row = await tx.readOne<{ lead_id: string; settled_at: Date | null }>(sql`
    select named.lead_id, greatest(named.settled_at, (
      select max(share.settled_at)
      from attribution_share as share
      where ${ownRows(session, "share")} and share.lead_id = named.lead_id
    )) as settled_at
    from (${named}) as named`);
  return row && { leadId: idOf("lead", row.lead_id), settledAt: row.settled_at };
}

const openBefore = (): Refusal =>
  refuse("ALREADY_DONE", "You have a dispute over the lead open already.", { path: ["leadId"] });

/** Queues that a dispute is opened. */
export function queueDispute(
  tx: Transaction,
  said: {
    readonly id: AttributionDisputeId;
    readonly partnerId: PartnerId;
    readonly leadId: LeadId;
    readonly statement: string;
    readonly at: Date;
    readonly dueAt: Date;
    readonly by: string;
  },
): void {
  tx.queue(
    sql`
      insert into attribution_dispute (id, partner_id, lead_id, statement, opened_at, opened_by, due_at)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${uuidOf(said.leadId)}::uuid, ${said.statement}::text,
        ${said.at}::timestamptz, ${said.by}::uuid, ${said.dueAt}::timestamptz)`,
    { attribution_dispute_one_open: openBefore },
  );
}

/** A dispute, locked until the transaction ends, for a vendor's session; null where there is none. */
export async function lockDispute(
  tx: Transaction,
  id: AttributionDisputeId,
  actorId: string,
): Promise<StandingDispute | null> {
  const row = await tx.readOne<{ lead_id: string; state: DisputeState; is_own: boolean }>(sql`
    select case when succession.root_lead_id is null then dispute.lead_id else succession.root_lead_id end as lead_id,
      dispute.state, app.is_same_person(${actorId}::uuid, dispute.opened_by) as is_own
    from attribution_dispute as dispute
    left join lead_succession as succession on succession.lead_id = dispute.lead_id
    where dispute.id = ${uuidOf(id)}::uuid
    for no key update of dispute`);
  return row && { leadId: idOf("lead", row.lead_id), state: row.state, isOwn: row.is_own };
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The dispute was decided before.", { path: ["attributionDisputeId"] });

/** Queues what became of a dispute. */
export function queueDisputeDecided(
  tx: Transaction,
  id: AttributionDisputeId,
  said: {
    readonly isUpheld: boolean;
    readonly answer: string;
    readonly at: Date;
    readonly by: string;
  },
): void {
  tx.queue(
    sql`
      update attribution_dispute
      set decided_at = ${said.at}::timestamptz,
        decided_by = ${said.by}::uuid,
        state = ${said.isUpheld ? "UPHELD" : "REJECTED"}::text,
        answer = ${said.answer}::text
      where id = ${uuidOf(id)}::uuid`,
    { attribution_dispute_ends_once: decidedBefore },
  );
}
