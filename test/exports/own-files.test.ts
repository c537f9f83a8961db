import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { writeExports } from "../../src/exports/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { Exports } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import type { Json } from "../support/served-world.ts";

import { sha256 } from "./file-desk.ts";
import { readBack } from "./read-back.ts";

let world: LivingWorld;
let exports: Exports;
let admin: CastMember;
let colleague: CastMember;
let rival: CastMember;
beforeAll(async () => {
  world = await openLivingWorld();
  exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
  admin = world.members.PARTNER_ADMIN;
  rival = world.rival;
  colleague = await plantMember(world, ["PARTNER_MEMBER"], world.alpha);
}, 120_000);
afterAll(async () => {
  await exports.close();
  await world.close();
});

const RUN = "id status fileName manifest downloadUrl failure partnerId";

async function ask(by: CastMember, input: object): Promise<string> {
  const made = await done(world, by.key, "startExport", input, "exportRun { id }");
  return made["exportRun"].id;
}

async function write(): Promise<void> {
  const { database, identity, files } = world;
  const writing = writeExports({ database, identity, exports, ...files, clock: () => new Date() });
  await writing("test", new AbortController().signal);
}

async function seenBy(by: CastMember, id: string): Promise<Json | undefined> {
  const { data } = await world.ask(by.key, `{ exportRuns(first: 50) { nodes { ${RUN} } } }`);
  return data?.["exportRuns"].nodes.find((node: Json) => node["id"] === id);
}

async function fetched(by: CastMember, input: object) {
  const id = await ask(by, input);
  await write();
  const run = await seenBy(by, id);
  if (run?.["status"] !== "DONE") throw new Error(JSON.stringify(run));
  const response = await fetch(new URL(run["downloadUrl"], world.url));
  const bytes = Buffer.from(await response.arrayBuffer());
  return { id, run, bytes, manifest: JSON.parse(run["manifest"]) };
}

const refusals = async (by: CastMember, input: object): Promise<readonly string[]> => {
  const { data } = await mutate(world, by.key, "startExport", input);
  return data?.["startExport"].errors.map(({ code, path }: Json) => [code, ...path].join(" "));
};

const KINDS = ["CREDIT_DETAIL", "PARTNER_STATEMENTS"];
const FORMATS = ["CSV", "CSV_EXCEL", "JSONL", "XLSX", "PARQUET"];
/** Months of which statements may be. */
const daysOf = (kind: string) =>
  kind === "PARTNER_STATEMENTS" ? { from: "2010-01-01", until: "2030-01-01" } : {};

describe.each(KINDS)("a partner's own %s", (kind) => {
  test.each(FORMATS)(
    "as %s has its own rows alone, and tells nothing of others",
    async (format) => {
      const { run, bytes, manifest } = await fetched(admin, { kind, format, ...daysOf(kind) });
      const rows = await readBack(format, bytes);
      expect(rows.length).toBeGreaterThan(0);
      expect(String(rows.length)).toBe(manifest["rows"]);
      expect(sha256(bytes)).toBe(manifest["sha256"]);
      const own = new Set(
        (
          await world.asOwner<{ id: string }>("select id from credit where partner_id = $1", [
            uuidOf(world.alpha),
          ])
        ).map(({ id }) => id),
      );
      for (const row of rows)
        if (row["credit_id"]) expect(own.has(uuidOf(row["credit_id"] as never))).toBe(true);

      const others = await world.asOwner<{ name: string }>(
        "select name from partner where id <> $1",
        [uuidOf(world.alpha)],
      );
      const told = `${JSON.stringify(rows)} ${JSON.stringify(run)}`;
      for (const { name } of others) expect(told).not.toContain(name);
      for (const word of ["watermark", "chainHash", "posted_seq", "award_id", "calc_sha256"])
        expect(told).not.toContain(word);
      const chain = await world.asOwner<{ hash: string }>(
        "select encode(hash, 'hex') as hash from journal_seal",
      );
      for (const { hash } of chain) expect(told).not.toContain(hash);
      expect(run["fileName"]).toMatch(/^[a-z-]+\.[a-z]+$/);
    },
  );
});

test("its sums are what the ledger booked of the partner, and of a shared award the whole is not in it", async () => {
  const { bytes, manifest } = await fetched(admin, { kind: "CREDIT_DETAIL" });
  const booked = await world.asOwner<{ currency: string; net: string }>(
    `select entry.currency, sum(entry.amount_minor)::text as net
     from journal_entry as entry
     join journal_seal as seal on seal.txn_id = entry.txn_id
     join ledger_account as account on account.id = entry.account_id
     join credit on credit.id = entry.credit_id
     where account.role in ('expense', 'contract_cost_asset', 'deferred', 'expense_recovery') and credit.partner_id = $1
     group by entry.currency order by entry.currency`,
    [uuidOf(world.alpha)],
  );
  expect(
    manifest["controlTotals"].map(({ currency, netMinor }: Json) => ({ currency, net: netMinor })),
  ).toEqual(booked);
  const rows = await readBack("CSV", bytes);
  for (const row of rows)
    expect(row["award_gross"] === "").toBe(row["attribution_weight_pct"] !== "100.0000");
});

test("it is fetched by whoever asked for it, and by nobody else", async () => {
  const { id, run } = await fetched(admin, { kind: "CREDIT_DETAIL" });
  expect(await seenBy(colleague, id)).toMatchObject({ status: "DONE", downloadUrl: null });
  expect(await seenBy(rival, id)).toBeUndefined();
  const { data } = await world.ask(rival.key, "query ($id: ID!) { node(id: $id) { id } }", { id });
  expect(data?.["node"]).toBeNull();
  const cancelled = await mutate(world, rival.key, "cancelExport", { exportRunId: id });
  const none = await mutate(world, rival.key, "cancelExport", { exportRunId: newId("exp") });
  for (const answer of [cancelled, none])
    expect(answer.data?.["cancelExport"].errors).toMatchObject([{ code: "NOT_FOUND" }]);

  const statusOf = async (url: string) => (await fetch(new URL(url, world.url))).status;
  const until = new Date(Date.now() + 60_000);
  const linkOf = ({ memberId }: CastMember) =>
    world.links.to({ kind: "export", id, principal: { memberId, keyId: null }, until });
  expect(await statusOf(linkOf(admin))).toBe(200);
  // not even by a link that was signed for another
  for (const other of [colleague, rival, world.members.FINANCE])
    expect(await statusOf(linkOf(other))).toBe(403);

  const page = await fetch(
    new URL(`/reports?exportRunId=${id}&memberId=${admin.memberId}`, world.url),
    { method: "POST", body: new URLSearchParams({ email: admin.email, password: "nobody's" }) },
  );
  expect(page.status).toBe(403);
  await world.asOwner("update partner set state = 'TERMINATED' where id = $1", [
    uuidOf(world.alpha),
  ]);
  expect(await statusOf(run["downloadUrl"])).toBe(403);
  await world.asOwner("update partner set state = 'ACTIVE' where id = $1", [uuidOf(world.alpha)]);
});

test("a partner asks for its own, without a place in the chain", async () => {
  for (const kind of ["TRIAL_BALANCE", "GL_JOURNAL", "PAYOUT_LINES"])
    expect(await refusals(admin, { kind })).toEqual(["FORBIDDEN kind"]);
  const audit = { kind: "AUDIT_EXTRACT", from: "2026-01-01", until: "2026-01-02" };
  expect(await refusals(admin, audit)).toEqual(["FORBIDDEN kind"]);
  const detail = { kind: "CREDIT_DETAIL" };
  expect(await refusals(admin, { ...detail, watermark: "1" })).toEqual(["FORBIDDEN watermark"]);
  for (const partnerId of [world.beta, newId("prt")])
    expect(await refusals(admin, { ...detail, partnerId })).toEqual(["NOT_FOUND partnerId"]);
  const id = await ask(admin, { ...detail, partnerId: world.alpha });
  expect(await seenBy(admin, id)).toMatchObject({ partnerId: world.alpha });
  const { errors } = await world.ask(
    admin.key,
    "{ exportRuns(first: 1) { nodes { id watermark } } }",
  );
  expect(errors.map((error) => error["extensions"].code)).toContain("FORBIDDEN");
  const { data } = await world.ask(
    world.members.FINANCE.key,
    "{ exportRuns(first: 50) { nodes { id watermark } } }",
  );
  expect(data?.["exportRuns"].nodes.map((node: Json) => node["id"])).toContain(id);
});

test("the database tells a partner no watermark, and takes a file of the side that asks alone", async () => {
  const refusal = async (by: CastMember, text: string): Promise<string | null> => {
    const url = by.partnerId === null ? world.urls.vendor : world.urls.partner;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query("begin");
      await client.query(`set local app.actor_id = '${uuidOf(by.memberId)}'`);
      if (by.partnerId !== null)
        await client.query(`set local app.partner_id = '${uuidOf(by.partnerId)}'`);
      await client.query(text);
      return null;
    } catch (error) {
      return error instanceof pg.DatabaseError ? (error.constraint ?? error.message) : "no";
    } finally {
      await client.query("rollback");
      await client.end();
    }
  };
  expect(await refusal(admin, "select watermark from export_run")).toContain("permission denied");
  const of = (partnerId: string | null, by: CastMember, kind = "CREDIT_DETAIL") => `
    insert into export_run (id, partner_id, requested_by, requested_at, kind, format, parameters)
    values ('${uuidOf(newId("exp"))}', ${partnerId === null ? "null" : `'${uuidOf(partnerId as never)}'`},
      '${uuidOf(by.memberId)}', now(), '${kind}', 'CSV', '{}')`;
  expect(await refusal(admin, of(world.alpha, admin))).toBeNull();
  expect(await refusal(admin, of(world.alpha, admin, "TRIAL_BALANCE"))).toBe(
    "export_run_of_partner",
  );
  expect(await refusal(admin, of(world.beta, admin))).toMatch(/of_side|row-level security/);
  expect(await refusal(admin, of(null, admin))).toMatch(/of_side|row-level security/);
  // nobody of the vendor writes one as a partner's
  const { FINANCE: finance } = world.members;
  expect(await refusal(finance, of(world.alpha, finance))).toContain("permission denied");
});

test("five files of a partner wait at once, and no more, whoever of its people asks; a rival's are counted apart", async () => {
  await write();
  const input = { kind: "CREDIT_DETAIL", format: "CSV" };
  const asked = await Promise.all(
    [admin, colleague, admin, colleague, admin, colleague, admin].map((by) => refusals(by, input)),
  );
  expect(asked.filter((each) => each.length === 0)).toHaveLength(5);
  expect(asked.flat()).toEqual(["BUSINESS_RULE kind", "BUSINESS_RULE kind"]);
  expect(await refusals(rival, input)).toEqual([]);
  for (let waiting = 6; waiting > 0; waiting -= 1) await write();
  expect(await refusals(admin, input)).toEqual([]);
});
