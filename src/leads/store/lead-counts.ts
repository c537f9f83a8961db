import type { PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { LeadCounts } from "../domain/register.ts";
import { OPEN_STAGES } from "../domain/stage.ts";

/** "LIMT": the locks of this file, apart from all other advisory locks. */
const COUNTING = 0x4c494d54;

/**
 * How many leads a partner has open, and has registered today in the zone of each program. Nobody
 * else registers for the partner by this count until the transaction ends. What was reopened today
 * is claimed today, and was registered when it was.
 */
export async function countLeads(
  tx: Transaction,
  partnerId: PartnerId,
  at: Date,
): Promise<ReadonlyMap<string, LeadCounts>> {
  const partner = uuidOf(partnerId);
  const locked = tx.read(
    sql`select pg_advisory_xact_lock(${COUNTING}::integer, hashtext(${partner}::text))`,
  );
  // sent together, but run in turn: the count is of what was committed before the lock
  const counted = tx.read<{ program_id: string; open_leads: number; leads_today: number }>(sql`
    select program.id as program_id,
      (
        select count(*)::integer
        from lead
        where lead.partner_id = ${partner}::uuid and lead.stage = any(${OPEN_STAGES}::text[])
      ) as open_leads,
      (
        select count(*)::integer
        from lead
        where lead.partner_id = ${partner}::uuid and lead.claimed_at >= today.begins and lead.created_at >= today.begins
      ) as leads_today
    from program
    cross join lateral (
      select date_trunc('day', ${at}::timestamptz at time zone program.time_zone) at time zone program.time_zone as begins
    ) as today`);
  const [, rows] = await Promise.all([locked, counted]);
  return new Map(
    rows.map((row) => [
      idOf("prg", row.program_id),
      { openLeads: row.open_leads, leadsToday: row.leads_today },
    ]),
  );
}
