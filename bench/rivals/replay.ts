import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type pg from "pg";

import type { Piece, RecordedOperation, RecordedStatement } from "./recorded.ts";

/** What a request to run an operation again says. */
export interface ReplayRequest {
  readonly serial: string;
  readonly lead?: string;
  readonly leadNumber?: string;
  readonly partner?: string;
  /** Given where it acts for the partner: it takes the recorded one's place in the frame, too. */
  readonly actor?: string;
}

interface Corked {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

/** Runs recorded operations as the product does: flush by flush, what belongs to one corked together. */
export async function makeReplay(
  pool: pg.Pool,
  file: string,
): Promise<Map<string, (body: string) => Promise<string>>> {
  const operations = JSON.parse(readFileSync(file, "utf8")) as RecordedOperation[];
  return new Map(
    operations.map((operation) => [
      operation.name,
      async (body: string) => {
        await replay(pool, operation, JSON.parse(body) as ReplayRequest);
        return '{"data":{"done":true}}';
      },
    ]),
  );
}

async function replay(
  pool: pg.Pool,
  operation: RecordedOperation,
  request: ReplayRequest,
): Promise<void> {
  const ids = new Map<number, string>();
  const now = new Date().toISOString();
  const client = await pool.connect();
  try {
    for (const [place, { statements }] of operation.flushes.entries()) {
      const { stream } = (client as unknown as Corked).connection;
      stream.cork();
      const sent = statements.map((statement, index) =>
        statement.values.length === 0 && statement.types.length === 0
          ? client.query(framed(statement.text, request))
          : client.query({
              name: `${operation.name}_${place}_${index}`,
              text: statement.text,
              values: valuesOf(statement, request, ids, now),
            }),
      );
      stream.uncork();
      await Promise.all(sent);
    }
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** The settings of the session stand in the text, since SET takes no parameters. */
function framed(text: string, { partner, actor }: ReplayRequest): string {
  if (!partner || !actor) return text;
  return text
    .replace(/(app\.partner_id = )'[^']*'/, `$1'${partner}'`)
    .replace(/(app\.actor_id = )'[^']*'/, `$1'${actor}'`);
}

function valuesOf(
  statement: RecordedStatement,
  request: ReplayRequest,
  ids: Map<number, string>,
  now: string,
): (string | null)[] {
  const write = (piece: Piece): string => {
    switch (piece.kind) {
      case "text":
        return piece.text;
      case "now":
        return now;
      case "serial":
        return request.serial;
      case "lead":
        return request.lead ?? "";
      case "partner":
        return request.partner ?? "";
      case "actor":
        return request.actor ?? "";
      case "lead-number":
        return request.leadNumber ?? "";
      case "id": {
        const id = ids.get(piece.number) ?? newUuid();
        ids.set(piece.number, id);
        return id;
      }
    }
  };
  return statement.values.map((value) => (value === null ? null : value.map(write).join("")));
}

function newUuid(): string {
  const hex = Date.now().toString(16).padStart(12, "0");
  const random = randomBytes(10).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
