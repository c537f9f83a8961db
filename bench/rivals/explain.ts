import pg from "pg";

import type { Cluster } from "../cluster.ts";
import type { Partner } from "../world.ts";
import type { Logged } from "./record.ts";

export interface Explained {
  readonly ms: number;
  /** Touched, wherever they were. */
  readonly blocks: number;
  readonly plan: string;
}

/**
 * How a partner's statement is run as the role that serves it, under row-level security. It is
 * prepared and executed: explained by itself a statement would be planned with its values, as the
 * server's connections do not.
 */
export async function explainRead(
  cluster: Cluster,
  partner: Partner,
  { text, values }: Logged,
): Promise<Explained> {
  const client = new pg.Client({ connectionString: cluster.urlOf("partner") });
  await client.connect();
  try {
    await client.query(
      `begin; set local app.partner_id = '${partner.id}'; set local app.actor_id = '${partner.actor}'; ` +
        "set local plan_cache_mode = force_generic_plan",
    );
    await client.query(`prepare explained as ${text}`);
    const given = values.map((value) => (value === null ? "null" : pg.escapeLiteral(value)));
    const call = given.length === 0 ? "explained" : `explained (${given.join(", ")})`;
    // the first run reads what was not in memory
    await client.query(`execute ${call}`);
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain (analyze, buffers, costs off) execute ${call}`,
    );
    const lines = rows.map((row) => row["QUERY PLAN"]);
    const figure = (pattern: RegExp): number => Number(pattern.exec(lines.join("\n"))?.[1] ?? 0);
    const blocks = lines.find((line) => line.includes("Buffers:")) ?? "";
    return {
      ms: figure(/Execution Time: ([0-9.]+)/),
      blocks: [...blocks.matchAll(/(?:hit|read)=([0-9]+)/g)].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      ),
      plan: lines.join("\n"),
    };
  } finally {
    await client.end();
  }
}
