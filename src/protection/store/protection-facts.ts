import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { ExtensionPolicy, ProtectionState, StandingProtection } from "../domain/protection.ts";

type StandingRow = {
  state: ProtectionState;
  policy: ExtensionPolicy;
  requests: number;
  is_pending: boolean;
};

/** The lead's protection that stands; null where there is none. */
export async function readProtection(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<StandingProtection | null> {
  const row = await tx.readOne<StandingRow>(sql`
    select w.state, p.extension_policy as policy, asked.requests, asked.is_pending
    from lead as l
    join protection_window as w on w.partner_id = l.partner_id and w.lead_id = l.id and w.ended_at is null
    join program as p on p.id = l.program_id
    cross join lateral (
      select count(*)::integer as requests, coalesce(bool_or(r.state = 'PENDING'), false) as is_pending
      from extension_request as r
      where r.partner_id = w.partner_id and r.window_id = w.id
    ) as asked
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid`);
  if (!row) return null;
  const { state, policy, requests } = row;
  return { state, policy, requests, isPending: row.is_pending };
}

/** Queues the answer to the lead's pending request; the window follows from the event beside it. */
export function queueExtensionDecided(
  tx: Transaction,
  lead: { readonly id: LeadId; readonly partnerId: PartnerId },
  decided: { readonly isGranted: boolean; readonly at: Date },
): void {
  tx.queue(sql`
    update extension_request
    set state = ${decided.isGranted ? "GRANTED" : "DECLINED"}::text,
      decided_at = ${decided.at}::timestamptz
    where partner_id = ${uuidOf(lead.partnerId)}::uuid and lead_id = ${uuidOf(lead.id)}::uuid and state = 'PENDING'`);
}
