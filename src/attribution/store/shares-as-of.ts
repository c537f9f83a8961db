import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";

/** A share as it counted at an instant. */
export interface ShareAsOf {
  readonly partnerId: PartnerId;
  readonly book: "SOURCED" | "INFLUENCED";
  readonly model: string;
  readonly sharePpm: number;
}

/** What of a lead the session sees counted at an instant, the earliest touch first; null where it sees no such lead. */
export async function readSharesAsOf(
  database: Database,
  session: Session,
  leadId: LeadId,
  asOf: Date,
): Promise<readonly ShareAsOf[] | null> {
  const rows = await database.read<{
    partner_id: string | null;
    book: ShareAsOf["book"];
    model: string;
    share_ppm: number;
  }>(
    session,
    sql`
      select share.partner_id, share.book, share.model, share.share_ppm::integer as share_ppm
      from lead
      left join attribution_share as share
        on ${ownRows(session, "share")} and share.lead_id = lead.id and share.settled_at <= ${asOf}::timestamptz
        and (share.superseded_at is null or share.superseded_at > ${asOf}::timestamptz)
      where ${ownRows(session, "lead")} and lead.id = ${uuidOf(leadId)}::uuid
      order by share.touch_rank, share.partner_id`,
  );
  if (rows.length === 0) return null;
  return rows.flatMap(({ partner_id: partner, book, model, share_ppm: sharePpm }) =>
    partner === null ? [] : [{ partnerId: idOf("prt", partner), book, model, sharePpm }],
  );
}
