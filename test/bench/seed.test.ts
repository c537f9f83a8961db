import { expect, inject, test } from "vitest";

import { seed } from "../../bench/seed/seed.ts";
import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { openWorld } from "../support/world.ts";

test("a seeded database is as Baton itself would have written it", async () => {
  const world = await openWorld();
  try {
    const secret = inject("rolePassword");
    const passwords = {
      partner: secret,
      vendor: secret,
      jobs: secret,
      auth: secret,
      queue: secret,
    };
    await seed(world.ownerUrl, passwords, { leads: 600, pool: 40 }, () => undefined);

    const { jobs, auth } = world.urls;
    const database = { urls: { jobs, auth, owner: world.ownerUrl }, isServed: false };
    const broken = (await checkInvariants(database)).filter(({ rows }) => (rows ?? 0) > 0);
    expect(broken).toEqual([]);
    const [count] = await world.asOwner<{ n: number }>(
      "select count(*)::integer as n from lead join clock_watch on lead_id = lead.id",
    );
    expect(count?.n).toBeGreaterThan(640);
  } finally {
    await world.close();
  }
});
