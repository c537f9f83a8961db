import type { StillStanding } from "../identity/index.ts";
import { parseId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import type { LinkedFile } from "../platform/http/index.ts";
import { FileIsGone } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import { isExportKind, nameOfBytes, scopesFor } from "./domain/export-run.ts";
import { readWritten } from "./store/export-run-store.ts";

export interface OpenExportDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: FileStorage;
}

/** Opens the file of an export for whoever has its link, and may still read what is in it. */
export const openExport =
  ({ database, clock, storage }: OpenExportDeps) =>
  async (id: string, { scopes, session }: StillStanding): Promise<LinkedFile | null> => {
    const runId = parseId("exp", id);
    if (!runId.ok) return null;
    const run = await readWritten(database, session, runId.id, clock());
    if (run === null) return null;
    const { kind, attempts } = run;
    if (!isExportKind(kind)) return null;
    const side = session.partnerId === null ? "VENDOR" : "PARTNER";
    if (!scopesFor(kind, side).every((scope) => scopes.has(scope))) return null;
    const bytes = await storage
      .open(nameOfBytes({ id: runId.id, attempts }))
      .catch((error: unknown) => {
        // its bytes go before its row says so
        if (error instanceof FileIsGone) return null;
        throw error;
      });
    if (bytes === null) return null;
    return {
      ...{ fileName: run.file_name, contentType: run.content_type },
      byteSize: Number(run.byte_size),
      parts: bytes,
      drop: () => bytes.destroy(),
    };
  };
