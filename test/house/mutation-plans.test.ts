import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { toStatement } from "../../src/platform/database/index.ts";
import type { Database, Session, Sql, Statement } from "../../src/platform/database/index.ts";
import type { Transaction } from "../../src/platform/database/transaction.ts";
import { accessOf } from "../../src/platform/graphql/access.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate } from "../support/mutate.ts";
import { bearerFor, mutationFields, sampleInput } from "../support/mutation-samples.ts";
import { addPartner } from "../support/people.ts";
import { plantCrowd } from "../support/plant-crowd.ts";
import { faultsOf, plansOf } from "../support/plans.ts";

// What a mutation reads before it writes must not grow with what its partner has: each is run where
// Alpha has tens of thousands of leads, and the plan of each statement that it read with is looked at.

const LEADS = 30_000;
/** Some look-ups in indexes, with what hangs on them. */
const MOST_BLOCKS = 400;

let world: LivingWorld;
const sent: { session: Session; statement: Statement }[] = [];

beforeAll(async () => {
  world = await openLivingWorld();
  const others = await Promise.all(["C", "D", "E"].map((name) => addPartner(world, name)));
  await plantCrowd(world, world.alpha, [world.beta, ...others], LEADS);
  await world.asOwner("analyze");
  record(world.database);
}, 300_000);
afterAll(() => world.close());

/** Keeps each statement that transactions read with. */
function record(database: Database): void {
  const transaction = database.transaction.bind(database);
  database.transaction = (session, work) =>
    transaction(session, (tx: Transaction) => {
      const read = tx.read.bind(tx);
      tx.read = (piece: Sql) => {
        sent.push({ session, statement: toStatement(piece) });
        return read(piece);
      };
      return work(tx);
    });
}

test("no mutation reads the more, the more leads its partner has", async () => {
  const faults: Record<string, readonly string[]> = {};
  let looked = 0;
  for (const name of mutationFields(world)) {
    if (accessOf(world.schema, "Mutation", name)?.kind !== "scoped") continue;
    const input = await sampleInput(name, { world, partnerId: world.alpha });
    sent.length = 0;
    const answer = await mutate(world, bearerFor(world, name), name, input, { key: randomUUID() });
    expect(answer.data?.[name]?.errors ?? [], `${name}: ${answer.text}`).toEqual([]);
    for (const { session, statement } of sent.splice(0)) {
      looked += 1;
      const plans = await plansOf(world, session, statement);
      const found = plans.flatMap((plan) => faultsOf(plan, MOST_BLOCKS));
      if (found.length > 0) faults[`${name}: ${statement.text.slice(0, 200)}`] = found;
    }
  }
  expect(faults).toEqual({});
  expect(looked).toBeGreaterThan(100);
});
