import { z } from "zod";

import { queueUnneeded } from "../../files/index.ts";
import type { Principal } from "../../identity/index.ts";
import type { ImportRunId, PartnerId, UploadId } from "../../kernel/index.ts";
import { idOf, isLeadKind, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import { isConsentBasis, isLeadSource } from "../../leads/index.ts";
import type { ColumnNamed } from "../domain/columns.ts";
import type { FileFault } from "../domain/file-fault.ts";
import { isImportTarget } from "../domain/import-fields.ts";
import type { ImportFormat, ImportStep } from "../domain/import-run.ts";
import type { Defaults } from "../rows/registration-of.ts";

/** A run as the job knows it. */
export interface ImportRun {
  readonly id: ImportRunId;
  readonly partnerId: PartnerId;
  readonly uploadId: UploadId;
  /** Whether the vendor asked for it, on the partner's behalf. */
  readonly isVendors: boolean;
  readonly principal: Principal;
  readonly format: ImportFormat;
  readonly columns: readonly ColumnNamed[];
  readonly defaults: Defaults;
  readonly errorPolicy: string;
  readonly dryRun: boolean;
  readonly step: ImportStep;
  readonly doneRows: number;
  readonly refusedCount: number;
  readonly isToEnd: boolean;
}

const Columns = z.array(z.object({ column: z.string(), field: z.string().refine(isImportTarget) }));
const DefaultsKept = z.object({
  consentBasis: z.string().refine(isConsentBasis).nullable(),
  kind: z.string().refine(isLeadKind).nullable(),
  source: z.string().refine(isLeadSource).nullable(),
  campaign: z.string().nullable(),
  currency: z.string().nullable(),
});

type RunRow = {
  id: string;
  partner_id: string;
  file_id: string;
  is_vendors: boolean;
  program_id: string | null;
  format: ImportFormat;
  columns: unknown;
  defaults: unknown;
  error_policy: string;
  dry_run: boolean;
  requested_by: string;
  key_id: string | null;
  step: ImportStep;
  done_rows: number;
  refused_count: number;
  is_to_end: boolean;
};

/** The run; null where it is over, or there is none. */
export async function readRun(
  database: Database,
  session: Session,
  runId: ImportRunId,
): Promise<ImportRun | null> {
  const row = await database.readOne<RunRow>(
    session,
    sql`
      select *, coalesce(upload_id, vendor_upload_id) as file_id, vendor_upload_id is not null as is_vendors,
        cancel_requested_at is not null as is_to_end
      from import_run
      where id = ${uuidOf(runId)}::uuid and status in ('QUEUED', 'RUNNING')`,
  );
  if (!row) return null;
  const programId = row.program_id === null ? null : idOf("prg", row.program_id);
  return {
    id: runId,
    partnerId: idOf("prt", row.partner_id),
    uploadId: idOf("upl", row.file_id),
    isVendors: row.is_vendors,
    principal: {
      memberId: idOf("mem", row.requested_by),
      keyId: row.key_id === null ? null : idOf("key", row.key_id),
    },
    format: row.format,
    columns: Columns.parse(row.columns),
    defaults: { ...DefaultsKept.parse(row.defaults), programId },
    errorPolicy: row.error_policy,
    dryRun: row.dry_run,
    step: row.step,
    doneRows: row.done_rows,
    refusedCount: row.refused_count,
    isToEnd: row.is_to_end,
  };
}

/** Why a row was not registered. */
export interface RowProblem {
  readonly row: number;
  readonly place: number;
  readonly column: string | null;
  readonly code: string;
  readonly words: string;
}

/** What became of some rows. */
export interface Advance {
  readonly rows: number;
  readonly registered: number;
  readonly known: number;
  readonly refused: number;
  readonly problems: readonly RowProblem[];
}

/**
 * Notes what became of the next rows. Null where somebody else has noted it, or the run is over: then
 * it is somebody else's to go on. Else whether it is to end.
 */
export async function advance(
  database: Database,
  session: Session,
  run: Pick<ImportRun, "id" | "partnerId" | "step">,
  doneRows: number,
  { rows, registered, known, refused, problems }: Advance,
): Promise<{ readonly isToEnd: boolean } | null> {
  const told = JSON.stringify(problems.map((each) => ({ ...each })));
  const row = await database.readOne<{ is_to_end: boolean }>(
    session,
    sql`
      with gone_on as (
        update import_run
        set done_rows = done_rows + ${rows}::integer,
          registered_count = registered_count + ${registered}::integer,
          known_count = known_count + ${known}::integer,
          refused_count = refused_count + ${refused}::integer
        where id = ${uuidOf(run.id)}::uuid and status = 'RUNNING'
          and step = ${run.step}::text and done_rows = ${doneRows}::integer
        returning partner_id, id, cancel_requested_at
      ), told as (
        insert into import_problem (partner_id, run_id, row_number, place, column_name, code, words)
        select gone_on.partner_id, gone_on.id, problem.row, problem.place, problem.column, problem.code, problem.words
        from gone_on
        cross join json_to_recordset(${told}::json)
          as problem ("row" integer, place integer, "column" text, code text, words text)
      )
      select cancel_requested_at is not null as is_to_end from gone_on`,
  );
  return row && { isToEnd: row.is_to_end };
}

/** Begins a step, and the job's next part with it; from the same row again where it is the same step. */
export async function goOn(
  database: Database,
  session: Session,
  run: Pick<ImportRun, "id" | "step">,
  step: ImportStep,
  at: Date,
  totalRows: number | null = null,
): Promise<void> {
  const isNew = step !== run.step;
  await database.read(
    session,
    sql`
      update import_run
      set status = 'RUNNING', step = ${step}::text, part = part + 1,
        started_at = coalesce(started_at, ${at}::timestamptz),
        total_rows = coalesce(${totalRows}::integer, total_rows),
        done_rows = case when ${isNew}::boolean then 0 else done_rows end,
        registered_count = case when ${isNew}::boolean then 0 else registered_count end,
        known_count = case when ${isNew}::boolean then 0 else known_count end,
        refused_count = case when ${isNew}::boolean then 0 else refused_count end
      where id = ${uuidOf(run.id)}::uuid and status in ('QUEUED', 'RUNNING') and step = ${run.step}::text
      returning id`,
  );
}

/** How long a file, and what was wrong with it, is kept after its run. In milliseconds. */
export const KEPT_AFTER_MS = 7 * 86_400_000;

/** Ends a run; its file goes a week later. */
export async function finish(
  database: Database,
  session: Session,
  run: Pick<ImportRun, "id" | "uploadId">,
  how: { readonly status: "DONE" | "FAILED" | "CANCELLED"; readonly fault: FileFault | null },
  at: Date,
): Promise<void> {
  await database.transaction(session, async (tx) => {
    const { fault } = how;
    tx.queue(sql`
      update import_run
      set status = ${how.status}::text,
        started_at = coalesce(started_at, ${at}::timestamptz),
        finished_at = ${at}::timestamptz,
        failure_code = ${fault?.code ?? null}::text,
        failure_text = ${fault?.message ?? null}::text,
        failure_row = ${fault?.place.row ?? null}::integer,
        failure_column = ${fault?.place.column ?? null}::text
      where id = ${uuidOf(run.id)}::uuid and status in ('QUEUED', 'RUNNING')`);
    queueUnneeded(tx, run.uploadId, new Date(at.getTime() + KEPT_AFTER_MS));
    return null;
  });
}

/** Where a run stands, for whoever wants to end it; locked. */
export async function lockRun(
  tx: Transaction,
  session: Session,
  runId: ImportRunId,
): Promise<{ readonly status: string; readonly isToEnd: boolean } | null> {
  const row = await tx.readOne<{ status: string; is_to_end: boolean }>(sql`
    select status, cancel_requested_at is not null as is_to_end
    from import_run
    where ${ownRows(session, "import_run")} and id = ${uuidOf(runId)}::uuid
    for no key update`);
  return row && { status: row.status, isToEnd: row.is_to_end };
}

export function queueEnd(tx: Transaction, session: Session, runId: ImportRunId, at: Date): void {
  tx.queue(sql`
    update import_run
    set cancel_requested_at = ${at}::timestamptz
    where ${ownRows(session, "import_run")} and id = ${uuidOf(runId)}::uuid`);
}

/** What was wrong with rows, in their order; from behind one of them. */
export async function readProblems(
  database: Database,
  session: Session,
  runId: ImportRunId,
  after: { readonly row: number; readonly place: number },
  most: number,
): Promise<readonly RowProblem[]> {
  const rows = await database.read<{
    row_number: number;
    place: number;
    column_name: string | null;
    code: string;
    words: string;
  }>(
    session,
    sql`
      select row_number, place, column_name, code, words
      from import_problem
      where ${ownRows(session, "import_problem")} and run_id = ${uuidOf(runId)}::uuid
        and (row_number, place) > (${after.row}::integer, ${after.place}::integer)
      order by row_number, place
      limit ${most}::integer`,
  );
  return rows.map((row) => ({
    row: row.row_number,
    place: row.place,
    column: row.column_name,
    code: row.code,
    words: row.words,
  }));
}

/** Removes what was wrong with the rows of runs that ended before. */
export async function removeProblems(
  database: Database,
  session: Session,
  before: Date,
): Promise<void> {
  await database.read(
    session,
    sql`
      delete from import_problem as problem
      using import_run as run
      where run.partner_id = problem.partner_id and run.id = problem.run_id
        and run.refused_count > 0 and run.finished_at < ${before}::timestamptz`,
  );
}
