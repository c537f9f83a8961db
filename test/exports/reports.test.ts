import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runReports, writeExports } from "../../src/exports/index.ts";
import { makePasswords } from "../../src/identity/index.ts";
import { isRefusal, parseId, uuidOf } from "../../src/kernel/index.ts";
import { sendNotices } from "../../src/notices/index.ts";
import { Exports } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { smtpMailer } from "../../src/platform/mail/index.ts";
import type { Mailer } from "../../src/platform/mail/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openMailbox } from "../support/mailbox.ts";
import type { Mailbox } from "../support/mailbox.ts";
import { done, mutate } from "../support/mutate.ts";
import { addPartner } from "../support/people.ts";
import { plantPastPeriod } from "../support/plant-periods.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Json, ServedWorld } from "../support/served-world.ts";

/** Of nobody but these tests. */
const PASSWORD = "a long password of hers";

let world: ServedWorld;
let mailbox: Mailbox;
let mailer: Mailer;
let exports: Exports;
let finance: CastMember;
let controller: CastMember;
let auditor: CastMember;
let rep: CastMember;
beforeAll(async () => {
  [world, mailbox] = await Promise.all([openServedWorld(), openMailbox()]);
  mailer = smtpMailer({ url: mailbox.url, from: "Books <books@vendor.example>" });
  exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
  const passwordHash = await makePasswords().hash(PASSWORD);
  if (isRefusal(passwordHash)) throw new Error(passwordHash.message);
  finance = await plantMember(world, ["FINANCE"], null, { passwordHash });
  controller = await plantMember(world, ["CONTROLLER"], null, { passwordHash });
  auditor = await plantMember(world, ["CONTROLLER"], null, { passwordHash });
  rep = await plantMember(world, ["SALES_REP"], null, { passwordHash });
});
afterAll(async () => {
  mailer.close();
  await Promise.all([exports.close(), mailbox.close()]);
  await world.close();
});

const SOME = { kind: "TRIAL_BALANCE", period: "LAST_MONTH" };

function uuidOfReport(id: string): string {
  const parsed = parseId("rpt", id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return uuidOf(parsed.id);
}

let number = 0;
const newName = (): string => `Balances ${(number += 1)}`;

async function save(more: object = {}, by = finance): Promise<string> {
  const input = { name: newName(), ...SOME, ...more };
  return (await done(world, by.key, "saveReport", input, "report { id }"))["report"].id;
}

async function refused(by: CastMember, verb: string, input: object): Promise<readonly string[]> {
  const { data, errors } = await mutate(world, by.key, verb, input);
  const said: Json[] = data?.[verb]?.errors ?? [];
  return [
    ...errors.map((error) => error["extensions"].code),
    ...said.map(({ code, path }) => [code, ...(path ?? [])].join(" ")),
  ];
}

async function seen(id: string): Promise<Json> {
  const { data } = await world.ask(
    finance.key,
    "{ reports(first: 50) { nodes { id name state lastMonthOn lastExportRunId lastFailure pauseReason retiredBy { id } } } }",
  );
  return data?.["reports"].nodes.find((node: Json) => node["id"] === id);
}

/** The day from now on that is the first or the second of a month, and the month before it. */
function nextDue(): { readonly dayOfMonth: number; readonly on: Date; readonly month: string } {
  const today = new Date();
  const isFirst = today.getUTCDate() === 1;
  const of = (months: number, day: number) =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, day, 12));
  const [on, before] = isFirst ? [of(0, 2), of(-1, 1)] : [of(1, 1), of(0, 1)];
  return { dayOfMonth: isFirst ? 2 : 1, on, month: before.toISOString().slice(0, 10) };
}

const run = (at: Date) =>
  runReports({ database: world.database, newId, identity: world.identity, clock: () => at })(
    "test",
    new AbortController().signal,
  );

async function write(): Promise<void> {
  const { database, identity, files } = world;
  const writing = writeExports({ database, identity, exports, ...files, clock: () => new Date() });
  await writing("test", new AbortController().signal);
}

async function tell(): Promise<void> {
  const { database, stopLinks } = world;
  const inMinutes = () => new Date(Date.now() + 90 * 86_400_000);
  await sendNotices({ database, clock: inMinutes, mailer, stopLinks })("test");
}

const lastTo = ({ email }: CastMember) => mailbox.to(email).at(-1);

async function runsOf(id: string): Promise<readonly string[]> {
  const { data } = await world.ask(
    finance.key,
    "{ exportRuns(first: 50) { nodes { id reportId startsOn endsOn } } }",
  );
  return data?.["exportRuns"].nodes
    .filter((node: Json) => node["reportId"] === id)
    .map((node: Json) => node["endsOn"]);
}

/** What comes back where a form of the page is sent. */
const logIn = (page: URL, { email }: CastMember, password = PASSWORD) =>
  fetch(page, {
    ...{ method: "POST", redirect: "manual" },
    body: new URLSearchParams({ email, password }),
  });

describe("a report", () => {
  test("is saved by name, and says all that is wrong with it", async () => {
    expect(
      await refused(finance, "saveReport", {
        ...{ name: " ", kind: "AUDIT_EXTRACT", period: "ALL_TIME", creditState: "ACCRUED" },
        ...{ schedule: "MONTH_CLOSED", dayOfMonth: 29, currency: "XXX" },
      }),
    ).toEqual([
      "VALIDATION_FAILED period",
      "VALIDATION_FAILED currency",
      "VALIDATION_FAILED currency",
      "VALIDATION_FAILED creditState",
      "VALIDATION_FAILED dayOfMonth",
      "VALIDATION_FAILED dayOfMonth",
      "VALIDATION_FAILED name",
    ]);
    const name = newName();
    const id = await save({ name });
    const named = { name: name.toUpperCase(), ...SOME };
    expect(await refused(finance, "saveReport", named)).toEqual(["BUSINESS_RULE name"]);
    await done(world, controller.key, "retireReport", { reportId: id });
    expect(await seen(id)).toMatchObject({
      ...{ name, state: "RETIRED", retiredBy: { id: controller.memberId } },
    });
    expect(await refused(finance, "retireReport", { reportId: id })).toEqual([
      "ALREADY_DONE reportId",
    ]);
    expect(await refused(finance, "runReport", { reportId: id })).toEqual([
      "ALREADY_DONE reportId",
    ]);
    await save({ name });
  });

  test("takes the right to read what is in it, of whoever saves it and of who is told", async () => {
    expect(await refused(rep, "saveReport", { name: newName(), ...SOME })).toEqual(["FORBIDDEN"]);
    const audit = { name: newName(), kind: "AUDIT_EXTRACT" };
    expect(await refused(finance, "saveReport", audit)).toEqual(["FORBIDDEN kind"]);
    const to = (recipientIds: readonly string[]) => ({ name: newName(), ...SOME, recipientIds });
    const partnerId = await addPartner(world, "Alpha");
    const partner = await plantMember(world, ["PARTNER_ADMIN"], partnerId);
    for (const [who, why] of [
      [rep, "BUSINESS_RULE recipientIds"],
      [partner, "NOT_FOUND recipientIds"],
    ] as const)
      expect(await refused(finance, "saveReport", to([controller.memberId, who.memberId]))).toEqual(
        [why],
      );
    const { errors } = await world.ask(partner.key, "{ reports(first: 1) { nodes { id } } }");
    expect(new Set(errors.map((error) => error["extensions"].code))).toEqual(
      new Set(["FORBIDDEN"]),
    );
  });

  test("is run by hand of the month before, as who asks, and nobody is told", async () => {
    const id = await save({ kind: "CREDIT_DETAIL", format: "XLSX", recipientIds: [] });
    await done(world, controller.key, "runReport", { reportId: id }, "exportRun { id }");
    await write();
    const first = `${new Date().toISOString().slice(0, 7)}-01`;
    expect(await runsOf(id)).toEqual([first]);
    await tell();
    expect(mailbox.mails).toEqual([]);
  });

  test("is run on its day once, on however many instances, and who is told fetches the file after a login", async () => {
    const { dayOfMonth, on, month } = nextDue();
    const recipientIds = [controller.memberId, auditor.memberId];
    const id = await save({ schedule: "DAY_OF_MONTH", dayOfMonth, recipientIds });
    await run(new Date(on.getTime() - 86_400_000));
    expect(await runsOf(id)).toEqual([]);
    await Promise.all([run(on), run(on), run(on)]);
    await run(new Date(on.getTime() + 86_400_000));
    expect((await runsOf(id)).length).toBe(1);
    await write();
    const report = await seen(id);
    expect(report).toMatchObject({ state: "ACTIVE", lastMonthOn: month, lastFailure: null });
    await tell();

    const mail = lastTo(controller);
    expect(mail?.subject).toBe(`Report: ${report["name"]} (${month.slice(0, 7)})`);
    expect(lastTo(auditor)?.subject).toBe(mail?.subject);
    expect(lastTo(finance)).toBeUndefined();
    const told = /https:\/\/api\.vendor\.example(\/reports\?\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
    expect(mail?.raw).not.toContain("/files?link=");
    const page = new URL(told, world.url);

    const asked = await fetch(page);
    expect([asked.status, asked.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    expect(await asked.text()).toContain('type="password"');
    for (const wrong of [
      await logIn(page, controller, "another long password"),
      await logIn(page, auditor),
      await logIn(page, rep),
      await fetch(page, { method: "POST", body: new URLSearchParams() }),
      await logIn(new URL("/reports?exportRunId=exp_1&memberId=mem_1", world.url), controller),
    ])
      expect([wrong.status, wrong.headers.get("location")]).toEqual([403, null]);
    const entered = await logIn(page, controller);
    expect(entered.status).toBe(303);
    const file = await fetch(new URL(entered.headers.get("location") ?? "", world.url));
    expect(file.status).toBe(200);
    expect(await file.text()).toContain("account_id,account");

    // nobody stays logged in by it
    const [open] = await world.asOwner<{ count: number }>(
      "select count(*)::integer as count from login_session where revoked_at is null",
    );
    expect(open?.count).toBe(0);
  });

  test("a file of a report is fetched by who is told of it and who may read it, and by nobody else", async () => {
    const { dayOfMonth, on } = nextDue();
    const recipientIds = [controller.memberId];
    const id = await save({ schedule: "DAY_OF_MONTH", dayOfMonth, recipientIds });
    await run(on);
    await write();
    const runId = (await seen(id))["lastExportRunId"];
    const linkOf = async (by: CastMember) => {
      const { data } = await world.ask(
        by.key,
        "{ exportRuns(first: 50) { nodes { id downloadUrl } } }",
      );
      return data?.["exportRuns"].nodes.find((node: Json) => node["id"] === runId)["downloadUrl"];
    };
    expect(await linkOf(finance)).toContain("/files?link=");
    expect(await linkOf(controller)).toContain("/files?link=");
    expect(await linkOf(auditor)).toBeNull();
    const page = (by: CastMember) =>
      new URL(`/reports?exportRunId=${runId}&memberId=${by.memberId}`, world.url);
    expect((await logIn(page(auditor), auditor)).status).toBe(403);
    expect((await logIn(page(controller), controller)).status).toBe(303);
    const { memberId } = controller;
    const setRoles = (roles: string) =>
      world.asOwner("update membership set roles = $1 where id = $2", [roles, uuidOf(memberId)]);
    await setRoles("{SALES_REP}");
    expect((await logIn(page(controller), controller)).status).toBe(403);
    await setRoles("{CONTROLLER}");
  });

  test("what stands in the way of a month is told once, and the report goes on in the next", async () => {
    const { dayOfMonth, on, month } = nextDue();
    const id = await save({
      ...{ kind: "GL_JOURNAL", profile: "XERO", schedule: "DAY_OF_MONTH", dayOfMonth },
    });
    await run(on);
    await run(on);
    const report = await seen(id);
    expect(report).toMatchObject({ state: "ACTIVE", lastMonthOn: month, lastExportRunId: null });
    expect(report["lastFailure"]).toContain("No GL mapping is in force");
    await tell();
    expect(lastTo(finance)?.subject).toBe(`No report: ${report["name"]} (${month.slice(0, 7)})`);
    expect(lastTo(finance)?.text).toContain("No GL mapping is in force");
    expect(mailbox.to(finance.email).length).toBe(1);
    await run(new Date(on.getTime() + 32 * 86_400_000));
    expect((await seen(id))["lastMonthOn"] > month).toBe(true);
    await done(world, finance.key, "retireReport", { reportId: id });
  });

  test("pauses where whoever saved it has left or may not read it, and finance is told", async () => {
    const { dayOfMonth, on } = nextDue();
    const recipientIds = [auditor.memberId];
    for (const how of ["deactivated_at = now()", "roles = '{SALES_REP}'"]) {
      const leaving = await plantMember(world, ["FINANCE"]);
      const id = await save({ schedule: "DAY_OF_MONTH", dayOfMonth, recipientIds }, leaving);
      await world.asOwner(`update membership set ${how} where id = $1`, [uuidOf(leaving.memberId)]);
      await run(on);
      await run(new Date(on.getTime() + 40 * 86_400_000));
      const report = await seen(id);
      expect(report).toMatchObject({ state: "PAUSED", lastMonthOn: null });
      expect(await runsOf(id)).toEqual([]);
      await tell();
      for (const each of [finance, auditor])
        expect(mailbox.to(each.email).map(({ subject }) => subject)).toContain(
          `Report paused: ${report["name"]}`,
        );
      expect(lastTo(leaving)).toBeUndefined();
      // its name is free for whoever saves it anew
      const anew = await save({ name: report["name"] });
      await done(world, finance.key, "retireReport", { reportId: anew });
    }
  });

  test("is run once for each month that is closed", async () => {
    const id = await save({ ...SOME, period: "LAST_CLOSED_MONTH", schedule: "MONTH_CLOSED" });
    const early = await save({ kind: "PARTNER_STATEMENTS", schedule: "MONTH_CLOSED" });
    await run(new Date());
    expect(await runsOf(id)).toEqual([]);
    await plantPastPeriod(world, "");
    await Promise.all([run(new Date()), run(new Date())]);
    expect(await runsOf(id)).toEqual(["2015-02-01"]);
    expect(await seen(id)).toMatchObject({ lastMonthOn: "2015-01-01" });
    // statements of the month are not written
    expect(await seen(early)).toMatchObject({ lastMonthOn: null, state: "ACTIVE" });
  });
});

test("the database keeps what was saved, and runs nothing of it in another's name", async () => {
  const { dayOfMonth } = nextDue();
  const uuid = uuidOfReport(await save({ schedule: "DAY_OF_MONTH", dayOfMonth }));
  const refusal = async (by: CastMember, text: string): Promise<string | null> => {
    const client = new pg.Client({ connectionString: world.urls.vendor });
    await client.connect();
    try {
      await client.query("begin");
      await client.query(`set local app.actor_id = '${uuidOf(by.memberId)}'`);
      await client.query(text);
      return null;
    } catch (error) {
      return error instanceof pg.DatabaseError ? (error.constraint ?? error.message) : "no";
    } finally {
      await client.query("rollback");
      await client.end();
    }
  };
  const ran = `insert into report_run (id, report_id, month, ran_at, failure)
    values (gen_random_uuid(), '${uuid}', '2026-01-01', now(), 'None')`;
  expect(await refusal(controller, ran)).toBe("report_run_by_schedule");
  expect(await refusal(finance, ran)).toBeNull();
  const asks = (kind: string, parameters: string) => `
    insert into export_run (id, requested_by, requested_at, kind, format, parameters, report_id)
    select gen_random_uuid(), '${uuidOf(controller.memberId)}', now(), '${kind}', format, ${parameters}, id
    from report where id = '${uuid}'`;
  expect(await refusal(controller, asks("TRIAL_BALANCE", "parameters"))).toBeNull();
  expect(await refusal(controller, asks("CREDIT_DETAIL", "parameters"))).toBe(
    "export_run_of_report",
  );
  const other = `parameters || '{"currency": "USD"}'`;
  expect(await refusal(controller, asks("TRIAL_BALANCE", other))).toBe("export_run_of_report");
  const retire = (by: CastMember, as: CastMember) =>
    refusal(
      by,
      `update report set retired_at = now(), retired_by = '${uuidOf(as.memberId)}' where id = '${uuid}'`,
    );
  expect(await retire(controller, finance)).toBe("report_by_actor");
  expect(await retire(controller, controller)).toBeNull();
});
