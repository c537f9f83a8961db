import type { Principal } from "../identity/index.ts";
import type { ExportRunId, PartnerId, Refusal, ReportId } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { refuseCut, refuseKind, refuseOwn } from "./domain/export-run.ts";
import type { StartExport } from "./domain/export-run.ts";
import { mappingFor } from "./mapping-for.ts";
import { countWaiting, headFor } from "./store/export-run-store.ts";
import { ExportRunRow } from "./store/export-run.row.ts";
import { areStatementsWritten } from "./store/partner-statements.ts";

export interface StartExportDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** Who asks for a file, with what they may do now, and of which report it is. */
export interface Asker {
  readonly principal: Principal;
  readonly scopes: ReadonlySet<string>;
  readonly at: Date;
  readonly reportId: ReportId | null;
  /** The partner that asks for its own; null where the vendor asks. */
  readonly ownId: PartnerId | null;
}

/** Queues that a file is asked for, or says why there would be none. */
export async function queueExport(
  { database, newId }: StartExportDeps,
  tx: Transaction,
  command: StartExport,
  asker: Asker,
): Promise<ExportRunId | Refusal> {
  const { scopes, at, ownId } = asker;
  if (ownId !== null) return queueOwn({ database, newId }, tx, command, { ...asker, ownId });
  const unread = refuseKind(command.kind, scopes);
  if (unread) return unread;
  const wrong = refuseCut(command, { at, sealed: await headFor(tx) });
  if (wrong) return wrong;
  const unwritten = await refuseUnwritten(tx, command);
  if (unwritten) return unwritten;
  const mapping = await mappingFor(tx, command, at);
  if ("refused" in mapping) return mapping;
  const { reportId } = asker;
  const runId = newId("exp");
  tx.queue(
    database.insert(ExportRunRow, {
      ...askedBy(runId, command, asker),
      ...(reportId === null ? {} : { reportId: uuidOf(reportId) }),
      parameters: { ...command.parameters, glMappingId: mapping.id },
      watermark: command.watermark,
    }),
  );
  return runId;
}

/** So many of a partner's files wait at once: files are written one after another, the vendor's among them. */
const MOST_WAITING = 5;

/** A partner asks: what is in the file is its own, whatever it names. */
async function queueOwn(
  { database, newId }: StartExportDeps,
  tx: Transaction,
  command: StartExport,
  asker: Asker & { readonly ownId: PartnerId },
): Promise<ExportRunId | Refusal> {
  const { scopes, ownId } = asker;
  const unread = refuseKind(command.kind, scopes, "PARTNER") ?? refuseOwn(command, ownId);
  if (unread) return unread;
  if ((await countWaiting(tx, ownId)) >= MOST_WAITING)
    return refuse(
      "BUSINESS_RULE",
      `${MOST_WAITING} files of yours are waiting to be written: ask again once they are there.`,
      { path: ["kind"] },
    );
  const runId = newId("exp");
  tx.queue(
    database.insert(ExportRunRow, {
      ...{ ...askedBy(runId, command, asker), partnerId: uuidOf(ownId) },
      parameters: { ...command.parameters, partnerId: ownId },
    }),
  );
  return runId;
}

const askedBy = (runId: ExportRunId, { kind, format }: StartExport, { principal, at }: Asker) => ({
  ...{ id: uuidOf(runId), requestedAt: at, requestedBy: uuidOf(principal.memberId) },
  keyId: principal.keyId === null ? null : uuidOf(principal.keyId),
  ...{ kind, format },
});

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
