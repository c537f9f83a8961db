import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { PartnerId } from "../../src/kernel/index.ts";
import { openingOf } from "../../src/platform/database/session.ts";
import { systemSession, toStatement } from "../../src/platform/database/index.ts";
import type { Sql, Statement } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { addPartner } from "../support/people.ts";
import { nameFor, plantClaims, plantNames, SHARED_NAME, wordFor } from "../support/plant-names.ts";

import { keyOf, openDesk } from "./desk.ts";
import type { Desk } from "./desk.ts";

/** Large enough that reading a table from end to end is dear, small enough to be there at once. */
const LEADS = 20_000;
/** As many that a table of them is no more read from end to end. */
const CLAIMS = 10_000;
/** Some thirty keys with a hundred names each at most, and what is compared of fifty names. */
const MOST_BLOCKS = 3_000;

let desk: Desk;
let alpha: Caller;
const sent: Statement[] = [];

beforeAll(async () => {
  desk = await openDesk();
  alpha = await desk.addPartner("Alpha");
  const beta: PartnerId = await addPartner(desk.world, "Beta");
  await plantNames(desk.world, beta, LEADS);
  await plantClaims(desk.world, CLAIMS);
  record();
}, 3_600_000);
afterAll(() => desk.world.close());

/** Keeps each statement that reads, of the jobs' transactions and beside them. */
function record(): void {
  const { database } = desk.world;
  const readOne = database.readOne.bind(database);
  database.readOne = (session, piece: Sql) => {
    sent.push(toStatement(piece));
    return readOne(session, piece);
  };
  const transaction = database.transaction.bind(database);
  database.transaction = (session, work) =>
    transaction(session, (tx) => {
      const read = tx.read.bind(tx);
      tx.read = (piece: Sql) => {
        sent.push(toStatement(piece));
        return read(piece);
      };
      return work(tx);
    });
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly "Actual Rows": number;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [
  node,
  ...(node.Plans ?? []).flatMap(nodesOf),
];

/** The plans that the statements get as the jobs' role, with or without their values. */
async function plansOf(
  statements: readonly Statement[],
  mode: string,
): Promise<readonly PlanNode[]> {
  const client = new pg.Client({ connectionString: desk.world.urls.jobs });
  await client.connect();
  try {
    const plans: PlanNode[] = [];
    for (const { text, values } of statements) {
      await client.query(
        `${openingOf(systemSession("test"))}; set local plan_cache_mode = ${mode}`,
      );
      const { rows } = await client.query({
        text: `explain (analyze, buffers, format json) ${text}`,
        values: [...values],
      });
      plans.push(rows[0]["QUERY PLAN"][0].Plan);
      await client.query("commit");
    }
    return plans;
  } finally {
    await client.end();
  }
}

const sum = (plans: readonly PlanNode[], of: (plan: PlanNode) => number): number =>
  plans.reduce((all, plan) => all + of(plan), 0);

/** A name of two words that some dozens of names have, so that as many are compared as may be. */
async function nameOfBusyWords(): Promise<string> {
  const words = await desk.world.asOwner<{ word: string }>(
    "select word from company_name_word where names between 60 and 80 order by names, word limit 2",
  );
  expect(words).toHaveLength(2);
  return words.map(({ word }) => word).join(" ");
}

test.each([
  ["a rare name", 0, () => nameFor(77, LEADS).replace(/^(\S)/, "$1$1")],
  ["a name that hundreds of leads have", 50, () => SHARED_NAME],
  ["a name of words that dozens of names have", 40, nameOfBusyWords],
  ["a name of frequent words", 0, () => `${wordFor(2)} ${wordFor(1)} energie systems group AG`],
  ["a name of one frequent word", 0, () => wordFor(1)],
  ["a name like no other", 0, () => "Xylophonquartett Übersee"],
])("%s is matched by index alone, within bounds", async (_, rivals, naming) => {
  const company = await naming();
  const email = `${company.replace(/\W/g, "").toLowerCase()}@gmail.com`;
  const lead = await desk.register(alpha, { company, email, phone: "+49 30 1234567" });
  sent.length = 0;
  await desk.match(keyOf(alpha, lead));
  expect(sent).toHaveLength(7);

  // with the values known and without
  for (const mode of ["force_custom_plan", "force_generic_plan"]) {
    const plans = await plansOf(sent, mode);
    const scanned = plans
      .flatMap(nodesOf)
      .filter((node) => node["Node Type"] === "Seq Scan")
      .map((node) => node["Relation Name"]);
    expect(scanned, mode).toEqual([]);
    const blocks = sum(plans, (plan) => plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]);
    expect(plans[2]?.["Actual Rows"], mode).toBeGreaterThanOrEqual(rivals);
    expect(blocks, mode).toBeLessThanOrEqual(MOST_BLOCKS);
  }
});
