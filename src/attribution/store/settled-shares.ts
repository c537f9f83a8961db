import { idOf, uuidOf } from "../../kernel/index.ts";
import type { LeadId } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { AttributionShare } from "../domain/settlement.ts";

type SettledRow = {
  partner_id: string;
  share_ppm: bigint;
  touch_rank: number;
  settled_at: Date;
};

/** To whom a lead is owed as it was settled, the earliest touch first: those who are paid. */
export async function readSettledShares(
  tx: Transaction,
  leadId: LeadId,
): Promise<
  readonly Pick<AttributionShare, "partnerId" | "sharePpm" | "touchRank" | "settledAt">[]
> {
  const rows = await tx.read<SettledRow>(sql`
    select partner_id, share_ppm, touch_rank, settled_at
    from attribution_share
    where lead_id = ${uuidOf(leadId)}::uuid and book = 'SOURCED' and superseded_at is null
    order by touch_rank, partner_id`);
  return rows.map((row) => ({
    partnerId: idOf("prt", row.partner_id),
    sharePpm: row.share_ppm,
    touchRank: row.touch_rank,
    settledAt: row.settled_at,
  }));
}
