import { sealJournals } from "../ledger/index.ts";
import type { Database, ExportFile, Exports, Session } from "../platform/database/index.ts";
import type { GoneSignal } from "../platform/departure.ts";

import { CsvCells } from "./csv-cells.ts";
import { csvOf } from "./csv.ts";
import { creditColumns, creditLines } from "./store/credit-lines.ts";
import type { CreditColumn, CreditLineFilter } from "./store/credit-lines.ts";
import { readWatermark } from "./store/watermark.ts";

export interface CreditsCsvDeps {
  readonly database: Database;
  readonly exports: Exports;
}

export interface CreditsCsv {
  readonly filter: CreditLineFilter;
  /** The state of the ledger that is wanted; null for the newest. */
  readonly mark: bigint | null;
}

/** A file of one state of the ledger: the same watermark gives the same bytes again, at any time. */
export interface CreditsFile {
  readonly watermark: bigint;
  /** Each is good until the next one is asked for. */
  readonly parts: AsyncIterable<Buffer>;
  /** Ends the file unread, or in the middle; at its end it has ended by itself. */
  readonly drop: () => void;
}

/**
 * The credits that the session may see as a CSV file, oldest first: a partner its own, the vendor
 * all, with the number of the posting. Sealed postings only: up to the watermark that is given, or
 * else all that waits is sealed first and the newest one taken. Null where the ledger has not come
 * to the watermark. Amounts are decimals at the currency's exponent, and whole numbers of its
 * smallest unit beside them. Holds no contact data. Ends at once when the signal is aborted; throws
 * NoExportFree where too many read files already.
 */
export async function creditsCsv(
  { database, exports }: CreditsCsvDeps,
  session: Session,
  { filter, mark }: CreditsCsv,
  signal: GoneSignal,
): Promise<CreditsFile | null> {
  const file = await exports.open(session, signal);
  const drop = (): void => file.drop();
  try {
    if (mark === null) await sealJournals(database, session.requestId);
    const watermark = await readWatermark(database, session, mark);
    const columns = creditColumns(session);
    if (watermark !== null) {
      const lines = creditLines(database, file, session, { filter, watermark });
      return { watermark: watermark.mark, parts: partsOf(columns, lines, file), drop };
    }
    await file.close();
    // before the first posting there is a state too: nothing
    if (mark !== null && mark !== 0n) return null;
    return { watermark: 0n, parts: only(headerOf(columns)), drop };
  } catch (error) {
    file.drop();
    throw error;
  }
}

async function* partsOf(
  columns: readonly CreditColumn[],
  lines: AsyncIterable<Buffer>,
  file: ExportFile,
): AsyncGenerator<Buffer> {
  const cells = new CsvCells(columns.map((column) => column.kind));
  // sent with the first lines: a statement that fails before them is an error, not a broken file
  let ahead = headerOf(columns);
  try {
    for await (const chunk of lines) {
      const rows = cells.write(chunk);
      if (rows.length === 0) continue;
      yield ahead.length === 0 ? rows : Buffer.concat([ahead, rows]);
      ahead = NOTHING;
    }
    cells.end();
    if (ahead.length > 0) yield ahead;
    await file.close();
  } finally {
    file.drop();
  }
}

const NOTHING = Buffer.alloc(0);

async function* only(part: Buffer): AsyncGenerator<Buffer> {
  yield part;
}

function headerOf(columns: readonly CreditColumn[]): Buffer {
  const written = columns.filter(({ kind }) => kind !== "exponent");
  const names = written.map(({ name }) => ({ name, kind: "text", value: () => null }) as const);
  return Buffer.from(csvOf(names, [], { header: true }));
}
