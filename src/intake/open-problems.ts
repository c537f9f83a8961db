import { stringify } from "csv-stringify/sync";

import type { StillStanding } from "../identity/index.ts";
import type { ImportRunId } from "../kernel/index.ts";
import { parseId, withoutFormula } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import type { LinkedFile } from "../platform/http/index.ts";

import { readProblems } from "./store/import-store.ts";

const AT_ONCE = 1_000;

/** Opens what was wrong with the rows of an import, as CSV, for the partner whose import it was, or the vendor that asked for it. */
export const openProblems =
  ({ database }: { readonly database: Database }) =>
  async (id: string, { scopes, session }: StillStanding): Promise<LinkedFile | null> => {
    const runId = parseId("imp", id);
    const mayRead = scopes.has("LEADS_WRITE") && scopes.has("CONTACTS_READ");
    if (!runId.ok || !mayRead) return null;
    return {
      fileName: `${runId.id}-problems.csv`,
      contentType: "text/csv; charset=utf-8",
      byteSize: null,
      parts: problemsAsCsv(database, session, runId.id),
      drop: () => undefined,
    };
  };

async function* problemsAsCsv(
  database: Database,
  session: Session,
  runId: ImportRunId,
): AsyncGenerator<Buffer> {
  yield Buffer.from("row,column,code,reason\n");
  let after = { row: 0, place: -1 };
  for (;;) {
    const problems = await readProblems(database, session, runId, after, AT_ONCE);
    const last = problems.at(-1);
    if (!last) return;
    const lines = problems.map(({ row, column, code, words }) => [
      String(row),
      withoutFormula(column ?? ""),
      code,
      withoutFormula(words),
    ]);
    yield Buffer.from(stringify(lines, { record_delimiter: "unix", quoted_match: /\r/ }));
    after = { row: last.row, place: last.place };
  }
}
