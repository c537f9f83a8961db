import type { UploadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { KEPT_MS, MOST_UNUSED } from "../domain/upload.ts";

/** The session's own files: a partner's, or the vendor's, whose partner is null. */
function ownUploads({ partnerId }: Session): Sql {
  return partnerId === null
    ? sql`upload.partner_id is null`
    : sql`upload.partner_id = ${uuidOf(partnerId)}::uuid`;
}

/** How many files of the session's side nothing needs yet, as far as it matters. */
export async function countUnused(tx: Transaction, session: Session, at: Date): Promise<number> {
  const row = await tx.readOne<{ n: number }>(sql`
    select count(*)::integer as n
    from (
      select
      from upload
      where ${ownUploads(session)} and state <> 'GONE' and expires_at > ${at}::timestamptz
      limit ${MOST_UNUSED}::integer
    ) as unused`);
  return row?.n ?? 0;
}

/** A file that is awaited. */
export interface Awaited {
  readonly purpose: string;
  readonly contentType: string;
  readonly byteSize: number;
}

/** The file that may arrive now; null where none is awaited. */
export async function readAwaited(
  database: Database,
  session: Session,
  uploadId: UploadId,
  at: Date,
): Promise<Awaited | null> {
  const row = await database.readOne<{
    purpose: string;
    content_type: string;
    byte_size: bigint;
  }>(
    session,
    sql`
      select purpose, content_type, byte_size
      from upload
      where ${ownUploads(session)} and id = ${uuidOf(uploadId)}::uuid
        and state = 'AWAITED' and expires_at > ${at}::timestamptz`,
  );
  return (
    row && {
      purpose: row.purpose,
      contentType: row.content_type,
      byteSize: Number(row.byte_size),
    }
  );
}

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/** Lets one sender in: false where another was quicker. */
export function beginArrival(database: Database, session: Session, id: UploadId, at: Date) {
  const until = later(at, KEPT_MS.arriving);
  return changed(
    database,
    session,
    id,
    "AWAITED",
    sql`state = 'ARRIVING', expires_at = ${until}::timestamptz`,
  );
}

/** What did not arrive whole may be sent again. */
export function giveBack(database: Database, session: Session, id: UploadId, at: Date) {
  const until = later(at, KEPT_MS.awaited);
  return changed(
    database,
    session,
    id,
    "ARRIVING",
    sql`state = 'AWAITED', expires_at = ${until}::timestamptz`,
  );
}

/** The file is there; nothing needs it yet. */
export function endArrival(
  database: Database,
  session: Session,
  id: UploadId,
  { sha256, at }: { readonly sha256: Buffer; readonly at: Date },
) {
  const until = later(at, KEPT_MS.unused);
  return changed(
    database,
    session,
    id,
    "ARRIVING",
    sql`state = 'STORED', sha256 = ${sha256}::bytea, stored_at = ${at}::timestamptz, expires_at = ${until}::timestamptz`,
  );
}

async function changed(
  database: Database,
  session: Session,
  id: UploadId,
  from: string,
  set: Sql,
): Promise<boolean> {
  const rows = await database.read(
    session,
    sql`
      update upload
      set ${set}
      where ${ownUploads(session)} and id = ${uuidOf(id)}::uuid and state = ${from}::text
      returning true as changed`,
  );
  return rows.length > 0;
}

/** A stored file as somebody needs it. */
export interface StoredUpload {
  readonly id: UploadId;
  readonly purpose: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: bigint;
  readonly sha256: Buffer;
}

/**
 * The session's own stored files of these, which do not go as long as the transaction lasts. One for an
 * import may be needed by another already.
 */
export async function lockStored(
  tx: Transaction,
  session: Session,
  ids: readonly UploadId[],
  at: Date,
): Promise<ReadonlyMap<UploadId, StoredUpload>> {
  const rows = await tx.read<{
    id: string;
    purpose: string;
    file_name: string;
    content_type: string;
    byte_size: bigint;
    sha256: Buffer;
  }>(sql`
    select id, purpose, file_name, content_type, byte_size, sha256
    from upload
    where ${ownUploads(session)} and id = any(${ids.map(uuidOf)}::uuid[])
      and state = 'STORED' and (expires_at > ${at}::timestamptz or purpose = 'IMPORT' and expires_at is null)
    order by id
    for no key update`);
  return new Map(
    rows.map((row) => {
      const id = idOf("upl", row.id);
      return [
        id,
        {
          id,
          purpose: row.purpose,
          fileName: row.file_name,
          contentType: row.content_type,
          byteSize: row.byte_size,
          sha256: row.sha256,
        },
      ];
    }),
  );
}

/** Queues that something needs the files from now on. */
export function queueNeeded(tx: Transaction, session: Session, ids: readonly UploadId[]): void {
  tx.queue(sql`
    update upload
    set expires_at = null
    where ${ownUploads(session)} and id = any(${ids.map(uuidOf)}::uuid[]) and state = 'STORED'`);
}

/** Queues that nothing needs the file after a while; as a job, which sees every file. */
export function queueUnneeded(tx: Transaction, uploadId: UploadId, until: Date): void {
  tx.queue(sql`
    update upload
    set expires_at = ${until}::timestamptz
    where id = ${uuidOf(uploadId)}::uuid and state = 'STORED'`);
}

/** Files that expired, the longest ago first. Whoever needs one now was refused since. */
export async function readExpired(
  database: Database,
  session: Session,
  before: Date,
  most: number,
): Promise<readonly UploadId[]> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      select id
      from upload
      where expires_at < ${before}::timestamptz and state <> 'GONE'
      order by expires_at, id
      limit ${most}::integer`,
  );
  return rows.map(({ id }) => idOf("upl", id));
}

/** Notes that a file is gone. */
export async function noteGone(database: Database, session: Session, id: UploadId): Promise<void> {
  await database.read(
    session,
    sql`update upload set state = 'GONE' where id = ${uuidOf(id)}::uuid and state <> 'GONE' returning id`,
  );
}
