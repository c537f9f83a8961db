import { parseId } from "../kernel/index.ts";
import type { PartnerId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Exports } from "../platform/database/index.ts";
import { NoExportFree } from "../platform/database/index.ts";
import { apiError, callerOf } from "../platform/graphql/index.ts";
import type { FileDownload } from "../platform/http/index.ts";
import { creditsCsv } from "../reporting/index.ts";

import { readInstant } from "./read-instant.ts";
import { statementDownload, statementPdfDownload } from "./statement-download.ts";

type Parameters = Readonly<Record<string, unknown>>;

/** The files that can be fetched with the API's bearer. */
export function downloads(
  database: Database,
  exports: Exports,
  clock: Clock,
): readonly FileDownload[] {
  return [
    {
      path: "/exports/credits.csv",
      fileName: "credits.csv",
      contentType: "text/csv; charset=utf-8",
      needs: ["CREDITS_READ"],
      open: async (context, parameters, signal) => {
        const { watermark, ...filter } = readCreditParameters(parameters);
        const { session } = callerOf(context);
        const wanted = { filter, mark: watermark };
        const file = await creditsCsv({ database, exports }, session, wanted, signal).catch(told);
        if (file === null) {
          throw apiError("BAD_USER_INPUT", `watermark ${watermark} has not been reached`);
        }
        return {
          headers: { "baton-watermark": file.watermark.toString() },
          parts: file.parts,
          drop: file.drop,
        };
      },
    },
    statementDownload(database),
    statementPdfDownload(database, clock),
  ];
}

function told(error: unknown): never {
  if (!(error instanceof NoExportFree)) throw error;
  throw apiError(
    "SERVICE_UNAVAILABLE",
    "As many files as may be read at once are being read; try again in a moment",
  );
}

const CREDIT_PARAMETERS = ["partnerId", "earnedFrom", "earnedUntil", "watermark"] as const;
type CreditParameter = (typeof CREDIT_PARAMETERS)[number];

/** A file that finance books from is of what was asked, or there is none: nothing is passed over. */
function readCreditParameters(parameters: Parameters) {
  const known: readonly string[] = CREDIT_PARAMETERS;
  for (const [name, given] of Object.entries(parameters)) {
    if (!known.includes(name)) throw wrong(`${JSON.stringify(name.slice(0, 40))} is unknown`);
    if (typeof given !== "string") throw wrong(`${name} is given more than once`);
  }
  return {
    partnerId: read(parameters, "partnerId", readPartner),
    earnedFrom: read(parameters, "earnedFrom", readMoment),
    earnedUntil: read(parameters, "earnedUntil", readMoment),
    watermark: read(parameters, "watermark", readMark),
  };
}

function read<Value>(
  parameters: Parameters,
  name: CreditParameter,
  reader: (text: string, name: CreditParameter) => Value,
): Value | null {
  const given = parameters[name];
  return typeof given === "string" ? reader(given, name) : null;
}

function readPartner(text: string, name: CreditParameter): PartnerId {
  const parsed = parseId("prt", text);
  if (parsed.ok) return parsed.id;
  throw wrong(`${name} is wrong: ${parsed.problem}`);
}

function readMoment(text: string, name: CreditParameter): Date {
  const at = readInstant(text);
  if (at !== null) return at;
  throw wrong(
    `${name} is no instant with a zone such as 2026-10-01T00:00:00Z (a + in it is written %2B)`,
  );
}

/** As many digits as any bigint of the database has. */
const MARK = /^(0|[1-9][0-9]{0,17})$/;

function readMark(text: string, name: CreditParameter): bigint {
  if (MARK.test(text)) return BigInt(text);
  throw wrong(`${name} is no whole number: give what the header baton-watermark said`);
}

function wrong(problem: string) {
  return apiError(
    "BAD_USER_INPUT",
    `${problem}. Parameters of this file, each at most once: ${CREDIT_PARAMETERS.join(", ")}`,
  );
}
