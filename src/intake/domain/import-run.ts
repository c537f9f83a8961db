import type { InputReader, ProgramId, UploadId } from "../../kernel/index.ts";

import type { ColumnNamed } from "./columns.ts";
import { customTarget } from "./import-fields.ts";
import type { ImportField, ImportTarget } from "./import-fields.ts";

export const IMPORT_FORMATS = {
  CSV: "Rows of values with a header, separated by commas, semicolons, tabs or bars.",
  JSONL: "One JSON object in each line.",
} as const;
export type ImportFormat = keyof typeof IMPORT_FORMATS;

export const IMPORT_STATUSES = {
  QUEUED: "It waits for its turn.",
  RUNNING: "Its rows are being read.",
  DONE: "All rows were read, and each was registered or told why not.",
  FAILED: "The file cannot be imported, or not any further; failure says why.",
  CANCELLED: "Somebody ended it; what was registered before stays.",
} as const;

/** What is done with the rows, one step after the other. */
export type ImportStep = "READ" | "CHECK" | "REGISTER";

/** How many rows are registered in one transaction. */
export const BATCH_ROWS = 100;
/** How many rows a file has at most. */
export const MOST_ROWS = 200_000;

/** The way through a file: it is read whole before anything is registered, and checked where asked. */
export function stepAfter(
  step: ImportStep,
  run: { readonly dryRun: boolean; readonly errorPolicy: string; readonly refusedCount: number },
): ImportStep | null {
  if (step === "READ") return run.dryRun || run.errorPolicy === "REJECT_ALL" ? "CHECK" : "REGISTER";
  return step === "CHECK" && !run.dryRun && run.refusedCount === 0 ? "REGISTER" : null;
}

/** A file that a partner wants to have imported. */
export interface ImportLeads {
  readonly uploadId: UploadId;
  readonly programId: ProgramId | null;
  readonly format: ImportFormat;
  readonly columns: readonly ColumnNamed[];
  readonly consentBasis: string | null;
  readonly kind: string | null;
  readonly source: string | null;
  readonly campaign: string | null;
  readonly currency: string | null;
  readonly errorPolicy: string;
  readonly dryRun: boolean;
}

export interface RawImport {
  readonly uploadId: string;
  readonly programId?: string | null;
  readonly format: ImportFormat;
  readonly columns?:
    | readonly {
        readonly column: string;
        readonly field?: ImportField | null;
        readonly customField?: string | null;
      }[]
    | null;
  readonly defaults?: {
    readonly consentBasis?: string | null;
    readonly kind?: string | null;
    readonly source?: string | null;
    readonly campaign?: string | null;
    readonly currency?: string | null;
  } | null;
  readonly errorPolicy: string;
  readonly dryRun: boolean;
}

const MOST_COLUMNS = 200;

export function readImport(reader: InputReader, raw: RawImport): ImportLeads {
  const columns = raw.columns ?? [];
  if (columns.length > MOST_COLUMNS)
    reader.report(["columns"], `may name ${MOST_COLUMNS} at most, got ${columns.length}`);
  const defaults = raw.defaults ?? {};
  return {
    uploadId: reader.id(["uploadId"], "upl", raw.uploadId),
    programId: reader.optionalId(["programId"], "prg", raw.programId),
    format: raw.format,
    columns: columns.map(({ column, field, customField }, index) => ({
      column: reader.text(["columns", String(index), "column"], column, 200),
      field: readTarget(reader, ["columns", String(index)], field, customField),
    })),
    consentBasis: defaults.consentBasis ?? null,
    kind: defaults.kind ?? null,
    source: defaults.source ?? null,
    campaign: reader.optionalText(["defaults", "campaign"], defaults.campaign, 200),
    currency: reader.optionalText(["defaults", "currency"], defaults.currency, 3),
    errorPolicy: raw.errorPolicy,
    dryRun: raw.dryRun,
  };
}

/** What a column holds: a field of the registration, or one of the form's own. */
function readTarget(
  reader: InputReader,
  path: readonly string[],
  field: ImportField | null | undefined,
  customField: string | null | undefined,
): ImportTarget {
  const key = reader.optionalText([...path, "customField"], customField, 40);
  if ((field ?? null) === null && key === null)
    reader.report(path, "says not what the column holds: name a field or a customField");
  if (field && key !== null) reader.report(path, "may hold a field or a customField, not both");
  return field ?? (key === null ? "IGNORED" : customTarget(key));
}
