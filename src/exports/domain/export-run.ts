import { z } from "zod";

import { CURRENCIES, isCurrency, isLocalDate, refuse, uuidOf } from "../../kernel/index.ts";
import type {
  ExportRunId,
  GlMappingId,
  InputReader,
  PartnerId,
  Refusal,
} from "../../kernel/index.ts";

import { GL_PROFILES } from "./gl-profile.ts";
import type { GlProfile } from "./gl-profile.ts";

export const EXPORT_KINDS = {
  CREDIT_DETAIL:
    "What was earned, changed and reversed, credit by credit, as it was posted. Its sums are those of the ledger.",
  TRIAL_BALANCE: "Accounts with their debits and credits.",
  GL_JOURNAL: "The journal for the books of the vendor: summed up by month, or line by line.",
  AUDIT_EXTRACT: "What was done, refused and denied, by whom. Takes AUDIT_READ as well.",
  PAYOUT_LINES:
    "Payouts by the day on which they were scheduled, with what became of them by the watermark, and without numbers of accounts. Takes PAYOUTS_READ as well.",
  PARTNER_STATEMENTS:
    "All statements of some months: how each begins, its lines, and how it ends. Takes CREDITS_READ as well.",
} as const;
export type ExportKind = keyof typeof EXPORT_KINDS;

export const EXPORT_FORMATS = {
  CSV: "For machines: UTF-8 without a mark, lines end with LF.",
  CSV_EXCEL: "For spreadsheets: UTF-8 with a mark, lines end with CRLF.",
  JSONL: "A JSON object in each line, all values texts.",
  XLSX: "A workbook with typed cells.",
  PARQUET:
    "Apache Parquet with typed columns: amounts are texts, and whole numbers of the smallest unit in amount_minor.",
} as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;

export const EXPORT_STATUSES = {
  QUEUED: "It waits for its turn.",
  RUNNING: "The file is being written.",
  DONE: "The file is there until expiresAt.",
  FAILED: "There is no file; failure says why.",
  CANCELLED: "Somebody ended it; nothing of it is kept.",
  EXPIRED: "The file is gone; the same parameters and watermark give the same bytes again.",
} as const;

export const JOURNAL_GRAINS = {
  SUMMARY: "Debits and credits by account role, incentive program and month.",
  DETAIL: "Each line of each posting.",
} as const;
export type JournalGrain = keyof typeof JOURNAL_GRAINS;

/** What a credit is at the watermark, as credit detail says it. */
export const CREDIT_STATES_TOLD = {
  ACCRUED: "Earned, and not approved.",
  APPROVED: "Approved, and in no payout.",
  SCHEDULED: "In a payout that is not booked, all of it or a part.",
  PAID: "The bank booked what was paid of it, and nothing is on its way.",
  REVERSED: "Taken back: what earned it and what reverses it.",
} as const;
export type CreditStateTold = keyof typeof CREDIT_STATES_TOLD;

/** Why something was taken back, as its partner is told it; the same codes as the API's. */
const REASONS_TOLD = {
  ...{ INACCURATE_DATA: true, NOT_AVAILABLE: true, FRAUD: true, ENTERED_IN_ERROR: true },
  ...{ WON_CANCELLED: true, UNDONE: true, SETTLED_ANEW: true },
};
export type ReasonTold = keyof typeof REASONS_TOLD;

const within = <Name extends string>(names: Readonly<Record<Name, unknown>>) =>
  z.string().refine((text): text is Name => Object.hasOwn(names, text));

/** What goes into a file, as it is kept: nulls for what was left out. */
export const ExportParameters = z.object({
  /** YYYY-MM-DD: the first day and the one after the last, of accounting dates; of an audit extract, in UTC. */
  from: z.string().nullable(),
  until: z.string().nullable(),
  partnerId: z.string().startsWith("prt_").nullable(),
  incentiveProgramId: z.string().startsWith("inc_").nullable(),
  currency: z.string().refine(isCurrency).nullable(),
  creditState: within(CREDIT_STATES_TOLD).nullable().default(null),
  reversalReason: within(REASONS_TOLD).nullable().default(null),
  payoutBatchId: z.string().startsWith("bat_").nullable().default(null),
  grain: within(JOURNAL_GRAINS).nullable(),
  /** For which accounting program; and the mapping that the accounts are named by, once one is approved. */
  profile: within(GL_PROFILES).nullable().default(null),
  glMappingId: z.string().startsWith("glm_").nullable().default(null),
});
export type ExportParameters = z.infer<typeof ExportParameters>;

export const isExportKind = (text: string): text is ExportKind => Object.hasOwn(EXPORT_KINDS, text);
export const isExportFormat = (text: string): text is ExportFormat =>
  Object.hasOwn(EXPORT_FORMATS, text);

export interface StartExport {
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  readonly parameters: ExportParameters;
  /** A number of the chain at which the file is cut; null for the last one. */
  readonly watermark: bigint | null;
  /** The mapping that a journal is to go by; null for the one in force. */
  readonly glMappingId: GlMappingId | null;
}

export interface CancelExport {
  readonly runId: ExportRunId;
}

/** An export as it is asked for. */
export interface ExportAsked {
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly partnerId?: string | null;
  readonly incentiveProgramId?: string | null;
  readonly currency?: string | null;
  readonly creditState?: CreditStateTold | null;
  readonly reversalReason?: ReasonTold | null;
  readonly payoutBatchId?: string | null;
  readonly grain?: JournalGrain | null;
  readonly watermark?: string | null;
  readonly profile?: GlProfile | null;
  readonly glMappingId?: string | null;
}

/** As many digits as any number of the chain has. */
const MARK = /^(0|[1-9][0-9]{0,17})$/;

export function readStartExport(reader: InputReader, asked: ExportAsked): StartExport {
  const { kind, format } = asked;
  const from = readDay(reader, "from", asked.from);
  const until = readDay(reader, "until", asked.until);
  if (from !== null && until !== null && until <= from)
    reader.report(["until"], `is ${until}, and from is ${from}: it must be later`);
  const currency = reader.optional(["currency"], asked.currency, (given) =>
    isCurrency(given)
      ? { ok: true, value: given }
      : { ok: false, problem: `is no currency in use, such as ${CURRENCIES[0]}` },
  );
  const watermark = reader.optional(["watermark"], asked.watermark, (given) =>
    MARK.test(given)
      ? { ok: true, value: BigInt(given) }
      : { ok: false, problem: "is no number of the chain: digits alone, as ExportRun.watermark" },
  );
  for (const [name, given] of Object.entries(asked)) {
    const kinds = KINDS_WITH[name];
    if (kinds && given !== null && given !== undefined && !kinds.includes(kind))
      reader.report([name], `is for ${kinds.join(" and ")} alone`);
  }
  if (kind === "AUDIT_EXTRACT" && (from === null || until === null))
    reader.report([from === null ? "from" : "until"], "is missing: an audit extract is of a time");
  if (kind === "PARTNER_STATEMENTS") reportMonths(reader, asked);
  if (kind === "TRIAL_BALANCE" && from !== null)
    reader.report(["from"], "is not for a trial balance: it is of all up to a day");
  const profile = asked.profile ?? null;
  if (profile !== null) reportProfile(reader, asked);
  const partner = reader.optionalId(["partnerId"], "prt", asked.partnerId);
  const program = reader.optionalId(["incentiveProgramId"], "inc", asked.incentiveProgramId);
  const payoutBatchId = reader.optionalId(["payoutBatchId"], "bat", asked.payoutBatchId);
  return {
    ...{ kind, format, watermark },
    glMappingId: reader.optionalId(["glMappingId"], "glm", asked.glMappingId),
    parameters: {
      ...{ from, until, partnerId: partner, incentiveProgramId: program, currency },
      ...{ creditState: asked.creditState ?? null, payoutBatchId },
      reversalReason: asked.reversalReason ?? null,
      grain: kind === "GL_JOURNAL" ? (asked.grain ?? "SUMMARY") : null,
      ...{ profile, glMappingId: null },
    },
  };
}

/** Statements are of whole months. */
function reportMonths(reader: InputReader, asked: ExportAsked): void {
  for (const name of ["from", "until"] as const)
    if (asked[name]?.endsWith("-01") !== true)
      reader.report([name], "is to be the first day of a month: statements are of whole months");
}

/** A journal for an accounting program is whole: without a part of the accounts it would not balance. */
function reportProfile(reader: InputReader, { format, incentiveProgramId }: ExportAsked): void {
  if (format !== "CSV")
    reader.report(["format"], "is CSV with a profile: the file is an archive of CSV files");
  if (incentiveProgramId !== null && incentiveProgramId !== undefined)
    reader.report(
      ["incentiveProgramId"],
      "does not go with a profile: a part of a journal does not balance",
    );
}

/** Which kinds have which parameter, where not all have. */
const KINDS_WITH: Readonly<Record<string, readonly ExportKind[]>> = {
  partnerId: ["CREDIT_DETAIL", "PAYOUT_LINES", "PARTNER_STATEMENTS"],
  creditState: ["CREDIT_DETAIL"],
  reversalReason: ["CREDIT_DETAIL"],
  payoutBatchId: ["PAYOUT_LINES"],
  grain: ["GL_JOURNAL"],
  profile: ["GL_JOURNAL"],
  glMappingId: ["GL_JOURNAL"],
  incentiveProgramId: ["CREDIT_DETAIL", "TRIAL_BALANCE", "GL_JOURNAL"],
  currency: ["CREDIT_DETAIL", "TRIAL_BALANCE", "GL_JOURNAL", "PAYOUT_LINES", "PARTNER_STATEMENTS"],
  watermark: ["CREDIT_DETAIL", "TRIAL_BALANCE", "GL_JOURNAL", "PAYOUT_LINES"],
};

function readDay(reader: InputReader, name: string, given: string | null | undefined) {
  return reader.optional([name], given, (day) =>
    isLocalDate(day)
      ? { ok: true, value: day }
      : { ok: false, problem: "is no day such as 2026-11-01" },
  );
}

/** What of an audit log is under way may still be written as of a moment ago: that long it is left alone. */
const AUDIT_SETTLES_MS = 5 * 60_000;

/** Why a file that is cut like this would not be the same for good; null where it is. */
export function refuseCut(
  { kind, watermark, parameters: { until } }: StartExport,
  { at, sealed }: { readonly at: Date; readonly sealed: bigint },
): Refusal | null {
  if (watermark !== null && watermark > sealed)
    return refuse(
      "VALIDATION_FAILED",
      `watermark is ${watermark}, and the chain of postings has come to ${sealed}: give that or less, or leave it out.`,
      { path: ["watermark"] },
    );
  if (kind === "AUDIT_EXTRACT" && until !== null) {
    const isOver = Date.parse(`${until}T00:00:00Z`) + AUDIT_SETTLES_MS <= at.getTime();
    if (!isOver)
      return refuse(
        "VALIDATION_FAILED",
        `until is ${until}: an audit extract is of days (UTC) that have been over for five minutes, so that nothing comes into it later.`,
        { path: ["until"] },
      );
  }
  return null;
}

/** What some kinds take beside the right to read the books. */
const KIND_SCOPES: Readonly<Partial<Record<ExportKind, string>>> = {
  ...{ AUDIT_EXTRACT: "AUDIT_READ", PAYOUT_LINES: "PAYOUTS_READ" },
  PARTNER_STATEMENTS: "CREDITS_READ",
};

/** On which side somebody stands who has a file. */
export type FileSide = "VENDOR" | "PARTNER";

/** What a partner has files of: its own, and nothing of the chain. */
const OWN_KINDS: readonly ExportKind[] = ["CREDIT_DETAIL", "PARTNER_STATEMENTS"];

/** What it takes to have a file of a kind, asked again when it is written and when it is fetched. */
export const scopesFor = (kind: ExportKind, side: FileSide = "VENDOR"): readonly string[] =>
  side === "PARTNER"
    ? ["OWN_EXPORTS_WRITE", "CREDITS_READ"]
    : [
        ...["EXPORTS_WRITE", "LEDGER_READ"],
        ...(KIND_SCOPES[kind] === undefined ? [] : [KIND_SCOPES[kind]]),
      ];

/** Why a partner is given no file of this; null where it is. What is not its own is refused like what is not there. */
export function refuseOwn(command: StartExport, ownId: PartnerId): Refusal | null {
  const { kind, watermark, parameters } = command;
  if (!OWN_KINDS.includes(kind))
    return refuse("FORBIDDEN", `A partner has files of ${OWN_KINDS.join(" and ")}.`, {
      path: ["kind"],
    });
  if (watermark !== null)
    return refuse("FORBIDDEN", "A watermark is for the vendor alone: leave it out.", {
      path: ["watermark"],
    });
  if (parameters.partnerId !== null && parameters.partnerId !== ownId)
    return refuse("NOT_FOUND", `There is no partner ${parameters.partnerId} for you.`, {
      path: ["partnerId"],
    });
  return null;
}

/** Why somebody with these scopes is given no file of a kind; null where they are. */
export function refuseKind(
  kind: ExportKind,
  scopes: ReadonlySet<string>,
  side: FileSide = "VENDOR",
): Refusal | null {
  const missing = scopesFor(kind, side).find((scope) => !scopes.has(scope));
  if (missing === undefined) return null;
  return refuse("FORBIDDEN", `A file of the kind ${kind} takes the scope ${missing}.`, {
    path: ["kind"],
  });
}

const ENDINGS = {
  CSV: { ending: "csv", type: "text/csv; charset=utf-8" },
  CSV_EXCEL: { ending: "csv", type: "text/csv; charset=utf-8" },
  JSONL: { ending: "jsonl", type: "application/jsonl; charset=utf-8" },
  XLSX: {
    ending: "xlsx",
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  },
  PARQUET: { ending: "parquet", type: "application/vnd.apache.parquet" },
} as const satisfies Record<ExportFormat, object>;

export interface NamedFile {
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  /** Null of a partner's own: its name tells nothing of the chain. */
  readonly watermark: bigint | null;
  readonly profile: string | null;
}

/** What a file is called, and what it is. */
export function fileOf({ kind, format, watermark, profile }: NamedFile) {
  const { ending, type } =
    profile === null ? ENDINGS[format] : { ending: "zip", type: "application/zip" };
  const form = profile === null ? "" : `-${profile.toLowerCase()}`;
  const name = `${kind.toLowerCase().replaceAll("_", "-")}${form}`;
  const isOfDays = kind === "AUDIT_EXTRACT" || kind === "PARTNER_STATEMENTS";
  const cut = isOfDays || watermark === null ? "" : `-${watermark}`;
  return { fileName: `${name}${cut}.${ending}`, contentType: type };
}

export interface Attempt {
  readonly id: ExportRunId;
  /** How often it was begun, this time too. */
  readonly attempts: number;
}

/** Under which name an attempt keeps its bytes: its own, so that no writer ever touches the file of another. */
export const nameOfBytes = ({ id, attempts }: Attempt): string =>
  attempts <= 1 ? uuidOf(id) : `${attempts}-${uuidOf(id)}`;

/** The names of all attempts so far, this one's last. */
export const namesOfBytes = ({ id, attempts }: Attempt): readonly string[] =>
  Array.from({ length: Math.max(attempts, 1) }, (_, before) =>
    nameOfBytes({ id, attempts: before + 1 }),
  );
