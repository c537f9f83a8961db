import type { Readable } from "node:stream";

import type { ReadPart } from "../kernel/index.ts";

import { MOST_CSV_ROWS, readBankCsv } from "./domain/bank-csv.ts";
import type { BankCsvMapping } from "./domain/bank-csv.ts";
import { readCamt } from "./domain/camt.ts";
import type { StatedFile } from "./domain/stated-entry.ts";
import { readCsv } from "./read-csv.ts";
import { readXml } from "./read-xml.ts";

/**
 * What a file of the bank says. `csv`: what its columns hold, where it is a table. `iban`: the account that payouts are
 * paid from, where it is known, which a message of ISO 20022 has to be of.
 */
export async function readStated(
  file: Readable,
  { csv, iban }: { readonly csv: BankCsvMapping | null; readonly iban: string | null },
): Promise<ReadPart<StatedFile>> {
  try {
    if (csv !== null) {
      const rows = await readCsv(file, MOST_CSV_ROWS);
      return rows.ok ? readBankCsv(rows.value, csv) : rows;
    }
    const xml = await readXml(file);
    return xml.ok ? readCamt(xml.value, iban) : xml;
  } finally {
    file.destroy();
  }
}
