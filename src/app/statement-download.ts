import { parseId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { apiError, callerOf } from "../platform/graphql/index.ts";
import type { FileDownload } from "../platform/http/index.ts";
import { isCsvProfile, statementCsv } from "../statements/index.ts";

const PARAMETERS = ["statementId", "profile"];

/** A statement as CSV, for whoever may read it, with the API's bearer. */
export const statementDownload = (database: Database): FileDownload => ({
  path: "/exports/statement.csv",
  fileName: "statement.csv",
  contentType: "text/csv; charset=utf-8",
  needs: ["CREDITS_READ"],
  open: async (context, parameters) => {
    const { statementId, profile = "machine", ...others } = parameters;
    const [other] = Object.keys(others);
    if (other !== undefined) throw wrong(`${JSON.stringify(other.slice(0, 40))} is unknown`);
    if (typeof statementId !== "string") throw wrong("statementId is given once");
    const parsed = parseId("stm", statementId);
    if (!parsed.ok) throw wrong(`statementId is wrong: ${parsed.problem}`);
    if (typeof profile !== "string" || !isCsvProfile(profile))
      throw wrong("profile is machine or excel");
    const { session } = callerOf(context);
    const parts = await statementCsv({ database }, session, parsed.id, profile);
    if (parts === null)
      throw apiError("BAD_USER_INPUT", "There is no such statement among those that you may read");
    return { headers: {}, parts, drop: () => undefined };
  },
});

const wrong = (problem: string) =>
  apiError(
    "BAD_USER_INPUT",
    `${problem}. Parameters of this file, each at most once: ${PARAMETERS.join(", ")}`,
  );
