import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { plantMember } from "../support/cast.ts";
import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import { overEventStream, overWebSocket, untilWatched } from "../support/watch.ts";
import type { Subscriber } from "../support/watch.ts";

let world: LivingWorld;
let names = 0;

beforeAll(async () => {
  world = await openLivingWorld({ recheckMs: 200 });
});
afterAll(() => world.close());

const LEADS = "subscription { leadChanged { type toStage lead { id stage } } }";

async function register(by = world.members.PARTNER_ADMIN.key, name = `live${(names += 1)}`) {
  const payload = await done(world, by, "registerLead", registration(name), "lead { id }");
  const leadId: LeadId = payload["lead"].id;
  return leadId;
}

const match = (leadId: LeadId, partnerId = world.alpha) =>
  matchLead({ database: world.database, newId, clock: () => new Date() })(
    { leadId, partnerId },
    "job",
  );

async function accept(leadId: LeadId): Promise<void> {
  await match(leadId);
  await done(world, world.staff.key, "acceptLead", { leadId });
}

/** Opens them and closes them again, whatever happens between. */
async function watching<Result>(
  opening: readonly Promise<Subscriber>[],
  work: (...subscribers: readonly Subscriber[]) => Promise<Result>,
): Promise<Result> {
  const before = world.streams.figures().open;
  const subscribers = await Promise.all(opening);
  try {
    await Promise.race([
      untilWatched(world, before + subscribers.length),
      ...subscribers.map(async ({ over, errors }) => {
        await over;
        throw new Error(`not watched: ${JSON.stringify(errors())}`);
      }),
    ]);
    return await work(...subscribers);
  } finally {
    await Promise.all(subscribers.map((each) => each.leave()));
    await untilWatched(world, before);
  }
}

describe.each([
  ["a web socket", overWebSocket],
  ["server-sent events", overEventStream],
])("over %s", (_name, open) => {
  test("a partner is told what happens to its leads, as it may see them, in their order", () =>
    watching([open(world, world.members.PARTNER_ADMIN.key, LEADS)], async (own) => {
      const leadId = await register();
      await accept(leadId);
      await own.until(2);

      expect(own.told.map((each) => each["leadChanged"])).toMatchObject([
        { type: "REGISTERED", toStage: "SUBMITTED", lead: { id: leadId } },
        { type: "ACCEPTED", toStage: "SAL", lead: { id: leadId, stage: "SAL" } },
      ]);
    }));

  test("what is not the caller's to see is told to nobody else, and a filter narrows what is", () =>
    watching(
      [
        open(world, world.rival.key, LEADS),
        open(world, world.staff.key, {
          document: `subscription ($filter: LeadFilter) { leadChanged(filter: $filter) { type } }`,
          variables: { filter: { partnerId: world.alpha } },
        }),
      ],
      async (rival, vendor) => {
        await accept(await register());
        await vendor.until(2);
        // what the rival would have been told of before it is told of its own
        await register(world.rival.key);
        await rival.until(1);

        await sleep(100);
        expect(vendor.told.map((each) => each["leadChanged"].type)).toEqual([
          "REGISTERED",
          "ACCEPTED",
        ]);
        expect(rival.told).toHaveLength(1);
        expect(rival.told[0]!["leadChanged"].lead.id).toBeDefined();
      },
    ));

  test("a subscription that its caller may not have is refused as any field is", async () => {
    const document = "subscription { conflictChanged { id } }";
    const subscriber = await open(world, world.members.PARTNER_ADMIN.key, document);
    await subscriber.over;
    expect(subscriber.told).toEqual([]);
    expect(subscriber.errors()?.[0]).toMatchObject({
      extensions: { code: "FORBIDDEN", coordinate: "Subscription.conflictChanged" },
    });
    await subscriber.leave();
  });

  test("a mistake in the document is told, and nothing is opened", async () => {
    const before = world.streams.figures().open;
    const subscriber = await open(
      world,
      world.staff.key,
      "subscription { leadChanged { colour } }",
    );
    await subscriber.over;
    expect(JSON.stringify(subscriber.errors())).toContain("colour");
    expect(world.streams.figures().open).toBe(before);
    await subscriber.leave();
  });
});

test("the vendor's people are told of conflicts that open and are decided; no partner can watch them", () =>
  watching(
    [
      overWebSocket(
        world,
        world.staff.key,
        "subscription { conflictChanged { state incumbent { id } challenger { id } } }",
      ),
      overWebSocket(world, world.rival.key, LEADS),
    ],
    async (vendor, rival) => {
      const first = await register(undefined, "contested");
      const second = await register(world.rival.key, "contested");
      await match(first);
      await match(second, world.beta);
      await vendor.until(1);
      await accept(await register());
      await rival.until(1);
      await sleep(100);

      expect(vendor.told).toEqual([
        {
          conflictChanged: { state: "OPEN", incumbent: { id: first }, challenger: { id: second } },
        },
      ]);
      expect(rival.told.map((each) => each["leadChanged"].type)).toEqual(["REGISTERED"]);
    },
  ));

test("a thousand changes of one partner are none of another's", () =>
  watching([overWebSocket(world, world.rival.key, LEADS)], async (rival) => {
    for (let round = 0; round < 10; round += 1) {
      const rows = Array.from({ length: 100 }, () => ({
        lead: registration(`mass${(names += 1)}`),
      }));
      await done(
        world,
        world.members.PARTNER_ADMIN.key,
        "registerLeads",
        { rows },
        "results { index }",
      );
    }
    await register(world.rival.key);
    await rival.until(1);
    await sleep(100);
    expect(rival.told).toHaveLength(1);
  }));

test("a connection that breaks is made up for: what was committed meanwhile is told", () =>
  watching([overWebSocket(world, world.members.PARTNER_ADMIN.key, LEADS)], async (own) => {
    await world.asOwner(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'baton-live' and datname = current_database()",
    );
    const leadIds = [await register(), await register()];
    await own.until(2);
    expect(own.told.map((each) => each["leadChanged"].lead.id)).toEqual(leadIds);
  }));

test("a transaction that began before others and ended after them is not missed", () =>
  watching([overWebSocket(world, world.members.PARTNER_ADMIN.key, LEADS)], async (own) => {
    const slow = await register();
    await own.until(1);
    const late = new pg.Client({ connectionString: world.ownerUrl });
    await late.connect();
    try {
      // its number is lower than that of all that follows, and it is seen last
      await late.query("begin");
      await late.query("select pg_current_xact_id()");
      const quick = await register();
      await own.until(2);
      await late.query(
        "insert into live_change (topic, object_id, partner_id, lead_id) select 'LEAD', id, partner_id, lead_id from lead_event where lead_id = $1",
        [uuidOf(slow)],
      );
      await late.query("commit");
      await own.until(3);
      expect(own.told.map((each) => each["leadChanged"].lead.id)).toEqual([slow, quick, slow]);
    } finally {
      await late.end();
    }
  }));

test("whoever is deactivated hears nothing more, and the stream ends within a minute", async () => {
  const member = await plantMember(world, ["PARTNER_MEMBER"], world.alpha, { name: "Leaver" });
  const open = [overWebSocket, overEventStream].map((how) => how(world, member.key, LEADS));
  const subscribers = await Promise.all(open);
  await untilWatched(world, 2);
  const { memberId } = member;
  await done(world, world.members.PARTNER_ADMIN.key, "deactivateMember", { memberId });
  const begun = performance.now();
  await Promise.all(subscribers.map((each) => each.over));
  expect(performance.now() - begun).toBeLessThan(60_000);
  await register();
  await sleep(200);

  for (const { told, errors } of subscribers) {
    expect(told).toEqual([]);
    expect(errors()).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  }
  expect(subscribers[0]?.closed()?.code).toBe(4403);
  await untilWatched(world, 0);
}, 90_000);

test("subscriptions are sent where they are answered, and all else is not taken there", async () => {
  const posted = await world.ask(world.staff.key, LEADS);
  expect(posted.status).toBe(400);
  expect(posted.errors[0]?.["message"]).toContain("/graphql/stream");

  const subscriber = await overWebSocket(world, world.staff.key, "{ viewer { side } }");
  await subscriber.over;
  expect(subscriber.errors()).toMatchObject([{ extensions: { code: "BAD_REQUEST" } }]);
  await subscriber.leave();
});

test("without a valid token a web socket is closed before anything is asked", async () => {
  for (const bearer of [null, "bk_wrong"]) {
    const subscriber = await overWebSocket(world, bearer, LEADS);
    await subscriber.over;
    expect(subscriber.closed()?.code).toBe(4401);
  }
});
