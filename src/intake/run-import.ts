import type { Identity } from "../identity/index.ts";
import type { ImportRunId } from "../kernel/index.ts";
import { uuidOf } from "../kernel/index.ts";
import type { RegisterLeadDeps } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Session } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import { FileIsGone } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import { FileFault } from "./domain/file-fault.ts";
import { BATCH_ROWS, MOST_ROWS, stepAfter } from "./domain/import-run.ts";
import { SeenBefore } from "./domain/seen-before.ts";
import { checkRows, registerRows } from "./register-rows.ts";
import type { Batch } from "./register-rows.ts";
import { csvRows } from "./rows/csv-rows.ts";
import type { FileRow } from "./rows/file-row.ts";
import { jsonlRows } from "./rows/jsonl-rows.ts";
import { advance, finish, goOn, readRun } from "./store/import-store.ts";
import type { ImportRun } from "./store/import-store.ts";

export interface RunImportDeps extends RegisterLeadDeps {
  readonly clock: Clock;
  readonly identity: Pick<Identity, "stillStands">;
  readonly storage: FileStorage;
  /** How long one part takes at most before the next job goes on; in milliseconds. */
  readonly partMs?: number;
}

/** Jobs take seconds: who takes longer counts as lost, and another would begin the same. */
const PART_MS = 10_000;

/**
 * Does a part of an import: reads the file through, or checks or registers rows, a hundred in each
 * transaction, until its time is over; then the next job goes on with the row after. Killed in the
 * middle of whatever, it is done again from the last hundred that was noted, and those that were
 * registered and not noted are found under their key.
 */
export const runImport =
  (deps: RunImportDeps) =>
  async ({ runId }: { readonly runId: ImportRunId }, requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const run = await readRun(deps.database, session, runId);
    if (run === null) return;
    try {
      if (run.isToEnd) await end(deps, session, run, "CANCELLED");
      else if (run.step === "READ") await readThrough(deps, session, run);
      else await doRows(deps, session, run);
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      const how = { status: "FAILED", fault: error } as const;
      await finish(deps.database, session, run, how, deps.clock());
    }
  };

function end(deps: RunImportDeps, session: Session, run: ImportRun, status: "DONE" | "CANCELLED") {
  return finish(deps.database, session, run, { status, fault: null }, deps.clock());
}

/** Finds out whether the file is whole and sound, before any of its rows is taken. */
async function readThrough(deps: RunImportDeps, session: Session, run: ImportRun): Promise<void> {
  let rows = 0;
  for await (const _ of rowsOf(deps, run)) {
    rows += 1;
    if (rows > MOST_ROWS)
      throw new FileFault("FILE_TOO_LONG", `The file has more than ${MOST_ROWS} rows: divide it.`);
  }
  if (rows === 0) throw new FileFault("FILE_EMPTY", "The file has a header, and no row below it.");
  const step = stepAfter("READ", run) ?? "REGISTER";
  await goOn(deps.database, session, run, step, deps.clock(), rows);
}

async function doRows(deps: RunImportDeps, session: Session, run: ImportRun): Promise<void> {
  const until = performance.now() + (deps.partMs ?? PART_MS);
  const seen = new SeenBefore();
  let { doneRows, refusedCount } = run;
  for await (const { first, rows } of batchesOf(rowsOf(deps, run))) {
    const batch: Batch = { run, first, rows, seen };
    if (first < run.doneRows) {
      // a check has to know what was in them; to register, the database knows
      if (run.step === "CHECK")
        await checkRows(deps, batch, { notesOnly: true }, session.requestId);
      continue;
    }
    const became =
      run.step === "CHECK"
        ? await checkRows(deps, batch, { notesOnly: false }, session.requestId)
        : await registerRows(deps, batch, session.requestId);
    const noted = await advance(deps.database, session, run, doneRows, became);
    if (noted === null) return;
    doneRows += rows.length;
    refusedCount += became.refused;
    if (noted.isToEnd) return end(deps, session, run, "CANCELLED");
    if (performance.now() > until) return goOn(deps.database, session, run, run.step, deps.clock());
  }
  const next = stepAfter(run.step, { ...run, refusedCount });
  if (next !== null) return goOn(deps.database, session, run, next, deps.clock());
  if (run.step === "CHECK" && !run.dryRun)
    throw new FileFault(
      "ROWS_REFUSED",
      `Nothing was registered, since ${refusedCount} rows cannot be: correct them, or have the others registered with errorPolicy REJECT_FAILED.`,
    );
  await end(deps, session, run, "DONE");
}

async function* rowsOf(deps: RunImportDeps, run: ImportRun): AsyncGenerator<FileRow> {
  const bytes = await deps.storage.open(uuidOf(run.uploadId)).catch((error: unknown) => {
    if (error instanceof FileIsGone) throw new FileFault("FILE_GONE", "The file is gone.");
    throw error;
  });
  const mapping = { named: run.columns, hasBasis: run.defaults.consentBasis !== null };
  try {
    yield* run.format === "CSV" ? csvRows(bytes, mapping) : jsonlRows(bytes, mapping);
  } finally {
    bytes.destroy();
  }
}

/** Hundreds of rows, each with the place of its first one: the same ones in every attempt. */
async function* batchesOf(rows: AsyncIterable<FileRow>) {
  let batch: FileRow[] = [];
  let first = 0;
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield { first, rows: batch };
    first += batch.length;
    batch = [];
  }
  if (batch.length > 0) yield { first, rows: batch };
}
