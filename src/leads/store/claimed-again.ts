import type { LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { RefusalsByConstraint, Sql, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { ALL_LINES, overlapping } from "../../products/index.ts";

import type { LockedLead } from "./lead-move-store.ts";

// Somebody registered the prospect between our look and our write: look again, and say so.
const RACES: RefusalsByConstraint = { lead_claim_pkey: TRY_AGAIN };

/** The partner's lead that holds what this one would claim again; null where nothing does. */
export async function readHolder(tx: Transaction, leadId: LeadId): Promise<LeadId | null> {
  const row = await tx.readOne<{ lead_id: string }>(sql`
    select claim.lead_id
    from (${keysOf(sql`l.id = ${uuidOf(leadId)}::uuid`)}) as held
    join lead_claim as claim
      on claim.partner_id = held.partner_id and claim.kind = held.kind and claim.key = held.key
      and ${overlapping(sql`array[claim.product_line_id]`, sql`array[held.product_line_id]`)}
    where claim.lead_id <> held.lead_id
    order by claim.lead_id
    limit 1`);
  return row ? idOf("lead", row.lead_id) : null;
}

/** Queues that a lead that was closed holds its claims again, and is to be compared with others anew. */
export function queueClaimedAgain(
  tx: Transaction,
  lead: Pick<LockedLead, "id" | "partnerId">,
  refusals: RefusalsByConstraint = RACES,
): void {
  const partnerId = uuidOf(lead.partnerId);
  const leadId = uuidOf(lead.id);
  tx.queue(
    sql`
      insert into lead_claim (partner_id, kind, key, lead_id, product_line_id)
      ${keysOf(sql`l.partner_id = ${partnerId}::uuid and l.id = ${leadId}::uuid`)}`,
    refusals,
  );
  // what is matched by changes by being claimed again: the database queues the job
  tx.queue(sql`
    update company
    set keys_version = keys_version + 1
    where partner_id = ${partnerId}::uuid and lead_id = ${leadId}::uuid`);
}

/** What leads claim against a second registration by their partner: its persons and its company. */
const keysOf = (which: Sql): Sql => sql`
    select l.partner_id, 'EMAIL' as kind, contact.email_key as key, l.id as lead_id, ${uuidOf(ALL_LINES)}::uuid as product_line_id
    from lead as l
    join contact on contact.partner_id = l.partner_id and contact.lead_id = l.id
    where ${which}
    union all
    select l.partner_id, 'COMPANY', company_key.key, l.id, line_id
    from lead as l
    join company_key on company_key.partner_id = l.partner_id and company_key.lead_id = l.id
    cross join unnest(l.product_line_ids) as line_id
    where ${which}`;
