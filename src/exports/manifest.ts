import { DEFAULT_ENTITY_ID } from "../ledger/index.ts";
import type { Database, Session } from "../platform/database/index.ts";

import type { Column } from "./domain/cells.ts";
import type { ControlTotals } from "./domain/control-totals.ts";
import { fileOf } from "./domain/export-run.ts";
import type { ExportFormat, ExportKind } from "./domain/export-run.ts";
import { PROFILE_FORMS } from "./domain/gl-profile.ts";
import { hashAt } from "./store/export-run-store.ts";
import type { ExportRun } from "./store/export-run-store.ts";

/** What the columns and their order are; raised when a file of the same parameters would look otherwise. */
const TEMPLATE_VERSIONS = {
  ...{ CREDIT_DETAIL: 2, TRIAL_BALANCE: 1, GL_JOURNAL: 2, AUDIT_EXTRACT: 1 },
  ...{ PAYOUT_LINES: 2, PARTNER_STATEMENTS: 1 },
} as const satisfies Readonly<Record<ExportKind, number>>;

/** What formats are beyond that: a workbook's cells say their places since the second, groups of Parquet are smaller since then. */
const FORMAT_VERSIONS: Readonly<Partial<Record<ExportFormat, number>>> = { XLSX: 1, PARQUET: 1 };

interface Made {
  readonly run: ExportRun;
  readonly watermark: bigint;
  readonly columns: readonly Column[];
  readonly totals: ControlTotals;
  readonly rows: bigint;
  readonly byteSize: number;
  readonly sha256: Buffer;
}

/** What a reader holds a file against; it alone says when it was made. */
export async function manifestOf(database: Database, session: Session, made: Made, at: Date) {
  const { run, watermark, columns, totals, rows, byteSize, sha256 } = made;
  const { profile } = run.parameters;
  const told = profile === null ? columns : PROFILE_FORMS[profile].columns;
  const isOwn = run.partnerId !== null;
  return {
    ...{ kind: run.kind, format: run.format, parameters: run.parameters },
    ...(isOwn ? {} : await placeOf(database, session, watermark)),
    templateVersion: TEMPLATE_VERSIONS[run.kind] + (FORMAT_VERSIONS[run.format] ?? 0),
    encoding: "UTF-8",
    ...fileOf({ kind: run.kind, format: run.format, profile, watermark: isOwn ? null : watermark }),
    columns: told.map(({ name }) => name),
    rows: rows.toString(),
    controlTotals: totals.told(),
    ...{ bytes: byteSize, sha256: sha256.toString("hex"), generatedAt: at.toISOString() },
  };
}

/** Where the chain of postings stood; for the vendor alone. */
const placeOf = async (database: Database, session: Session, watermark: bigint) => ({
  entityId: DEFAULT_ENTITY_ID,
  watermark: watermark.toString(),
  chainHash: await hashAt(database, session, watermark),
});
