import { afterAll, beforeAll, describe, expect, test } from "vitest";
import fc from "fast-check";

import { findUsage } from "../../src/usage/index.ts";
import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

let desk: TimedDesk;
let alpha: Caller;
let find: (accountId: string) => Promise<void>;
const NOW = "2026-02-20T10:00:00.000Z";
beforeAll(async () => {
  desk = await openTimedDesk();
  desk.at(NOW);
  alpha = await desk.partner("Alpha");
  const { database } = desk.world;
  const moves = await readStageMoves(database);
  const deps = { database, newId, moves, clock: () => new Date(NOW) };
  find = async (text) => {
    const parsed = parseId("acc", text);
    if (!parsed.ok) throw new Error(parsed.problem);
    await findUsage(deps)({ accountId: parsed.id }, "test");
  };
});
afterAll(() => desk.world.close());

let number = 0;
const company = (name: string) => ({ name, domain: `${name.toLowerCase()}.com` });
const event = (name: string, metric: string, quantity: number, more: object = {}) => ({
  ...{ company: company(name), metric, quantity },
  ...{ reference: `event-${(number += 1)}`, usedAt: "2026-02-19T10:00:00.000Z", ...more },
});
const said = (errors: readonly Answer[]) => errors.map(({ message }) => message).join(" ");

const tell = (...events: object[]) => desk.run(desk.sales, "recordUsage", { events }, "recorded");
const threshold = (metric: string, quantity: number | null, withinDays: number | null) =>
  desk.run(
    desk.sales,
    "setUsageThreshold",
    { metric, quantity, withinDays, reason: "Enough to talk to them" },
    "usageThreshold { id metric quantity withinDays replacedAt }",
  );

const SIGNAL =
  "id state quantity reachedAt raisedLeads leadId note closedAt account { id name } threshold { metric quantity }";
const signalsOf = async (name: string): Promise<readonly Answer[]> => {
  const { data, errors } = await desk.api.run(
    desk.sales,
    `{ usageSignals(first: 50) { nodes { ${SIGNAL} } } }`,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const nodes: Answer[] = JSON.parse(JSON.stringify(data)).usageSignals.nodes;
  return nodes.filter(({ account }) => account.name === name);
};

/** Does what the job does, for the account of a company. */
async function found(name: string): Promise<readonly Answer[]> {
  const [row] = await desk.world.asOwner<{ id: string }>("select id from account where name = $1", [
    name,
  ]);
  if (!row) throw new Error(`there is no account of ${name}`);
  await find(idOf("acc", row.id));
  return signalsOf(name);
}

const stage = async (leadId: LeadId) => (await desk.lead(desk.sales, leadId, "stage")).stage;

describe("Usage", () => {
  test("raises the submitted leads of an account that uses enough, of each partner, once", async () => {
    await threshold("active_users", 100, 7);
    const leadId = await desk.register(alpha, "Nutzer");
    const beta = await desk.partner("Beta");
    const rival = await desk.register(beta, "Nutzer", { email: "b@nutzer-mail.example" });

    await tell(event("Nutzer", "active_users", 60), event("Nutzer", "active_users", 39));
    expect(await found("Nutzer")).toEqual([]);
    await tell(event("Nutzer", "active_users", 1));
    expect(await found("Nutzer")).toMatchObject([
      {
        ...{ state: "RAISED", quantity: "100", raisedLeads: 2 },
        threshold: { metric: "active_users", quantity: "100" },
      },
    ]);
    expect([await stage(leadId), await stage(rival)]).toEqual(["MQL", "MQL"]);
    const [event1] = await desk.world.asOwner(
      "select type, actor_id, to_stage from lead_event where lead_id = $1 order by seq desc limit 1",
      [uuidOf(leadId)],
    );
    expect(event1).toMatchObject({ type: "PROMOTED", to_stage: "MQL" });

    await tell(event("Nutzer", "active_users", 500));
    expect(await found("Nutzer")).toHaveLength(1);
  });

  test("counts within the days alone, wherever they lie, and to the event", async () => {
    await threshold("exports", 10, 2);
    const on = (usedAt: string) => ({ usedAt });
    // 6 and 6, two days and a millisecond apart: never 10 within two days
    await tell(
      event("Fenster", "exports", 6, on("2026-02-10T10:00:00.000Z")),
      event("Fenster", "exports", 6, on("2026-02-12T10:00:00.001Z")),
    );
    expect(await found("Fenster")).toEqual([]);
    // told late: with it 6 and 4 lie two days apart
    await tell(event("Fenster", "exports", 4, on("2026-02-14T10:00:00.001Z")));
    expect(await found("Fenster")).toMatchObject([
      { state: "WAITING", quantity: "10", reachedAt: "2026-02-14T10:00:00.001Z" },
    ]);
  });

  test("is as a model of it says, whatever is told in whichever order", async () => {
    const HOUR = 3_600_000;
    const start = Date.parse("2026-02-01T00:00:00.000Z");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ hour: fc.nat(400), quantity: fc.integer({ min: 1, max: 9 }) }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 5, max: 30 }),
        async (uses, days, least) => {
          const [metric, name] = [`m${(number += 1)}`, `Modell${number}`];
          await threshold(metric, least, days);
          await tell(
            ...uses.map(({ hour, quantity }) =>
              event(name, metric, quantity, {
                usedAt: new Date(start + hour * HOUR).toISOString(),
              }),
            ),
          );
          const reached = uses
            .toSorted((one, other) => one.hour - other.hour)
            .map(({ hour }) => ({
              hour,
              sum: uses
                .filter((each) => each.hour <= hour && each.hour >= hour - days * 24)
                .reduce((sum, { quantity }) => sum + quantity, 0),
            }))
            .find(({ sum }) => sum >= least);
          const [signal] = await found(name);
          expect(signal ? [signal.quantity, signal.reachedAt] : null).toEqual(
            reached
              ? [`${reached.sum}`, new Date(start + reached.hour * HOUR).toISOString()]
              : null,
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  test("of an account on whose lead sales works says so, and raises nothing", async () => {
    await threshold("api_calls", 5, 30);
    const leadId = await desk.register(alpha, "Bekannt");
    await desk.done(desk.sales, "acceptLead", leadId);
    await tell(event("Bekannt", "api_calls", 5));
    expect(await found("Bekannt")).toMatchObject([{ state: "KNOWN", raisedLeads: 0 }]);
    expect(await stage(leadId)).toBe("SAL");
  });

  test("of an account without a lead waits for somebody, who takes it or leaves it, once", async () => {
    await threshold("seats", 5, 30);
    await tell(event("Unbekannt", "seats", 9), event("Egal", "seats", 9));
    const [waiting] = await found("Unbekannt");
    const [left] = await found("Egal");
    expect(waiting).toMatchObject({ state: "WAITING", closedAt: null });
    const leadId = await desk.register(alpha, "Unbekannt");
    const close = (input: object) =>
      desk.run(desk.sales, "decideUsageSignal", input, `usageSignal { ${SIGNAL} }`);
    expect(said((await close({ usageSignalId: waiting.id })).errors)).toContain("why it is left");
    const ghost = { usageSignalId: waiting.id, leadId: newId("lead") };
    expect(said((await close(ghost)).errors)).toContain("There is no lead");
    const taken = await close({ usageSignalId: waiting.id, leadId });
    expect(taken.usageSignal).toMatchObject({ state: "TAKEN", leadId, closedAt: NOW });
    const dismissed = await close({ usageSignalId: left.id, note: "A student" });
    expect(dismissed.usageSignal).toMatchObject({ state: "DISMISSED", note: "A student" });
    expect(said((await close({ usageSignalId: left.id, note: "Again" })).errors)).toContain(
      "any more",
    );
  });

  test("is counted once under its reference, and nothing of a call that says something else under it", async () => {
    const first = event("Einmal", "logins", 3);
    expect(await tell(first, first)).toMatchObject({ recorded: 1 });
    expect(await tell(first)).toMatchObject({ recorded: 0 });
    const other = await tell(event("Einmal", "logins", 1), { ...first, quantity: 4 });
    expect(said(other.errors)).toContain("under another one. Nothing of this call was recorded");
    const [{ n }] = (await desk.world.asOwner<{ n: number }>(
      "select count(*)::integer as n from usage_event where metric = 'logins'",
    )) as [{ n: number }];
    expect(n).toBe(1);
  });

  test("of which something is amiss is refused with its place", async () => {
    const wrong = await tell(
      event("Falsch", "Seats!", 1),
      event("Falsch", "seats", 0),
      event("Falsch", "seats", 1, { usedAt: "2030-01-01T00:00:00.000Z" }),
      event("Falsch", "seats", 1, { accountId: newId("acc") }),
    );
    expect(wrong.errors.map(({ path }: Answer) => path.join("."))).toEqual([
      "events.0.metric",
      "events.1.quantity",
      "events.2.usedAt",
      "events.3.accountId",
    ]);
    const { company: _none, ...byId } = event("Falsch", "seats", 1);
    expect(said((await tell({ ...byId, accountId: newId("acc") })).errors)).toContain(
      "There is no account",
    );
  });
});

describe("A threshold", () => {
  test("is replaced by another, by which an account is found again, and ends", async () => {
    await threshold("reports", 5, 10);
    await tell(event("Wieder", "reports", 20));
    expect(await found("Wieder")).toHaveLength(1);
    expect(said((await threshold("reports", 5, 10)).errors)).toContain("set like this already");
    await threshold("reports", 15, 10);
    expect(await found("Wieder")).toHaveLength(2);
    const ended = await threshold("reports", null, null);
    expect(ended.usageThreshold).toMatchObject({ quantity: "15", replacedAt: NOW });
    expect(said((await threshold("reports", null, null)).errors)).toContain("already");
    await tell(event("Danach", "reports", 20));
    expect(await found("Danach")).toEqual([]);
  });
});

test("two jobs at once find an account once", async () => {
  await threshold("races", 1, 1);
  const leadId = await desk.register(alpha, "Rennen");
  await tell(event("Rennen", "races", 1));
  await Promise.all([found("Rennen"), found("Rennen"), found("Rennen")]);
  expect(await signalsOf("Rennen")).toMatchObject([{ state: "RAISED", raisedLeads: 1 }]);
  const promoted = await desk.world.asOwner(
    "select from lead_event where lead_id = $1 and type = 'PROMOTED'",
    [uuidOf(leadId)],
  );
  expect(promoted).toHaveLength(1);
});

test("a job is enqueued for each account with what it used, in the transaction", async () => {
  await desk.world.asOwner("delete from graphile_worker._private_jobs");
  await tell(event("Auftrag", "jobs", 1), event("Auftrag", "jobs", 2), event("Zweiter", "jobs", 1));
  const jobs = await desk.world.asOwner(
    "select from graphile_worker._private_jobs where key like 'find_usage:%'",
  );
  expect(jobs).toHaveLength(2);
});

describe("The database", () => {
  const act = (text: string) =>
    desk.world.asOwner(
      `select set_config('app.actor_id', '${desk.sales.actor.id}', true); ${text}`,
    );

  test("signals nothing below its threshold, and closes what waits once", async () => {
    await expect(
      act(`insert into usage_signal (id, account_id, threshold_id, metric, quantity, reached_at, found_at, raised, state)
        select gen_random_uuid(), account.id, threshold.id, threshold.metric, threshold.quantity - 1, now(), now(), 0, 'WAITING'
        from account, usage_threshold as threshold where threshold.quantity > 1 limit 1`),
    ).rejects.toThrow(/as much is used as a threshold asks|violates/);
    await expect(
      act(
        "update usage_signal set state = 'DISMISSED', note = 'x', closed_at = found_at, closed_by = app.actor() where state = 'RAISED'",
      ),
    ).rejects.toThrow(/closed once, by who acts|violates/);
    await expect(act("update usage_event set quantity = 1000")).rejects.toMatchObject({
      constraint: "usage_event_append_only",
    });
    await expect(
      desk.world.asOwner(
        `insert into usage_threshold (id, metric, quantity, within_days, reason, set_by, set_at)
         values (gen_random_uuid(), 'planted', 1, 1, 'x', gen_random_uuid(), now())`,
      ),
    ).rejects.toThrow(/set by who acts/);
  });

  test("shows partners nothing of it", async () => {
    for (const asked of [
      sql`select from usage_event`,
      sql`select from usage_signal`,
      sql`select from usage_threshold`,
    ])
      await expect(desk.world.database.read(alpha.session, asked)).rejects.toMatchObject({
        code: "42501",
      });
    const { errors } = await desk.api.run(alpha, "{ usageSignals(first: 1) { nodes { id } } }");
    expect(JSON.stringify(errors)).toContain("FORBIDDEN");
  });
});
