import type { Principal } from "../identity/index.ts";
import type { ExportRunId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import { refuseCut, refuseKind } from "./domain/export-run.ts";
import type { StartExport } from "./domain/export-run.ts";
import { mappingFor } from "./mapping-for.ts";
import { headFor } from "./store/export-run-store.ts";
import { areStatementsWritten } from "./store/partner-statements.ts";
import { ExportRunRow } from "./store/export-run.row.ts";

export interface StartExportDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface ExportStarted extends Outcome {
  readonly kind: "ExportStarted";
  readonly runId: ExportRunId;
}

/** Somebody asks for a file of the books: it is written in its turn, as who asked. */
export const startExport =
  ({ database, newId }: StartExportDeps) =>
  (call: Call<StartExport>, principal: Principal | null, scopes: ReadonlySet<string>) =>
    once<StartExport, ExportStarted>(
      database,
      call,
      async (tx): Promise<ExportStarted | Refusal> => {
        const { command, at } = call;
        if (principal === null) throw new Error("somebody asks for an export");
        const unread = refuseKind(command.kind, scopes);
        if (unread) return unread;
        const wrong = refuseCut(command, { at, sealed: await headFor(tx) });
        if (wrong) return wrong;
        const unwritten = await refuseUnwritten(tx, command);
        if (unwritten) return unwritten;
        const mapping = await mappingFor(tx, command, at);
        if ("refused" in mapping) return mapping;
        const runId = newId("exp");
        tx.queue(
          database.insert(ExportRunRow, {
            ...{ id: uuidOf(runId), requestedAt: at, requestedBy: uuidOf(principal.memberId) },
            keyId: principal.keyId === null ? null : uuidOf(principal.keyId),
            ...{ kind: command.kind, format: command.format },
            parameters: { ...command.parameters, glMappingId: mapping.id },
            watermark: command.watermark,
          }),
        );
        return { kind: "ExportStarted", runId, subjects: [runId] };
      },
    );

/** Statements that are not written yet would come into the file of the same months later. */
async function refuseUnwritten(tx: Transaction, command: StartExport): Promise<Refusal | null> {
  const { until } = command.parameters;
  if (command.kind !== "PARTNER_STATEMENTS" || until === null) return null;
  if (await areStatementsWritten(tx, until)) return null;
  return refuse(
    "BUSINESS_RULE",
    `until is ${until}, and the statements of the month before it are not written: issue them with issueStatements once the month is closed, and ask again.`,
    { path: ["until"] },
  );
}
