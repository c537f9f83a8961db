import type { AttributionProposalId, LeadId, Refusal } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Part } from "../domain/settling-again.ts";

const anotherIsOpen = (): Refusal =>
  refuse("BUSINESS_RULE", "A proposal for the lead is open: approve or decline that one first.", {
    path: ["leadId"],
  });

/** Queues a proposal; one of a lead is open at a time. */
export function queueProposal(
  tx: Transaction,
  said: {
    readonly id: AttributionProposalId;
    readonly leadId: LeadId;
    readonly parts: readonly Part[];
    readonly reason: string;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const partnerIds = said.parts.map(({ partnerId }) => uuidOf(partnerId));
  const shares = said.parts.map(({ sharePpm }) => sharePpm);
  tx.queue(
    sql`
      insert into attribution_proposal (id, lead_id, partner_ids, shares_ppm, reason, proposed_at, proposed_by)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.leadId)}::uuid, ${partnerIds}::uuid[], ${shares}::bigint[],
        ${said.reason}::text, ${said.at}::timestamptz, ${said.by}::uuid)`,
    { attribution_proposal_one_open: anotherIsOpen },
  );
}

export interface StandingProposal {
  readonly leadId: LeadId;
  readonly parts: readonly Part[];
  readonly reason: string;
  readonly state: "OPEN" | "APPROVED" | "DECLINED";
  /** Whether the person who acts proposed it, under whichever membership. */
  readonly isOwn: boolean;
}

/** A proposal, locked until the transaction ends; null where there is none. */
export async function lockProposal(
  tx: Transaction,
  id: AttributionProposalId,
  actorId: string,
): Promise<StandingProposal | null> {
  const row = await tx.readOne<{
    lead_id: string;
    partner_ids: string[];
    shares_ppm: string[];
    reason: string;
    state: StandingProposal["state"];
    is_own: boolean;
  }>(sql`
    select lead_id, partner_ids, shares_ppm::text[] as shares_ppm, reason, state,
      app.is_same_person(${actorId}::uuid, proposed_by) as is_own
    from attribution_proposal
    where id = ${uuidOf(id)}::uuid
    for no key update`);
  return (
    row && {
      leadId: idOf("lead", row.lead_id),
      parts: row.partner_ids.map((partnerId, index) => ({
        partnerId: idOf("prt", partnerId),
        sharePpm: Number(row.shares_ppm[index]),
      })),
      reason: row.reason,
      state: row.state,
      isOwn: row.is_own,
    }
  );
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The proposal was decided before.", { path: ["attributionProposalId"] });

/** Queues what became of a proposal. */
export function queueProposalDecided(
  tx: Transaction,
  id: AttributionProposalId,
  said: { readonly isApproved: boolean; readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update attribution_proposal
      set decided_at = ${said.at}::timestamptz,
        decided_by = ${said.by}::uuid,
        state = ${said.isApproved ? "APPROVED" : "DECLINED"}::text
      where id = ${uuidOf(id)}::uuid`,
    { attribution_proposal_ends_once: decidedBefore },
  );
}
