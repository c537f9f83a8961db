import type { LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";

export type ShareView = {
  lead_id: string;
  partner_id: string;
  share_ppm: number;
  settled_at: Date;
};

/** The SOURCED shares of leads, earliest touch first, as the session may see them. */
export function sharesOfLeads(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
): Promise<ShareView[]> {
  return database.read(
    session,
    sql`
      select s.lead_id, s.partner_id, s.share_ppm::integer as share_ppm, s.settled_at
      from attribution_share as s
      where s.lead_id = any(${leadIds.map(uuidOf)}::uuid[]) and s.book = 'SOURCED' and ${ownRows(session, "s")}
      order by s.lead_id, s.touch_rank`,
  );
}
