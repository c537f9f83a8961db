import { afterAll, beforeAll, expect, test } from "vitest";

import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate } from "../support/mutate.ts";
import { sampleInput } from "../support/mutation-samples.ts";
import { readTables } from "../support/tables.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

test("a deal is won in the currency of its opportunity, and in no other", async () => {
  const input = await sampleInput("winLead", { world, partnerId: world.alpha });
  const before = await readTables(world);

  const dollars = { ...input, amount: { amount: "1000.00", currency: "USD" } };
  const refused = await mutate(world, world.staff.key, "winLead", dollars);

  expect(refused.data?.["winLead"].errors, refused.text).toMatchObject([
    { code: "VALIDATION_FAILED", path: ["amount", "currency"] },
  ]);
  expect(refused.data?.["winLead"].errors[0].message).toMatch(/USD.*EUR|EUR.*USD/);
  expect((await readTables(world)).changedSince(before)).toEqual(["audit_entry"]);

  const won = await mutate(world, world.staff.key, "winLead", input);
  expect(won.data?.["winLead"].errors, won.text).toEqual([]);
});
