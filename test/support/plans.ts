import pg from "pg";

import { openingOf } from "../../src/platform/database/session.ts";
import type { Session, Statement } from "../../src/platform/database/index.ts";

import type { World } from "./world.ts";

export interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly PlanNode[];
}

/** The plan that a statement gets as the role that serves it, with and without its values. */
export async function plansOf(
  world: World,
  session: Session,
  statement: Statement,
): Promise<readonly PlanNode[]> {
  const client = new pg.Client({ connectionString: world.urls[session.role] });
  await client.connect();
  try {
    const plans: PlanNode[] = [];
    for (const mode of ["force_custom_plan", "force_generic_plan"]) {
      await client.query(openingOf(session));
      await client.query(`set local plan_cache_mode = ${mode}`);
      // explained by itself a statement is planned with its values, whatever the mode
      await client.query(`prepare explained as ${statement.text}`);
      const given = statement.values.map(literalOf).join(", ");
      const run = `execute explained${given && ` (${given})`}`;
      // a connection that serves knows the catalogs of what it runs
      if (plans.length === 0) await client.query(run);
      const { rows } = await client.query(`explain (analyze, buffers, format json) ${run}`);
      plans.push(rows[0]["QUERY PLAN"][0].Plan);
      await client.query("commit; deallocate explained");
    }
    return plans;
  } finally {
    await client.end();
  }
}

function literalOf(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (Buffer.isBuffer(value)) return pg.escapeLiteral(`\\x${value.toString("hex")}`);
  if (Array.isArray(value))
    return pg.escapeLiteral(
      `{${value.map((each) => JSON.stringify(typeof each === "bigint" ? each.toString() : each)).join(",")}}`,
    );
  return pg.escapeLiteral(typeof value === "string" ? value : JSON.stringify(value));
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [
  node,
  ...(node.Plans ?? []).flatMap(nodesOf),
];

export const blocksOf = (plan: PlanNode): number =>
  plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];

/** Tables that grow with every lead. */
const BIG = new Set([
  "account",
  "account_key",
  "account_lead",
  "attribution_share",
  "award",
  "company",
  "company_key",
  "contact",
  "credit",
  "inbox_item",
  "lead",
  "lead_event",
  "lead_score",
  "lead_term",
]);

/** What is wrong with a plan: tables read from end to end, and more blocks than it may touch. */
export function faultsOf(plan: PlanNode, mostBlocks: number): readonly string[] {
  const whole = nodesOf(plan)
    .filter((node) => node["Node Type"] === "Seq Scan" && BIG.has(node["Relation Name"] ?? ""))
    .map((node) => `reads all of ${node["Relation Name"]}`);
  const blocks = blocksOf(plan);
  return blocks > mostBlocks ? [...whole, `touches ${blocks} blocks`] : whole;
}
