import type { Identity } from "../identity/index.ts";
import { uuidOf } from "../kernel/index.ts";
import { sealJournals } from "../ledger/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Exports, Session } from "../platform/database/index.ts";
import { NoExportFree, systemSession } from "../platform/database/index.ts";
import type { GoneSignal } from "../platform/departure.ts";
import { writeFile } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import { rowOf, writtenColumns } from "./domain/cells.ts";
import type { Row } from "./domain/cells.ts";
import { ControlTotals } from "./domain/control-totals.ts";
import { scopesFor } from "./domain/export-run.ts";
import { copiedRows } from "./files/copied-rows.ts";
import { FORMAT_WRITERS } from "./files/format-writers.ts";
import { FileTooLarge } from "./files/zip-file.ts";
import { manifestOf } from "./manifest.ts";
import { datasetOf, statementOf } from "./store/datasets.ts";
import type { Dataset } from "./store/dataset.ts";
import {
  endRun,
  giveBack,
  noteCut,
  noteRows,
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

/** Somebody told it to end, or another process has it by now. */
class Stopped extends Error {}

const MOST_ATTEMPTS = 5;
const PROGRESS_MS = 1_000;

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
  const { database, clock, identity } = deps;
  const end = async (how: Ended): Promise<boolean> => {
    // what an earlier attempt had kept is nobody's to fetch
    await deps.storage.remove(uuidOf(run.id));
    return endRun(database, system, run, how, clock());
  };
  try {
    if (run.isToEnd) throw new Stopped("it was told to end");
    if (run.attempts > MOST_ATTEMPTS) {
      await end({ status: "FAILED", failure: BROKE_OFF });
      return true;
    }
    const standing = await identity.stillStands(run.principal, system.requestId);
    const mayRead = scopesFor(run.kind).every((scope) => standing?.scopes.has(scope));
    if (standing === null || !mayRead) await end({ status: "FAILED", failure: MAY_NOT_READ });
    else await writeAs(deps, run, { system, asker: standing.session }, stop);
    return true;
  } catch (error) {
    if (error instanceof Stopped) await end({ status: "CANCELLED" });
    else if (error instanceof FileTooLarge) await end({ status: "FAILED", failure: TOO_LARGE });
    else if (error instanceof NoExportFree || stop.aborted) {
      await giveBack(database, system, run);
      return false;
    } else throw error;
    return true;
  }
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
  run: ExportRun,
  { system, asker }: Sessions,
  stop: GoneSignal,
): Promise<void> {
  const { database, clock, storage, scratch } = deps;
  const watermark = run.watermark ?? (await newestMark(deps, system));
  if (!(await noteCut(database, system, run, watermark))) return;
  const file = await deps.exports.open(asker, stop);
  const totals = new ControlTotals();
  const counted = { rows: 0n };
  try {
    const dataset = datasetOf(run.kind, { ...run.parameters, seq: watermark });
    const columns = writtenColumns(dataset.columns);
    const copied = copiedRows(file.csv(statementOf(dataset)));
    const rows = progressing(deps, run, system, counted, rowsOf(dataset, copied, totals));
    const written = await writeFile(scratch, FORMAT_WRITERS[run.format](columns, rows));
    try {
      await file.close();
      await compareWithLedger(deps, asker, dataset, totals);
      await storage.keep(uuidOf(run.id), written);
      const { byteSize, sha256 } = written;
      const made = { run, watermark, columns, totals, rows: counted.rows, byteSize, sha256 };
      const manifest = await manifestOf(database, system, made, clock());
      const how = { status: "DONE", rows: counted.rows, byteSize, sha256, manifest } as const;
      await endRun(database, system, run, how, clock());
    } finally {
      await written.drop();
    }
  } finally {
    file.drop();
  }
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

/** Counts, and says once a second how far it is. Throws Stopped where it is to go no further. */
async function* progressing(
  { database, clock }: WriteExportsDeps,
  run: ExportRun,
  system: Session,
  counted: { rows: bigint },
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let told = performance.now();
  for await (const rows of batches) {
    counted.rows += BigInt(rows.length);
    yield rows;
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    const noted = await noteRows(database, system, run, { rows: counted.rows, at: clock() });
    if (noted === null || noted.isToEnd) throw new Stopped("it is to go no further");
  }
}

/** A file whose sums are not the ledger's is no file: that is ours to mend, and nobody books from it. */
async function compareWithLedger(
  { database }: WriteExportsDeps,
  asker: Session,
  { ledger }: Dataset,
  totals: ControlTotals,
): Promise<void> {
  if (ledger === null) return;
  const nets = await readLedgerNets(database, asker, ledger);
  const told = new Map(nets.map(({ currency, net }) => [currency, BigInt(net)]));
  for (const { currency } of [...nets, ...totals.told()])
    if (totals.netOf(currency) !== (told.get(currency) ?? 0n))
      throw new Error(`an export's sum in ${currency} differs from the ledger's`);
}
