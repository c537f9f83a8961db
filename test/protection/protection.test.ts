import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";

import { historyOf, MET, openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
});
afterAll(() => desk.world.close());

/** Registered on Monday at ten, accepted on Wednesday at eleven. */
async function accepted(name: string, by = alpha) {
  desk.at("2026-02-02T10:00:00Z");
  const leadId = await desk.register(by, name);
  desk.at("2026-02-04T11:00:00Z");
  await desk.done(desk.sales, "acceptLead", leadId);
  return leadId;
}

describe("a lead is protected", () => {
  test("from its claim, for the program's days and the time that the vendor took, to the end of that day", async () => {
    const leadId = await accepted("Nordwind");

    const told = {
      state: "RUNNING",
      protectedFrom: "2026-02-02T10:00:00.000Z",
      // 90 days and the two days and an hour until it was accepted
      protectedUntil: "2026-05-06T00:00:00.000Z",
      endsOn: "2026-05-05",
      lapsesAt: "2026-03-07T00:00:00.000Z",
      endReason: null,
    };
    expect(await desk.protection(alpha, leadId)).toEqual(told);
    expect(await desk.protection(desk.sales, leadId)).toEqual(told);
    expect(await desk.protection(beta, await desk.register(beta, "Else"))).toBeNull();
  });

  test("as in the specification: claimed on 1 February 2027, accepted on the 3rd, it ends on 4 May", async () => {
    const ends = await endOf("2027-02-01T10:00:00Z", "2 days 01:00", "UTC");
    expect(ends).toEqual({ ends_on: "2027-05-04", protected_until: "2027-05-05T00:00:00.000Z" });
  });

  test("in days of the program's zone, also where the clocks change in between", async () => {
    // in Berlin the claim was on the 2nd, and summer time began in March
    expect(await endOf("2027-02-01T23:30:00Z", "00:00", "Europe/Berlin")).toEqual({
      ends_on: "2027-05-03",
      protected_until: "2027-05-03T22:00:00.000Z",
    });
  });

  /** What the database makes of a window. */
  async function endOf(from: string, waited: string, timeZone: string) {
    const id = uuidOf(newId("evt"));
    await desk.world.asOwner(`
      begin;
      set local session_replication_role = replica;
      insert into protection_window (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days,
        waited, running_since, active_at)
      values ('${id}', '${id}', '${id}', '${from}', '${from}', '${timeZone}', 90, 30, '${waited}', '${from}', '${from}');
      commit`);
    const [row] = await desk.world.asOwner<{ ends_on: string; protected_until: Date }>(
      "select ends_on::text, protected_until from protection_window where id = $1",
      [id],
    );
    await desk.world.asOwner("delete from protection_window where id = $1", [id]);
    return row && { ...row, protected_until: row.protected_until.toISOString() };
  }

  test("and its company becomes an account, which no partner sees", async () => {
    const leadId = await accepted("Suedstern");
    const ofVendor = await desk.lead(desk.sales, leadId, "account { id name country }");
    expect(ofVendor.account).toMatchObject({ name: "Suedstern", country: null });

    const document = `{ lead(by: { id: "${leadId}" }) { account { id } } }`;
    const ofPartner = await desk.api.run(alpha, document);
    expect(ofPartner.errors?.[0]?.extensions).toMatchObject({
      code: "FORBIDDEN",
      coordinate: "Lead.account",
    });
    const node = `{ node(id: "${ofVendor.account.id}") { id } }`;
    expect((await desk.api.run(desk.sales, node)).data?.node).toEqual({ id: ofVendor.account.id });
    expect((await desk.api.run(alpha, node)).errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
  });

  test("while it is an SQL or a deal is open, until it closes", async () => {
    const leadId = await accepted("Westkante");
    desk.at("2026-02-20T09:00:00Z");
    await desk.done(desk.sales, "qualifyLead", leadId, MET);
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "UNTIL_CLOSED",
      protectedUntil: null,
      endsOn: null,
      lapsesAt: null,
    });
    desk.at("2026-09-01T09:00:00Z");
    await desk.endProtections();
    const amount = { amount: "10", currency: "EUR" };
    await desk.done(desk.sales, "convertLead", leadId, { amount, closeOn: "2026-12-01" });
    await desk.done(desk.sales, "winLead", leadId, { amount, closedOn: "2026-09-01" });

    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "ENDED",
      protectedUntil: "2026-09-01T09:00:00.000Z",
      endReason: "CLOSED",
    });
  });

  test("longer by the time in which it was an SQL, where it is returned, and at least until it is looked at again", async () => {
    const leadId = await accepted("Ostsee");
    desk.at("2026-03-01T09:00:00Z");
    await desk.done(desk.sales, "qualifyLead", leadId, MET);
    desk.at("2026-03-11T09:00:00Z");
    const back = { reasonCode: "TIMING_LATER", revisitOn: "2026-04-01" };
    await desk.done(desk.sales, "returnLead", leadId, back);
    // 5 May and ten days
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "RUNNING",
      endsOn: "2026-05-15",
      lapsesAt: "2026-04-11T00:00:00.000Z",
    });

    desk.at("2026-03-12T09:00:00Z");
    await desk.done(alpha, "resubmitLead", leadId, { comment: "The budget is there" });
    expect(await desk.protection(alpha, leadId)).toMatchObject({ state: "PAUSED", endsOn: null });
    desk.at("2026-03-14T09:00:00Z");
    await desk.done(desk.sales, "acceptLead", leadId);
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "RUNNING",
      endsOn: "2026-05-17",
    });
    const late = { reasonCode: "TIMING_LATER", revisitOn: "2026-07-01" };
    await desk.done(desk.sales, "returnLead", leadId, late);
    expect(await desk.protection(alpha, leadId)).toMatchObject({ endsOn: "2026-07-01" });
  });
});

describe("one prospect is protected for one lead at a time", () => {
  test("acceptLead refuses another, tells the vendor for which lead it is held, and writes nothing", async () => {
    const first = await accepted("Doppel");
    desk.at("2026-02-10T09:00:00Z");
    const second = await desk.register(beta, "Doppel");
    const refused = await desk.act(desk.sales, "acceptLead", second);
    expect(refused.errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);

    // whatever became of the conflict, the window stands
    await desk.world.asOwner("update conflict set state = 'LAPSED', ended_at = now()");
    const held = await desk.act(desk.sales, "acceptLead", second);
    expect(held.errors).toMatchObject([
      { code: "PROSPECT_PROTECTED", message: expect.stringContaining(first) },
    ]);
    expect(await historyOf(desk, second)).toEqual(["REGISTERED"]);
    expect(await desk.lead(desk.sales, second, "account { id }")).toEqual({ account: null });

    desk.at("2026-02-11T09:00:00Z");
    await desk.done(alpha, "releaseProtection", first);
    await desk.done(desk.sales, "acceptLead", second);
    const [one, other] = await Promise.all(
      [first, second].map((id) => desk.lead(desk.sales, id, "account { id } protection { state }")),
    );
    expect(one.account).toEqual(other.account);
    expect([one.protection.state, other.protection.state]).toEqual(["ENDED", "RUNNING"]);
    // its own claim is what it is told, though what it holds began later
    expect(await desk.protection(beta, second)).toMatchObject({
      protectedFrom: "2026-02-10T09:00:00.000Z",
    });
  });

  test("of two that are accepted at once one is, whichever way they meet", async () => {
    const gamma = await desk.partner("Gamma");
    for (const round of Array.from({ length: 12 }, (_, index) => index)) {
      desk.at("2026-02-10T09:00:00Z");
      const name = `Zugleich${"abcdefghijkl".charAt(round).repeat(4)}`;
      // half of the prospects are known already: the two do not meet over a new account
      if (round % 2 === 0) {
        const earlier = await desk.register(gamma, name);
        await desk.done(desk.sales, "acceptLead", earlier);
        await desk.done(gamma, "releaseProtection", earlier);
      }
      const leads = [await desk.register(alpha, name), await desk.register(beta, name)];
      await desk.world.asOwner(
        "update conflict set state = 'LAPSED', ended_at = now() where state = 'OPEN'",
      );
      const answers = await Promise.all(
        leads.map((leadId) => desk.act(desk.sales, "acceptLead", leadId)),
      );
      const codes = answers.map((answer) => String(answer.errors[0]?.code ?? "DONE")).toSorted();
      expect(codes, `round ${round}`).toEqual(["DONE", "PROSPECT_PROTECTED"]);
    }
  });

  test("the same name in another country is another organisation", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const german = await desk.register(alpha, "Grenze", { domain: "grenze.com", country: "DE" });
    const french = await desk.register(alpha, "Grenze France", {
      domain: "grenze.fr",
      country: "FR",
    });
    await desk.done(desk.sales, "acceptLead", german);
    await desk.done(desk.sales, "acceptLead", french);
    const accounts = await Promise.all(
      [german, french].map(
        async (id) => (await desk.lead(desk.sales, id, "account { id }")).account,
      ),
    );
    expect(accounts[0].id).not.toBe(accounts[1].id);
  });

  test("the database refuses a second protection of an account and line, whoever writes it", async () => {
    for (const name of ["Einzeln", "Doppelt"]) await accepted(name);
    const second = desk.world.asOwner(`
      update protection_hold
      set account_id = (select id from account where name = 'Einzeln')
      where account_id = (select id from account where name = 'Doppelt')`);
    await expect(second).rejects.toMatchObject({ constraint: "protection_hold_one_per_line" });
  });
});

describe("a protection ends", () => {
  test("at the end of its last day: the lead expires, and the prospect is free", async () => {
    const leadId = await accepted("Ablauf");
    desk.at("2026-05-05T12:00:00Z");
    await desk.done(alpha, "reportProgress", leadId, { comment: "Still at it" });
    desk.at("2026-05-05T23:59:59.999Z");
    await desk.endProtections();
    expect(await desk.protection(alpha, leadId)).toMatchObject({ state: "RUNNING" });

    desk.at("2026-05-06T00:00:00Z");
    await desk.endProtections();
    expect(
      await desk.lead(alpha, leadId, "stage reasonCode protection { state endReason }"),
    ).toEqual({
      stage: "EXPIRED",
      reasonCode: null,
      protection: { state: "ENDED", endReason: "EXPIRED" },
    });
    expect((await historyOf(desk, leadId)).at(-1)).toBe("EXPIRED");
    await desk.endProtections();
    expect((await historyOf(desk, leadId)).filter((type) => type === "EXPIRED")).toHaveLength(1);

    const next = await desk.register(beta, "Ablauf");
    await desk.done(desk.sales, "acceptLead", next);
  });

  test("after thirty days without a word of its partner, also where it was returned; the lead stays", async () => {
    const leadId = await accepted("Stille");
    desk.at("2026-02-10T09:00:00Z");
    const back = { reasonCode: "NEEDS_NURTURE", revisitOn: "2026-04-01" };
    await desk.done(desk.sales, "returnLead", leadId, back);
    desk.at("2026-03-06T23:59:59Z");
    await desk.endProtections();
    expect(await desk.protection(alpha, leadId)).toMatchObject({ state: "RUNNING" });
    desk.at("2026-03-07T00:00:00Z");
    await desk.endProtections();
    expect(await desk.lead(alpha, leadId, "stage protection { state endReason }")).toEqual({
      stage: "RECYCLED",
      protection: { state: "ENDED", endReason: "LAPSED" },
    });
    expect((await historyOf(desk, leadId)).at(-1)).toBe("PROTECTION_LAPSED");

    // it came back, and is protected from then on
    desk.at("2026-03-10T08:00:00Z");
    await desk.done(alpha, "resubmitLead", leadId, { comment: "News" });
    desk.at("2026-03-10T20:00:00Z");
    await desk.done(desk.sales, "acceptLead", leadId);
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "RUNNING",
      protectedFrom: "2026-03-10T08:00:00.000Z",
      endsOn: "2026-06-08",
    });
  });

  test("and whatever its partner does for the lead keeps it from lapsing", async () => {
    const leadId = await accepted("Lebenszeichen");
    desk.at("2026-03-06T20:00:00Z");
    await desk.done(alpha, "reportProgress", leadId, { comment: "We met on Monday" });
    desk.at("2026-03-07T00:00:00Z");
    await desk.endProtections();
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "RUNNING",
      lapsesAt: "2026-04-06T00:00:00.000Z",
    });
    const silent = await desk.act(alpha, "reportProgress", leadId, { comment: " " });
    expect(silent.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["comment"] }]);
    const vendors = await desk.act(desk.manager, "reportProgress", leadId, { comment: "x" });
    expect(vendors.errors).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  test("when its partner gives it up, once", async () => {
    const leadId = await accepted("Freigabe");
    await desk.done(alpha, "releaseProtection", leadId);
    expect(await desk.lead(alpha, leadId, "stage protection { state endReason }")).toEqual({
      stage: "SAL",
      protection: { state: "ENDED", endReason: "RELEASED" },
    });
    const again = await desk.act(alpha, "releaseProtection", leadId);
    expect(again.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const rivals = await desk.act(beta, "releaseProtection", leadId);
    expect(rivals.errors).toMatchObject([{ code: "NOT_FOUND" }]);
  });

  test("and it is noted, two weeks and three days before, once for each day that it moves to", async () => {
    const leadId = await accepted("Erinnerung");
    desk.at("2026-04-20T10:00:00Z");
    await desk.done(alpha, "reportProgress", leadId, { comment: "Going on" });
    const noted = async (time: string) => {
      desk.at(time);
      await desk.endProtections();
      await desk.endProtections();
      return desk.world.asOwner(
        `select reminder.ends_on::text, days_before
         from protection_reminder as reminder
         join protection_window as standing on standing.id = reminder.window_id
         where standing.lead_id = $1
         order by days_before desc`,
        [uuidOf(leadId)],
      );
    };
    expect(await noted("2026-04-20T23:00:00Z")).toEqual([]);
    const first = { ends_on: "2026-05-05", days_before: 14 };
    expect(await noted("2026-04-21T00:00:00Z")).toEqual([first]);
    expect(await noted("2026-05-02T00:00:00Z")).toEqual([
      first,
      { ends_on: "2026-05-05", days_before: 3 },
    ]);
  });
});

describe("more days are asked for", () => {
  const why = { comment: "The board meets in May" };

  test("and granted: the window gets them, and the time that the answer took", async () => {
    const leadId = await accepted("Laenger");
    desk.at("2026-03-01T10:00:00Z");
    await desk.done(alpha, "requestExtension", leadId, why);
    expect(await desk.protection(alpha, leadId)).toMatchObject({ state: "PAUSED", endsOn: null });
    const again = await desk.act(alpha, "requestExtension", leadId, why);
    expect(again.errors).toMatchObject([{ code: "ALREADY_DONE" }]);
    desk.at("2026-07-01T10:00:00Z");
    await desk.endProtections();
    expect(await desk.protection(alpha, leadId)).toMatchObject({ state: "PAUSED" });

    desk.at("2026-03-04T10:00:00Z");
    const list = `{ extensionRequests(state: PENDING) { nodes { state days lead { id } } } }`;
    const seen = await desk.api.run(desk.sales, list);
    const request = { state: "PENDING", days: 45, lead: { id: leadId } };
    expect(seen.data?.extensionRequests.nodes).toEqual([request]);
    expect((await desk.api.run(alpha, list)).data?.extensionRequests.nodes).toEqual([request]);
    expect((await desk.api.run(beta, list)).data?.extensionRequests.nodes).toEqual([]);
    await desk.done(desk.manager, "decideExtension", leadId, { decision: "GRANT" });

    // 5 May, 45 days, and the three days of waiting
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "RUNNING",
      endsOn: "2026-06-22",
      lapsesAt: "2026-04-04T00:00:00.000Z",
    });
    const more = await desk.act(alpha, "requestExtension", leadId, why);
    expect(more.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const none = await desk.act(desk.manager, "decideExtension", leadId, { decision: "GRANT" });
    expect(none.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  });

  test("and declined: the waiting is added all the same", async () => {
    const leadId = await accepted("Kuerzer");
    desk.at("2026-03-01T10:00:00Z");
    await desk.done(alpha, "requestExtension", leadId, why);
    desk.at("2026-03-03T10:00:00Z");
    await desk.done(desk.manager, "decideExtension", leadId, { decision: "DECLINE" });
    expect(await desk.protection(alpha, leadId)).toMatchObject({ endsOn: "2026-05-07" });
  });

  test("as often as the program says: never, or any number of times", async () => {
    const leadId = await accepted("Oefter");
    await desk.world.asOwner("update program set extension_policy = 'NONE'");
    const never = await desk.act(alpha, "requestExtension", leadId, why);
    expect(never.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    await desk.world.asOwner("update program set extension_policy = 'MANY'");
    for (const day of ["05", "06"]) {
      desk.at(`2026-02-${day}T10:00:00Z`);
      await desk.done(alpha, "requestExtension", leadId, why);
      await desk.done(desk.manager, "decideExtension", leadId, { decision: "GRANT" });
    }
    await desk.world.asOwner("update program set extension_policy = 'ONCE'");
    expect(await desk.protection(alpha, leadId)).toMatchObject({ endsOn: "2026-08-03" });
  });

  test("and a lead that closes meanwhile leaves nothing to decide", async () => {
    const leadId = await accepted("Erledigt");
    await desk.done(alpha, "requestExtension", leadId, why);
    await desk.done(desk.sales, "disqualifyLead", leadId, { reasonCode: "NO_NEED" });
    const [request] = await desk.world.asOwner(
      "select state from extension_request where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(request).toEqual({ state: "MOOT" });
  });
});
