import type { UploadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { EvidenceId, EventId } from "../../kernel/index.ts";
import type { StoredUpload } from "../../files/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { Actor } from "../../platform/mutation/index.ts";
import type { EvidenceItem } from "../domain/evidence.ts";

import { EvidenceRow } from "./evidence.row.ts";
import type { LockedLead } from "./lead-move-store.ts";

/** What belongs to a piece of evidence besides what was said of it. */
export interface EvidenceFacts {
  readonly lead: LockedLead;
  readonly eventId: EventId;
  readonly actor: Actor;
  readonly at: Date;
  readonly stored: ReadonlyMap<UploadId, StoredUpload>;
}

/** Queues pieces of evidence with the event that tells of them. */
export function queueEvidence(
  database: Database,
  tx: Transaction,
  items: readonly (EvidenceItem & { readonly id: EvidenceId })[],
  { lead, eventId, actor, at, stored }: EvidenceFacts,
): void {
  const rows = items.map((item): Partial<EvidenceRow> => {
    const file = item.uploadId === null ? undefined : stored.get(item.uploadId);
    return {
      id: uuidOf(item.id),
      partnerId: uuidOf(lead.partnerId),
      leadId: uuidOf(lead.id),
      eventId: uuidOf(eventId),
      kind: item.kind,
      note: item.note,
      url: item.url,
      uploadId: file ? uuidOf(file.id) : null,
      fileName: file?.fileName ?? null,
      contentType: file?.contentType ?? null,
      byteSize: file?.byteSize ?? null,
      sha256: file?.sha256 ?? null,
      submittedAt: at,
      ...(actor.id === null ? {} : { submittedBy: actor.id }),
      byVendor: actor.partnerId === null,
    };
  });
  tx.queue(database.insert(EvidenceRow, ...rows));
}

/** A file as whoever fetches it has it. */
export interface EvidenceFile {
  readonly uploadId: UploadId;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
}

/**
 * The file of a piece of evidence that the session may have; the vendor's side, of a partner's,
 * after acceptance alone.
 */
export async function readEvidenceFile(
  database: Database,
  session: Session,
  id: EvidenceId,
): Promise<EvidenceFile | null> {
  const row = await database.readOne<{
    upload_id: string;
    file_name: string;
    content_type: string;
    byte_size: bigint;
  }>(
    session,
    sql`
      select evidence.upload_id, evidence.file_name, evidence.content_type, evidence.byte_size
      from evidence
      join lead on lead.partner_id = evidence.partner_id and lead.id = evidence.lead_id
      where ${ownRows(session, "evidence")} and evidence.id = ${uuidOf(id)}::uuid
        and evidence.upload_id is not null
        and (${session.partnerId !== null}::boolean or evidence.by_vendor or lead.accepted_at is not null)`,
  );
  return (
    row && {
      uploadId: idOf("upl", row.upload_id),
      fileName: row.file_name,
      contentType: row.content_type,
      byteSize: Number(row.byte_size),
    }
  );
}
