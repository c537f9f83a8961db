import { balancedParts } from "../domain/balanced-parts.ts";
import type { Column, Row } from "../domain/cells.ts";
import { NotForProfile, PROFILE_FORMS, whyNotTaken } from "../domain/gl-profile.ts";
import type { GlLine, GlProfile } from "../domain/gl-profile.ts";

import { CSV_FOR_MACHINES, csvFile } from "./csv-file.ts";
import type { ArchivedFile, RowsWritten } from "./written-file.ts";
import { zipFile } from "./zip-file.ts";

/**
 * Journals as an accounting program takes them: an archive of CSV files, each of one currency, each journal in it whole or
 * cut into parts that balance. Rows come journal by journal, those of a currency together.
 */
export const profileFile = (
  profile: GlProfile,
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
  onLine: OnLine,
): RowsWritten => zipFile(filesOf(profile, journalsOf(profile, columns, batches), onLine));

/** Hears of each line as it stands in a file: where a journal was cut, one of the ledger may be several. */
type OnLine = (line: GlLine) => void;

async function* filesOf(
  profile: GlProfile,
  journals: AsyncIterable<readonly GlLine[]>,
  onLine: OnLine,
): AsyncGenerator<ArchivedFile> {
  const { mostLines, mostFileLines } = PROFILE_FORMS[profile];
  let file: FileUnderWay = { currency: "", number: 0, lines: 0, journals: [] };
  for await (const journal of journals) {
    const [first] = journal;
    if (!first) continue;
    const { currency } = first;
    for (const [before, lines] of balancedParts(journal, mostLines).entries()) {
      const isOther = file.currency !== currency;
      if (isOther || file.lines + lines.length + 1 > mostFileLines) {
        if (file.lines > 0) yield archived(profile, file);
        file = { currency, number: isOther ? 1 : file.number + 1, lines: 0, journals: [] };
      }
      const name = before === 0 ? first.journal : `${first.journal}-${before + 1}`;
      file.journals.push(lines.map((line) => ({ ...line, journal: name })));
      file.lines += lines.length;
      for (const line of lines) onLine(line);
    }
  }
  if (file.lines > 0) yield archived(profile, file);
}

interface FileUnderWay {
  readonly currency: string;
  readonly number: number;
  readonly journals: (readonly GlLine[])[];
  lines: number;
}

function archived(profile: GlProfile, { currency, number, journals }: FileUnderWay): ArchivedFile {
  const { columns, rowOf } = PROFILE_FORMS[profile];
  const rows = journals.flatMap((lines) => lines.map((line, before) => rowOf(line, before + 1)));
  return {
    name: `${profile.toLowerCase()}-${currency}-${String(number).padStart(3, "0")}.csv`,
    parts: csvFile(columns, once(rows), CSV_FOR_MACHINES),
  };
}

async function* once(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

/** The journals of rows as they come. */
async function* journalsOf(
  profile: GlProfile,
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly GlLine[]> {
  const places = new Map(columns.map(({ name }, place) => [name, place]));
  let journal: GlLine[] = [];
  for await (const rows of batches) {
    for (const row of rows) {
      const line = lineOf(profile, (name) => row[places.get(name) ?? -1] ?? null);
      if (journal[0] && journal[0].journal !== line.journal) {
        yield journal;
        journal = [];
      }
      journal.push(line);
    }
  }
  if (journal.length > 0) yield journal;
}

/** @throws NotForProfile where the mapping has no account that the profile takes */
function lineOf(profile: GlProfile, cell: (name: string) => string | null): GlLine {
  const must = (name: string): string => cell(name) ?? "";
  const line = {
    ...{ journal: must("journal_no"), on: must("accounting_date"), currency: must("currency") },
    ...{ exponent: Number(must("exponent")), role: must("account") },
    minor: BigInt(must("amount_minor")),
    ...{ partnerName: cell("partner_name"), programName: cell("program_name") },
    ...{ entityCode: cell("entity_code"), taxCode: cell("tax_code") },
    ...{ accountCode: must("account_code"), accountName: must("account_name") },
    ...{ costCenter: cell("cost_center") },
    ...{ trackingName: cell("tracking_name"), trackingOption: cell("tracking_option") },
  };
  const account = { ...line, program: cell("program_id"), accountCode: cell("account_code") };
  const why = whyNotTaken(profile, account);
  if (why !== null) throw new NotForProfile(why);
  return line;
}
