import type { Identity } from "../identity/index.ts";
import { sealJournals } from "../ledger/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, ExportFile, Exports, Session } from "../platform/database/index.ts";
import { NoExportFree, systemSession } from "../platform/database/index.ts";
import type { GoneSignal } from "../platform/departure.ts";
import { writeFile } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import { rowOf, writtenColumns } from "./domain/cells.ts";
import type { Row } from "./domain/cells.ts";
import { ControlTotals } from "./domain/control-totals.ts";
import { nameOfBytes, namesOfBytes, scopesFor } from "./domain/export-run.ts";
import { copiedRows } from "./files/copied-rows.ts";
import { NotForProfile } from "./domain/gl-profile.ts";
import { FORMAT_WRITERS } from "./files/format-writers.ts";
import { profileFile } from "./files/profile-file.ts";
import { FileTooLarge } from "./files/zip-file.ts";
import { HeldRun } from "./held-run.ts";
import { manifestOf } from "./manifest.ts";
import { datasetOf, ownDatasetOf, statementOf } from "./store/datasets.ts";
import type { Dataset, SystemReads } from "./store/dataset.ts";
import {
  endRun,
  giveBack,
  noteCut,
  readHead,
  readLedgerNets,
  takeRun,
} from "./store/export-run-store.ts";
import type { Ended, ExportRun } from "./store/export-run-store.ts";

export interface WriteExportsDeps {
  readonly database: Database;
  readonly exports: Exports;
  readonly clock: Clock;
  readonly identity: Pick<Identity, "stillStands">;
  readonly storage: FileStorage;
  /** A folder for files that are being written. */
  readonly scratch: string;
}

const MOST_ATTEMPTS = 5;

/** Writes the files that wait, one after the other, each as who asked for it. One whose writer was killed is begun anew, cut at the same number. */
export const writeExports =
  (deps: WriteExportsDeps) =>
  async (requestId: string, stop: GoneSignal): Promise<void> => {
    const session = systemSession(requestId);
    while (!stop.aborted) {
      const run = await takeRun(deps.database, session, deps.clock());
      if (run === null) return;
      if (!(await write(deps, run, session, stop))) return;
    }
  };

/** False where it has to wait. */
async function write(
  deps: WriteExportsDeps,
  run: ExportRun,
  system: Session,
  stop: GoneSignal,
): Promise<boolean> {
  const held = new HeldRun(deps, system, run, stop);
  try {
    await writeHeld(deps, held, system);
    return true;
  } catch (error) {
    const failure = failureOf(error);
    // the file of whoever has it now lies under another name
    if (held.isLost) await deps.storage.remove(nameOfBytes(run));
    else if (held.isToEnd) await endWithout(deps, held, system, { status: "CANCELLED" });
    else if (failure) await endWithout(deps, held, system, { status: "FAILED", failure });
    else if (error instanceof NoExportFree || stop.aborted) {
      await giveBack(deps.database, system, run);
      return false;
    } else throw error;
    return true;
  } finally {
    await held.release();
  }
}

async function writeHeld(deps: WriteExportsDeps, held: HeldRun, system: Session): Promise<void> {
  const { run } = held;
  held.goOn();
  const fail = (failure: string) => endWithout(deps, held, system, { status: "FAILED", failure });
  if (run.attempts > MOST_ATTEMPTS) return fail(BROKE_OFF);
  const standing = await deps.identity.stillStands(run.principal, system.requestId);
  const side = run.partnerId === null ? "VENDOR" : "PARTNER";
  const mayRead = scopesFor(run.kind, side).every((scope) => standing?.scopes.has(scope));
  if (standing === null || !mayRead || standing.session.partnerId !== run.partnerId)
    return fail(MAY_NOT_READ);
  return writeAs(deps, held, { system, asker: standing.session });
}

/** Ends a run of which there is to be no file; what was kept of it, now or before, is nobody's to fetch. */
async function endWithout(
  { database, storage, clock }: WriteExportsDeps,
  { run }: HeldRun,
  system: Session,
  how: Exclude<Ended, { status: "DONE" }>,
): Promise<void> {
  for (const name of namesOfBytes(run)) await storage.remove(name);
  await endRun(database, system, run, how, clock());
}

/** What stands in the way of the file, for whoever asked; null where it is a fault of ours. */
function failureOf(error: unknown): string | null {
  if (error instanceof FileTooLarge) return TOO_LARGE;
  return error instanceof NotForProfile ? error.message : null;
}

const BROKE_OFF = `Writing it broke off ${MOST_ATTEMPTS} times: ask for a shorter time, and tell whoever runs this server.`;
const MAY_NOT_READ = "Whoever asked for it may not read it any more.";
const TOO_LARGE =
  "A workbook of it would be larger than 4 GiB: ask for a shorter time, or for another format.";

interface Sessions {
  readonly system: Session;
  readonly asker: Session;
}

async function writeAs(
  deps: WriteExportsDeps,
  held: HeldRun,
  { system, asker }: Sessions,
): Promise<void> {
  const { database, clock, storage, scratch } = deps;
  const { run } = held;
  const watermark = run.watermark ?? (await newestMark(deps, system));
  if (!(await noteCut(database, system, run, watermark))) return held.refused();
  const file = await deps.exports.open(asker, held.gone);
  const totals = new ControlTotals();
  try {
    const cut = { ...run.parameters, seq: watermark };
    const dataset = run.partnerId === null ? datasetOf(run.kind, cut) : ownDatasetOf(run.kind, cut);
    const columns = writtenColumns(dataset.columns);
    const copied = copiedRows(chunksOf(dataset, file, (piece) => database.read(system, piece)));
    const rows = counting(held, rowsOf(dataset, copied, totals));
    const { profile } = run.parameters;
    const lines = new ControlTotals();
    const bytes = profile
      ? profileFile(profile, columns, rows, ({ currency, minor }) => lines.add(currency, minor))
      : FORMAT_WRITERS[run.format](columns, rows);
    const written = await writeFile(scratch, bytes);
    try {
      await file.close();
      // a partner cannot read the books that its file is held against
      const reader = run.partnerId === null ? asker : system;
      await compareWithLedger(deps, reader, dataset, totals);
      if (profile) {
        await compareWithLedger(deps, reader, dataset, lines);
        held.rows = lines.count;
      }
      held.goOn();
      await storage.keep(nameOfBytes(run), written);
      const { byteSize, sha256 } = written;
      const told = { columns, totals: profile ? lines : totals, rows: held.rows };
      const made = { ...told, run, watermark, byteSize, sha256 };
      const manifest = await manifestOf(database, system, made, clock());
      const how = { status: "DONE", rows: held.rows, byteSize, sha256, manifest } as const;
      if (!(await endRun(database, system, run, how, clock()))) await held.refused();
      held.over();
    } finally {
      await written.drop();
    }
  } finally {
    file.drop();
  }
  for (const name of namesOfBytes(run).slice(0, -1)) await storage.remove(name);
}

/** What is copied, in one statement or page by page. */
async function* chunksOf(
  dataset: Dataset,
  file: ExportFile,
  read: SystemReads,
): AsyncGenerator<Buffer> {
  if (!dataset.pages) yield* file.csv(statementOf(dataset));
  else for await (const statement of dataset.pages(read)) yield* file.csv(statement);
}

async function newestMark({ database }: WriteExportsDeps, system: Session): Promise<bigint> {
  await sealJournals(database, system.requestId);
  return (await readHead(database, system)).seq;
}

/** Rows as they are written, added up on their way. */
async function* rowsOf(
  { columns, amounts }: Dataset,
  copied: AsyncIterable<readonly Row[]>,
  totals: ControlTotals,
): AsyncGenerator<readonly Row[]> {
  const written = writtenColumns(columns);
  const placeOf = (name?: string) => written.findIndex((column) => column.name === name);
  const [currency, minor] = [placeOf(amounts?.currency), placeOf(amounts?.minor)];
  for await (const given of copied) {
    const rows = given.map((row) => rowOf(columns, row));
    if (amounts) for (const row of rows) totals.add(row[currency] ?? "", BigInt(row[minor] ?? "0"));
    yield rows;
  }
}

/** Counts rows as they are written. @throws Stopped where it is to go no further */
async function* counting(
  held: HeldRun,
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for await (const rows of batches) {
    held.goOn();
    held.rows += BigInt(rows.length);
    yield rows;
  }
}

/** A file whose sums are not the ledger's is no file: that is ours to mend, and nobody books from it. */
async function compareWithLedger(
  { database }: WriteExportsDeps,
  reader: Session,
  { ledger }: Dataset,
  totals: ControlTotals,
): Promise<void> {
  if (ledger === null) return;
  const nets = await readLedgerNets(database, reader, ledger);
  const told = new Map(nets.map(({ currency, net }) => [currency, BigInt(net)]));
  for (const { currency } of [...nets, ...totals.told()])
    if (totals.netOf(currency) !== (told.get(currency) ?? 0n))
      throw new Error(`an export's sum in ${currency} differs from the ledger's`);
}
