import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** A lead whose settlement may be changed, locked until the transaction ends. */
export interface SettledLead {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly claimedAt: Date;
  /** When it became an SQL; null where it is none. */
  readonly milestoneAt: Date | null;
  /** From when on only a dispute settles it otherwise. */
  readonly locksAt: Date | null;
  /** When anything of it was settled last. */
  readonly settledAt: Date | null;
  /** The lead in which it goes on; null where it stands. */
  readonly survivorId: LeadId | null;
  /** Whether who acts qualified it, or settled it otherwise, or proposed how. */
  readonly isSettledByActor: boolean;
}

type SettledRow = {
  partner_id: string;
  claimed_at: Date;
  sales_qualified_at: Date | null;
  locks_at: Date | null;
  settled_at: Date | null;
  survivor_id: string | null;
  is_settled_by_actor: boolean;
};

/** Locks a lead, for a vendor's session; null where there is none. What is read of it is read once it is locked. */
export async function lockSettledLead(
  tx: Transaction,
  leadId: LeadId,
  actorId: string,
): Promise<SettledLead | null> {
  const [, row] = await Promise.all([
    tx.read(sql`select from lead where id = ${uuidOf(leadId)}::uuid for no key update`),
    readSettled(tx, leadId, actorId),
  ]);
  return (
    row && {
      id: leadId,
      partnerId: idOf("prt", row.partner_id),
      claimedAt: row.claimed_at,
      milestoneAt: row.sales_qualified_at,
      locksAt: row.locks_at,
      settledAt: row.settled_at,
      survivorId: row.survivor_id === null ? null : idOf("lead", row.survivor_id),
      isSettledByActor: row.is_settled_by_actor,
    }
  );
}

function readSettled(tx: Transaction, leadId: LeadId, actorId: string): Promise<SettledRow | null> {
  return tx.readOne<SettledRow>(sql`
    select lead.partner_id, lead.claimed_at, lead.sales_qualified_at,
      app.attribution_locks_at(lead.program_id, lead.sales_qualified_at) as locks_at,
      (
        select max(share.settled_at)
        from attribution_share as share
        where share.lead_id = lead.id
      ) as settled_at,
      (
        select succession.root_lead_id
        from lead_succession as succession
        where succession.lead_id = lead.id
      ) as survivor_id,
      exists (
        select
        from (
          select event.actor_id as by
          from lead_event as event
          where event.partner_id = lead.partner_id and event.lead_id = lead.id and event.type = 'QUALIFIED'
          union
          select settlement.settled_by
          from attribution_settlement as settlement
          where settlement.lead_id = lead.id
          union
          select proposal.proposed_by
          from attribution_settlement as settlement
          join attribution_proposal as proposal on proposal.id = settlement.proposal_id
          where settlement.lead_id = lead.id
        ) as settling
        where app.is_same_person(${actorId}::uuid, settling.by)
      ) as is_settled_by_actor
    from lead
    where lead.id = ${uuidOf(leadId)}::uuid`);
}
