import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { ALL_LINES, overlapping } from "../../products/index.ts";
import type { TransferFacts } from "../domain/transfer.ts";

type FactsRow = {
  receiver_state: string | null;
  receiver_is_vendor: boolean | null;
  is_enrolled: boolean;
  is_vendors: boolean;
  holder: string | null;
  is_held_otherwise: boolean;
  open_conflicts: string[];
  open_claim_conflicts: string[];
};

/** Reads whether a lead could be a partner's, for a vendor's session. */
export async function readTransferFacts(
  tx: Transaction,
  leadId: LeadId,
  to: PartnerId,
): Promise<TransferFacts> {
  const lead = uuidOf(leadId);
  const partner = uuidOf(to);
  const row = await tx.readOne<FactsRow>(sql`
    select receiver.state as receiver_state, receiver.is_vendor as receiver_is_vendor,
      program.is_default or exists (
        select
        from program_enrolment as enrolled
        where enrolled.partner_id = receiver.id and enrolled.program_id = l.program_id and enrolled.left_at is null
      ) as is_enrolled,
      giver.is_vendor as is_vendors,
      (
        select claim.lead_id
        from (
          select 'EMAIL' as kind, contact.email_key as key, array[${uuidOf(ALL_LINES)}::uuid] as scope
          from contact
          where contact.partner_id = l.partner_id and contact.lead_id = l.id
          union all
          select 'COMPANY', company_key.key, l.product_line_ids
          from company_key
          where company_key.partner_id = l.partner_id and company_key.lead_id = l.id
        ) as wanted
        join lead_claim as claim
          on claim.partner_id = ${partner}::uuid and claim.kind = wanted.kind and claim.key = wanted.key
          and claim.lead_id is not null and ${overlapping(sql`array[claim.product_line_id]`, sql`wanted.scope`)}
        order by claim.lead_id
        limit 1
      ) as holder,
      exists (
        select
        from protection_window as standing
        join protection_hold as own on own.window_id = standing.id
        join protection_hold as other
          on other.account_id = own.account_id and other.span && own.span and upper_inf(other.period)
          and other.window_id <> own.window_id
        where standing.partner_id = l.partner_id and standing.lead_id = l.id and standing.ended_at is null
          and other.shared_as is distinct from app.held_as(l.partner_id, l.id, own.account_id)
      ) as is_held_otherwise,
      array(
        select rival.id
        from (
          select c.id, c.opened_at,
            case when c.incumbent_lead_id = l.id then c.challenger_lead_id else c.incumbent_lead_id end as lead_id
          from conflict as c
          where (c.incumbent_lead_id = l.id or c.challenger_lead_id = l.id) and c.state = 'OPEN'
        ) as rival
        join lead as other on other.id = rival.lead_id
        where other.stage = any(${CLAIMING_STAGES}::text[])
        order by rival.opened_at, rival.id
      ) as open_conflicts,
      array(
        select claimed.id
        from claim_conflict as claimed
        where claimed.partner_id = l.partner_id and claimed.lead_id = l.id and claimed.state = 'OPEN'
        order by claimed.opened_at, claimed.id
      ) as open_claim_conflicts
    from lead as l
    join program on program.id = l.program_id
    join partner as giver on giver.id = l.partner_id
    left join partner as receiver on receiver.id = ${partner}::uuid
    where l.id = ${lead}::uuid`);
  const state = row?.receiver_state ?? null;
  return {
    receiver:
      state === null
        ? null
        : {
            state,
            isVendor: row?.receiver_is_vendor === true,
            isEnrolled: row?.is_enrolled === true,
          },
    isVendors: row?.is_vendors === true,
    holder: row?.holder ? idOf("lead", row.holder) : null,
    isHeldOtherwise: row?.is_held_otherwise === true,
    openConflictIds: (row?.open_conflicts ?? []).map((id) => idOf("cfl", id)),
    openClaimConflictIds: (row?.open_claim_conflicts ?? []).map((id) => idOf("clc", id)),
  };
}

/**
 * Leads that joined what became of a lead since it was passed on, and those into which that one was
 * merged; for a vendor's session, behind the lock of what became of it.
 */
export async function readJoinedSince(tx: Transaction, leadId: LeadId): Promise<readonly LeadId[]> {
  const rows = await tx.read<{ id: string }>(sql`
    with recursive chain (lead_id, kind, at) as (
      select into_lead_id, kind, at
      from lead_succession
      where lead_id = ${uuidOf(leadId)}::uuid
      union all
      select next.into_lead_id, next.kind, next.at
      from chain
      join lead_succession as next on next.lead_id = chain.lead_id
    )
    select lead_id as id
    from chain
    where kind = 'MERGE'
    union
    select joined.lead_id
    from chain
    join lead_succession as joined on joined.into_lead_id = chain.lead_id
    where joined.kind = 'MERGE' and joined.lead_id not in (select lead_id from chain)
    order by id`);
  return rows.map((row) => idOf("lead", row.id));
}
