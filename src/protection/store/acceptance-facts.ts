import type { LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { AcceptanceFacts } from "../domain/acceptance.ts";

/**
 * Reads whether the lead is free to be accepted, for a vendor's session, in one statement. A
 * conflict whose other lead has closed does not count, also before the job that ends it has run.
 */
export async function readAcceptanceFacts(
  tx: Transaction,
  leadId: LeadId,
): Promise<AcceptanceFacts> {
  const lead = uuidOf(leadId);
  const row = await tx.readOne<{ matching_finished: boolean; open_conflicts: string[] }>(sql`
    select
      exists (
        select
        from lead as l
        join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
        join lead_matching as m
          on m.partner_id = l.partner_id and m.lead_id = l.id and m.keys_version = c.keys_version
        where l.id = ${lead}::uuid
      ) as matching_finished,
      array(
        select c.id
        from conflict as c
        join lead as other
          on other.id = case when c.incumbent_lead_id = ${lead}::uuid then c.challenger_lead_id else c.incumbent_lead_id end
        where c.state = 'OPEN'
          and (c.incumbent_lead_id = ${lead}::uuid or c.challenger_lead_id = ${lead}::uuid)
          and other.stage = any(${CLAIMING_STAGES}::text[])
        order by c.opened_at, c.id
      ) as open_conflicts`);
  return {
    matchingFinished: row?.matching_finished === true,
    openConflictIds: (row?.open_conflicts ?? []).map((id) => idOf("cfl", id)),
  };
}
