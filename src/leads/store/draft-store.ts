import type { LeadDraftId, LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { DraftContent, DraftStanding } from "../domain/draft.ts";

/** A partner's draft, locked until the transaction ends; null where it has none of that id. */
export async function lockDraft(
  tx: Transaction,
  partnerId: PartnerId,
  draftId: LeadDraftId,
): Promise<DraftStanding | null> {
  const row = await tx.readOne<{
    version: number;
    content: DraftContent;
    lead_id: string | null;
  }>(sql`
    select version, content, lead_id
    from lead_draft
    where partner_id = ${uuidOf(partnerId)}::uuid and id = ${uuidOf(draftId)}::uuid
    for update`);
  if (!row) return null;
  const leadId = row.lead_id === null ? null : idOf("lead", row.lead_id);
  return { version: row.version, content: row.content, leadId };
}

export function storeDraft(
  partnerId: PartnerId,
  draftId: LeadDraftId,
  content: DraftContent,
  at: Date,
): Sql {
  return sql`
    update lead_draft
    set content = ${JSON.stringify(content)}::jsonb,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where partner_id = ${uuidOf(partnerId)}::uuid and id = ${uuidOf(draftId)}::uuid`;
}

/** What was in it stands in the lead now. */
export function storeSubmitted(
  partnerId: PartnerId,
  draftId: LeadDraftId,
  leadId: LeadId,
  at: Date,
): Sql {
  return sql`
    update lead_draft
    set content = '{}',
      lead_id = ${uuidOf(leadId)}::uuid,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where partner_id = ${uuidOf(partnerId)}::uuid and id = ${uuidOf(draftId)}::uuid`;
}

export function removeDraft(partnerId: PartnerId, draftId: LeadDraftId): Sql {
  return sql`
    delete from lead_draft
    where partner_id = ${uuidOf(partnerId)}::uuid and id = ${uuidOf(draftId)}::uuid`;
}

/** Deletes drafts, of whomever, that nobody changed since; how many. */
export async function deleteUnchangedSince(
  database: Database,
  session: Session,
  before: Date,
  most: number,
): Promise<number> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      delete from lead_draft as draft
      using (
        select partner_id, id
        from lead_draft
        where updated_at < ${before}::timestamptz
        order by updated_at
        limit ${most}::integer
      ) as old
      where draft.partner_id = old.partner_id and draft.id = old.id
      returning draft.id`,
  );
  return rows.length;
}
