import { parseId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { apiError, callerOf } from "../platform/graphql/index.ts";
import type { FileDownload } from "../platform/http/index.ts";
import { creditsCsv } from "../reporting/index.ts";

/** The files that can be fetched with the API's bearer. */
export function downloads(database: Database): readonly FileDownload[] {
  return [
    {
      path: "/exports/credits.csv",
      fileName: "credits.csv",
      contentType: "text/csv; charset=utf-8",
      needs: ["CREDITS_READ"],
      parts: (context, parameters) =>
        creditsCsv(database, callerOf(context).session, {
          partnerId: partnerOf(parameters["partnerId"]),
          until: context.at,
        }),
    },
  ];
}

function partnerOf(given: unknown) {
  if (given === undefined) return null;
  const parsed = typeof given === "string" ? parseId("prt", given) : null;
  if (parsed?.ok) return parsed.id;
  throw apiError("BAD_USER_INPUT", parsed?.problem ?? "partnerId is given once or not at all");
}
