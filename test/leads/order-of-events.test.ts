import { afterAll, beforeAll, expect, test } from "vitest";

import { RECORD_INVARIANTS } from "../../src/app/invariants/records.ts";
import { acceptLead, returnLead } from "../../src/handover/index.ts";
import { addDays, localDate, uuidOf } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { keyOf, openDesk } from "../protection/desk.ts";
import type { Desk } from "../protection/desk.ts";
import { addSalesRep } from "../support/people.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.world.close());

test("a call that came first but was served last happens when the one before it did, not earlier", async () => {
  const { world } = desk;
  const partner = await desk.addPartner("Alder");
  const leadId = await desk.register(partner, { email: "anna@north.com", company: "North" });
  await desk.match(keyOf(partner, leadId));
  const sales = await addSalesRep(world, "Rosa Fischer");
  const deps = { database: world.database, newId, moves: await readStageMoves(world.database) };
  const now = new Date();
  const call = <Command>(mutation: string, at: Date, command: Command) => ({
    mutation,
    key: `${mutation}-late`,
    fingerprint: Buffer.alloc(32),
    actor: sales.actor,
    session: sales.session,
    at,
    command,
  });
  const move = { leadId, expectedVersion: null, comment: null };

  const accepted = await acceptLead(deps)(call("acceptLead", now, { ...move, ownerId: null }));
  const earlier = new Date(now.getTime() - 40);
  const reason = { code: "TIMING_LATER", note: null };
  const revisitOn = addDays(localDate(now, "UTC"), 30);
  const returned = await returnLead(deps)(
    call("returnLead", earlier, { ...move, reason, revisitOn }),
  );

  expect([accepted, returned]).toMatchObject([{ replayed: false }, { replayed: false }]);
  const events = await world.asOwner<{ seq: number; at: Date }>(
    "select seq, at from lead_event where lead_id = $1 order by seq",
    [uuidOf(leadId)],
  );
  expect(events.slice(1)).toEqual([
    { seq: 2, at: now },
    { seq: 3, at: now },
  ]);
  const faults = await Promise.all(RECORD_INVARIANTS.map(({ sql }) => world.asOwner(sql)));
  expect(faults.flat()).toEqual([]);
  expect(
    await world.asOwner("select stage, stage_entered_at, updated_at from lead where id = $1", [
      uuidOf(leadId),
    ]),
  ).toEqual([{ stage: "RECYCLED", stage_entered_at: now, updated_at: now }]);
});
