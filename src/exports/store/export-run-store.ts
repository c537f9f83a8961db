import { z } from "zod";

import type { Principal } from "../../identity/index.ts";
import type { ExportRunId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import { ExportParameters, isExportFormat, isExportKind } from "../domain/export-run.ts";
import type { Attempt, ExportFormat, ExportKind } from "../domain/export-run.ts";

import { ENTITY_UUID } from "./cells-of.ts";

/** An export as whoever writes it knows it. */
export interface ExportRun extends Attempt {
  readonly principal: Principal;
  /** Whose own file it is; null where it is the vendor's. */
  readonly partnerId: PartnerId | null;
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  readonly parameters: ExportParameters;
  readonly watermark: bigint | null;
  readonly isToEnd: boolean;
}

/** How many files of a partner's are not written yet. Others who ask for it wait until the transaction ends. */
export async function countWaiting(tx: Transaction, partnerId: PartnerId): Promise<number> {
  const [, rows] = await Promise.all([
    tx.read(
      sql`select pg_advisory_xact_lock(x'4f574e46'::integer, hashtext(${uuidOf(partnerId)}::text))`,
    ),
    tx.read<{ count: number }>(sql`
      select count(*)::integer as count
      from export_run as run
      where run.partner_id = ${uuidOf(partnerId)}::uuid and run.status in ('QUEUED', 'RUNNING')`),
  ]);
  return rows[0]?.count ?? 0;
}

const Taken = z.object({
  id: z.string(),
  requested_by: z.string(),
  partner_id: z.string().nullable(),
  key_id: z.string().nullable(),
  kind: z.string().refine(isExportKind),
  format: z.string().refine(isExportFormat),
  parameters: ExportParameters,
  watermark: z.coerce.bigint().nullable(),
  attempts: z.number(),
  is_to_end: z.boolean(),
});

/** Whoever writes a file says so every second; after this long without a word it counts as gone. In milliseconds. */
const ALIVE_MS = 120_000;

const aliveUntil = (at: Date): Date => new Date(at.getTime() + ALIVE_MS);

/** Takes the next run whose turn it is, or one whose writer is gone, for whoever asks alone; null where none waits. */
export async function takeRun(
  database: Database,
  session: Session,
  at: Date,
): Promise<ExportRun | null> {
  const row = await database.readOne<Record<string, unknown>>(
    session,
    sql`
      update export_run
      set status = 'RUNNING', attempts = attempts + 1, alive_until = ${aliveUntil(at)}::timestamptz, done_rows = 0,
        started_at = coalesce(started_at, ${at}::timestamptz)
      where id = (
        select waiting.id
        from export_run as waiting
        where waiting.status = 'QUEUED' or waiting.status = 'RUNNING' and waiting.alive_until < ${at}::timestamptz
        order by waiting.requested_at, waiting.id
        limit 1
        for update skip locked
      )
      returning id, requested_by, partner_id, key_id, kind, format, parameters, watermark, attempts,
        cancel_requested_at is not null as is_to_end`,
  );
  if (!row) return null;
  const taken = Taken.parse(row);
  return {
    ...{ kind: taken.kind, format: taken.format, parameters: taken.parameters },
    ...{ watermark: taken.watermark, attempts: taken.attempts, isToEnd: taken.is_to_end },
    id: idOf("exp", taken.id),
    partnerId: taken.partner_id === null ? null : idOf("prt", taken.partner_id),
    principal: {
      memberId: idOf("mem", taken.requested_by),
      keyId: taken.key_id === null ? null : idOf("key", taken.key_id),
    },
  };
}

/** The number and hash of the last posting that is sealed; 0 before the first. */
export async function readHead(
  database: Database,
  session: Session,
): Promise<{ readonly seq: bigint }> {
  const row = await database.readOne<{ seq: bigint }>(session, HEAD);
  return { seq: row?.seq ?? 0n };
}

/** The same for a verb. */
export async function headFor(tx: Transaction): Promise<bigint> {
  return (await tx.readOne<{ seq: bigint }>(HEAD))?.seq ?? 0n;
}

const HEAD = sql`
  select s.seq
  from journal_seal as s
  where s.entity_id = ${ENTITY_UUID}
  order by s.seq desc
  limit 1`;

/** The hash of the chain at a number, in hex; null at 0. */
export async function hashAt(
  database: Database,
  session: Session,
  seq: bigint,
): Promise<string | null> {
  const row = await database.readOne<{ hash: string }>(
    session,
    sql`
      select encode(s.hash, 'hex') as hash
      from journal_seal as s
      where s.entity_id = ${ENTITY_UUID} and s.seq = ${seq}::bigint`,
  );
  return row?.hash ?? null;
}

/** What the ledger says a file's amounts come to. */
export function readLedgerNets(
  database: Database,
  session: Session,
  statement: Sql,
): Promise<readonly { readonly currency: string; readonly net: string }[]> {
  return database.read(session, statement);
}

/** Of a run that somebody else has taken meanwhile nothing is noted. */
const isMine = ({ id, attempts }: Attempt): Sql =>
  sql`id = ${uuidOf(id)}::uuid and status = 'RUNNING' and attempts = ${attempts}::integer`;

/** Notes where the file is cut; false where it is somebody else's by now. */
export async function noteCut(
  database: Database,
  session: Session,
  run: Attempt,
  watermark: bigint,
): Promise<boolean> {
  const row = await database.readOne(
    session,
    sql`update export_run set watermark = ${watermark}::bigint where ${isMine(run)} returning id`,
  );
  return row !== null;
}

/** Notes how far it is; whether it is to end. Null where it is somebody else's by now. */
export async function noteRows(
  database: Database,
  session: Session,
  run: Attempt,
  done: { readonly rows: bigint; readonly at: Date },
): Promise<{ readonly isToEnd: boolean } | null> {
  const row = await database.readOne<{ is_to_end: boolean }>(
    session,
    sql`
      update export_run
      set done_rows = ${done.rows}::bigint, alive_until = ${aliveUntil(done.at)}::timestamptz
      where ${isMine(run)}
      returning cancel_requested_at is not null as is_to_end`,
  );
  return row && { isToEnd: row.is_to_end };
}

/** Puts a run back whose file could not be written now. */
export async function giveBack(database: Database, session: Session, run: Attempt): Promise<void> {
  await database.read(
    session,
    sql`
      update export_run
      set status = 'QUEUED', alive_until = null, attempts = attempts - 1
      where ${isMine(run)}
      returning id`,
  );
}

/** How long a file is kept; in milliseconds. */
const KEPT_MS = 7 * 86_400_000;

export type Ended =
  | { readonly status: "CANCELLED" }
  | { readonly status: "FAILED"; readonly failure: string }
  | {
      readonly status: "DONE";
      readonly rows: bigint;
      readonly byteSize: number;
      readonly sha256: Buffer;
      readonly manifest: object;
    };

/** Ends a run; false where it is somebody else's by now, and where one that was told to end has a file. */
export async function endRun(
  database: Database,
  session: Session,
  run: Attempt,
  how: Ended,
  at: Date,
): Promise<boolean> {
  const done = how.status === "DONE" ? how : null;
  const expiresAt = done && new Date(at.getTime() + KEPT_MS);
  const row = await database.readOne(
    session,
    sql`
      update export_run
      set status = ${how.status}::text, alive_until = null, finished_at = ${at}::timestamptz,
        failure = ${how.status === "FAILED" ? how.failure : null}::text,
        done_rows = coalesce(${done?.rows ?? null}::bigint, done_rows),
        byte_size = ${done?.byteSize ?? null}::bigint, sha256 = ${done?.sha256 ?? null}::bytea,
        manifest = ${done ? JSON.stringify(done.manifest) : null}::jsonb, expires_at = ${expiresAt}::timestamptz
      where ${isMine(run)} and (${done === null}::boolean or cancel_requested_at is null)
      returning id`,
  );
  return row !== null;
}

/** Where a run stands, for whoever wants to end it; locked. */
export async function lockExport(
  tx: Transaction,
  id: ExportRunId,
): Promise<{ readonly status: string; readonly isToEnd: boolean } | null> {
  const row = await tx.readOne<{ status: string; is_to_end: boolean }>(sql`
    select status, cancel_requested_at is not null as is_to_end
    from export_run
    where id = ${uuidOf(id)}::uuid
    for no key update`);
  return row && { status: row.status, isToEnd: row.is_to_end };
}

export function queueExportEnd(tx: Transaction, id: ExportRunId, at: Date): void {
  tx.queue(sql`
    update export_run
    set cancel_requested_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`);
}

interface Written {
  readonly kind: string;
  readonly file_name: string;
  readonly content_type: string;
  readonly byte_size: bigint;
  readonly attempts: number;
}

/** A file that is there, for whoever asked for it or is told of its report; null for all others. */
export async function readWritten(
  database: Database,
  session: Session,
  id: ExportRunId,
  at: Date,
): Promise<Written | null> {
  const { actorId } = session;
  if (actorId === null) return null;
  return database.readOne(
    session,
    sql`
      select file.kind, file.manifest ->> 'fileName' as file_name, file.manifest ->> 'contentType' as content_type,
        file.byte_size, file.attempts
      from export_run as file
      where ${ownRows(session, "file")} and file.id = ${uuidOf(id)}::uuid and file.status = 'DONE'
        and file.expires_at > ${at}::timestamptz and ${actorId}::uuid = any(array_append(file.recipient_ids, file.requested_by))`,
  );
}

/** Files that are to go, so many at most. */
export async function readExpired(
  database: Database,
  session: Session,
  before: Date,
  most: number,
): Promise<readonly Attempt[]> {
  const rows = await database.read<{ id: string; attempts: number }>(
    session,
    sql`
      select id, attempts
      from export_run
      where status = 'DONE' and expires_at < ${before}::timestamptz
      order by expires_at
      limit ${most}::integer`,
  );
  return rows.map(({ id, attempts }) => ({ id: idOf("exp", id), attempts }));
}

export async function noteExpired(
  database: Database,
  session: Session,
  id: ExportRunId,
): Promise<void> {
  await database.read(
    session,
    sql`update export_run set status = 'EXPIRED' where id = ${uuidOf(id)}::uuid and status = 'DONE' returning id`,
  );
}
