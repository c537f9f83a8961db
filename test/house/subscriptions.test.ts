import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ALL_ROLES, scopesOf } from "../../src/identity/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { accessOf, isGranted } from "../../src/platform/graphql/access.ts";
import type { Topic } from "../../src/platform/live/index.ts";
import { fullest } from "../support/fullest.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { plantClaimConflict, plantConflict, plantLead } from "../support/plant-lead.ts";
import { overWebSocket, untilWatched } from "../support/watch.ts";

let world: LivingWorld;

beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const fields = () => Object.values(world.schema.getSubscriptionType()?.getFields() ?? {});

describe("each role watches what its declaration says, and is refused the rest", () => {
  test.each(ALL_ROLES)("%s", async (role) => {
    for (const { name } of fields()) {
      const document = `subscription { ${name} { __typename } }`;
      const subscriber = await overWebSocket(world, world.members[role].key, document);
      await Promise.race([untilWatched(world, 1), subscriber.over]);

      const access = accessOf(world.schema, "Subscription", name);
      if (access?.kind !== "scoped") throw new Error(`${name} takes no scope`);
      const isDenied = !isGranted(access.needs, scopesOf([role]));
      const codes = subscriber.errors()?.map((error) => error["extensions"].code) ?? [];
      expect([name, codes]).toEqual([name, isDenied ? ["FORBIDDEN"] : []]);
      await subscriber.leave();
      await untilWatched(world, 0);
    }
  });
});

/** What each of them watches, planted: it costs the server itself nothing. */
const planted = (): Readonly<Record<string, () => Promise<readonly [Topic, string]>>> => {
  const { alpha: partnerId, beta: rivalId } = world;
  const ownerId = world.staff.memberId;
  return {
    leadChanged: async () => {
      const leadId = await plantLead(world, { partnerId, ownerId, stage: "SUBMITTED" });
      const [event] = await world.asOwner<{ id: string }>(
        "select id from lead_event where lead_id = $1",
        [uuidOf(leadId)],
      );
      return ["LEAD", event!.id];
    },
    salesInboxChanged: async () => {
      const [item] = await world.asOwner<{ lead_id: string }>(
        `update inbox_item set holder_id = '00000000-0000-0000-0000-000000000000'
         where lead_id = (select lead_id from inbox_item limit 1) returning lead_id`,
      );
      return ["ASSIGNMENT", item!.lead_id];
    },
    conflictChanged: async () => [
      "CONFLICT",
      uuidOf(await plantConflict(world, { partnerId, rivalId, ownerId })),
    ],
    claimConflictChanged: async () => [
      "CLAIM_CONFLICT",
      uuidOf(await plantClaimConflict(world, { partnerId, ownerId })),
    ],
  };
};

test("a change costs whoever watches it one statement, whatever is selected", async () => {
  world.stopForgettingCredentials();
  await world.ask(world.staff.key, "{ viewer { side } }");
  for (const { name, type } of fields()) {
    const plant = planted()[name];
    if (!plant) throw new Error(`nothing is known that ${name} watches`);
    const [topic, uuid] = await plant();
    const selection = fullest(world.schema, type.toString(), { depth: 2, first: 3 });
    const document = `subscription { ${name} { ${selection} } }`;
    const subscriber = await overWebSocket(world, world.staff.key, document);
    await Promise.race([untilWatched(world, 1), subscriber.over]);
    const { statements } = await world.costOf(async () => {
      await world.asOwner(
        "insert into live_change (topic, object_id, lead_id) values ($1, $2, $2)",
        [topic, uuid],
      );
      await world.asOwner("notify baton_live");
      await subscriber.until(1);
    });
    expect([name, subscriber.told.length, statements]).toEqual([name, 1, 1]);
    await subscriber.leave();
    await untilWatched(world, 0);
  }
});
