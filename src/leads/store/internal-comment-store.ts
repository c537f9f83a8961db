import type { InternalCommentId, LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import { InternalCommentRow } from "./internal-comment.row.ts";

/** Whose lead it is; null where there is none. Nothing is locked: its partner waits for nobody's words. */
export async function readPartnerOf(tx: Transaction, leadId: LeadId): Promise<PartnerId | null> {
  const row = await tx.readOne<{ partner_id: string }>(sql`
    select partner_id
    from lead
    where id = ${uuidOf(leadId)}::uuid`);
  return row && idOf("prt", row.partner_id);
}

export function queueInternalComment(
  database: Database,
  tx: Transaction,
  comment: {
    readonly id: InternalCommentId;
    readonly partnerId: PartnerId;
    readonly leadId: LeadId;
    readonly text: string;
    readonly at: Date;
    /** As a uuid. */
    readonly by: string | null;
  },
): void {
  const { id, partnerId, leadId, text, at, by } = comment;
  tx.queue(
    database.insert(InternalCommentRow, {
      id: uuidOf(id),
      partnerId: uuidOf(partnerId),
      leadId: uuidOf(leadId),
      text,
      writtenAt: at,
      ...(by === null ? {} : { writtenBy: by }),
    }),
  );
}
