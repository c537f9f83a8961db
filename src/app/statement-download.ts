import type { StatementId } from "../kernel/index.ts";
import { parseId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { apiError, callerOf } from "../platform/graphql/index.ts";
import type { FileDownload } from "../platform/http/index.ts";
import { isCsvProfile, statementCsv, statementPdfs } from "../statements/index.ts";

type Parameters = Readonly<Record<string, unknown>>;

/** A statement as CSV, for whoever may read it, with the API's bearer. */
export const statementDownload = (database: Database): FileDownload => ({
  path: "/exports/statement.csv",
  fileName: "statement.csv",
  contentType: "text/csv; charset=utf-8",
  needs: ["CREDITS_READ"],
  open: async (context, parameters) => {
    const wrong = wrongOf(["statementId", "profile"]);
    const { statementId, profile = "machine", ...others } = parameters;
    const id = readStatementId(statementId, others, wrong);
    if (typeof profile !== "string" || !isCsvProfile(profile))
      throw wrong("profile is machine or excel");
    const { session } = callerOf(context);
    const parts = await statementCsv({ database }, session, id, profile);
    if (parts === null) throw notThere();
    return { headers: {}, parts, drop: () => undefined };
  },
});

/** The same as PDF. Its digest stands in the answer's head, so that whoever keeps it can tell later what it is. */
export function statementPdfDownload(database: Database, clock: Clock): FileDownload {
  const open = statementPdfs({ database, clock });
  return {
    path: "/exports/statement.pdf",
    fileName: "statement.pdf",
    contentType: "application/pdf",
    needs: ["CREDITS_READ"],
    open: async (context, { statementId, ...others }) => {
      const id = readStatementId(statementId, others, wrongOf(["statementId"]));
      const file = await open(callerOf(context).session, id);
      if (file === null) throw notThere();
      if ("tooManyLines" in file)
        throw apiError(
          "BAD_USER_INPUT",
          `The statement has ${file.tooManyLines} lines, and ${file.most} are drawn at most: fetch /exports/statement.csv`,
        );
      const headers = { "repr-digest": `sha-256=:${file.sha256.toString("base64")}:` };
      return { headers, parts: inOne(file.content), drop: () => undefined };
    },
  };
}

async function* inOne(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

type Wrong = ReturnType<typeof wrongOf>;

function readStatementId(statementId: unknown, others: Parameters, wrong: Wrong): StatementId {
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrong(`${JSON.stringify(other.slice(0, 40))} is unknown`);
  if (typeof statementId !== "string") throw wrong("statementId is given once");
  const parsed = parseId("stm", statementId);
  if (!parsed.ok) throw wrong(`statementId is wrong: ${parsed.problem}`);
  return parsed.id;
}

const notThere = () =>
  apiError("BAD_USER_INPUT", "There is no such statement among those that you may read");

const wrongOf = (known: readonly string[]) => (problem: string) =>
  apiError(
    "BAD_USER_INPUT",
    `${problem}. Parameters of this file, each at most once: ${known.join(", ")}`,
  );
