/**
 * The limit: a bare node:http handler that runs one statement written for it and answers with what
 * the database made. No GraphQL, no authentication, no checks: what a server cannot be faster than.
 * PG_URL is whom it connects as; with FRAME=1 each statement has the frame that row-level security
 * needs, in one flush. PLAN may force generic plans.
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import pg from "pg";

import { R1_ROWS, R1_TEXT, R2_TEXT } from "./limit-statements.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { makeReplay } from "./replay.ts";

const {
  PG_URL = "",
  FRAME = "1",
  POOL = "4",
  PORT = "0",
  PLAN = "auto",
  REPLAY = "",
} = process.env;

const UUID = /^[0-9a-f-]{36}$/;
/** Every value as the text that the database sent. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

const pool = new pg.Pool({
  connectionString: PG_URL,
  max: Number(POOL),
  options: `-c plan_cache_mode=${PLAN === "generic" ? "force_generic_plan" : "auto"}`,
  // known to pg from 8.23 on, not yet to its types
  ...{ pipeline: true },
});
pool.on("error", () => undefined);

interface Corked {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

async function run(
  name: string,
  text: string,
  values: unknown[],
  partner: string,
  actor: string,
): Promise<string[][]> {
  const statement = { name, text, values, rowMode: "array" as const, types: AS_TEXT };
  if (FRAME !== "1") return (await pool.query<string[]>(statement)).rows;
  if (!UUID.test(partner) || !UUID.test(actor)) throw new Error("not a uuid");
  const client = await pool.connect();
  try {
    const { stream } = (client as unknown as Corked).connection;
    stream.cork();
    const opened = client.query(
      `begin; set local app.partner_id = '${partner}'; set local app.actor_id = '${actor}'`,
    );
    const answered = client.query<string[]>(statement);
    const closed = client.query("commit");
    stream.uncork();
    const [, result] = await Promise.all([opened, answered, closed]);
    return result.rows;
  } finally {
    client.release();
  }
}

const replays = REPLAY === "" ? new Map() : await makeReplay(pool, REPLAY);

async function answer(request: IncomingMessage): Promise<string> {
  const [, work = "", argument = ""] = (request.url ?? "").split("/");
  const partner = String(request.headers["x-partner"] ?? "");
  const actor = String(request.headers["x-actor"] ?? "");
  if (work === "r1-text") {
    const rows = await run(work, R1_TEXT, [partner, argument.split(",")], partner, actor);
    const page = rows.slice(0, 50);
    return `{"data":{"leads":{"nodes":[${page.map((row) => row[0]).join(",")}],"pageInfo":{"hasNextPage":${rows.length > 50},"endCursor":"${page.at(-1)?.[2] ?? ""}|${page.at(-1)?.[1] ?? ""}"}}}}`;
  }
  if (work === "r1-rows") {
    return pageOfRows(await run(work, R1_ROWS, [partner, argument.split(",")], partner, actor));
  }
  if (work === "r2") {
    const [row] = await run(work, R2_TEXT, [partner, argument], partner, actor);
    return row?.[0] ?? '{"data":{"lead":null}}';
  }
  const replay = replays.get(work);
  if (replay) return replay(await bodyOf(request));
  return "{}";
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  answer(request).then(
    (text) => {
      const bytes = Buffer.from(text);
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": bytes.length,
      });
      response.end(bytes);
    },
    (error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    },
  );
}

createServer(serve).listen(Number(PORT), "127.0.0.1");
