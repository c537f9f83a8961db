import { afterAll, beforeAll, expect, test } from "vitest";

import { writeExports } from "../../src/exports/index.ts";
import { Exports } from "../../src/platform/database/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { done, mutate } from "../support/mutate.ts";
import { addPartner } from "../support/people.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Json, ServedWorld } from "../support/served-world.ts";

import { sha256 } from "./file-desk.ts";

let world: ServedWorld;
let finance: CastMember;
let other: CastMember;
let exports: Exports;
beforeAll(async () => {
  world = await openServedWorld();
  finance = await plantMember(world, ["FINANCE"]);
  other = await plantMember(world, ["FINANCE"]);
  exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
});
afterAll(async () => {
  await exports.close();
  await world.close();
});

async function written(by: CastMember, input: object): Promise<string> {
  const made = await done(world, by.key, "startExport", input, "exportRun { id }");
  const { database, identity, files } = world;
  const write = writeExports({ database, identity, exports, ...files, clock: () => new Date() });
  await write("test", new AbortController().signal);
  return made["exportRun"].id;
}

async function seenBy(by: CastMember, id: string): Promise<Json> {
  const { data } = await world.ask(
    by.key,
    "{ exportRuns(first: 50) { nodes { id status manifest downloadUrl } } }",
  );
  return data?.["exportRuns"].nodes.find((node: Json) => node["id"] === id);
}

test("who asked for a file fetches it by a link of a quarter of an hour; who did not is given none", async () => {
  const id = await written(finance, { kind: "TRIAL_BALANCE", format: "CSV_EXCEL" });
  const { status, downloadUrl, manifest } = await seenBy(finance, id);
  expect(status).toBe("DONE");
  const response = await fetch(new URL(downloadUrl, world.url));
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/csv; charset=utf-8",
  ]);
  expect(response.headers.get("content-disposition")).toContain("trial-balance-0.csv");
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(sha256(bytes)).toBe(JSON.parse(manifest).sha256);
  expect(await seenBy(other, id)).toMatchObject({ status: "DONE", downloadUrl: null });

  const principal = { memberId: finance.memberId, keyId: null } as never;
  const link = (minutes: number) => {
    const until = new Date(Date.now() + minutes * 60_000);
    return world.links.to({ kind: "export", id, principal, until });
  };
  const statusOf = async (url: string) => (await fetch(new URL(url, world.url))).status;
  expect(await statusOf(link(1))).toBe(200);
  const changed = link(1).replace(/\.(.)/, (_, first) => (first === "A" ? ".B" : ".A"));
  for (const url of [link(-1), changed]) expect(await statusOf(url)).toBe(403);

  // who lost a role has lost the file as well
  await world.asOwner(
    "update membership set roles = '{SALES_REP}' where id = (select requested_by from export_run where status = 'DONE')",
  );
  for (const url of [downloadUrl, link(1)]) expect(await statusOf(url)).toBe(403);
  await world.asOwner(
    "update membership set roles = '{FINANCE}' where id = (select requested_by from export_run where status = 'DONE')",
  );
});

test("a partner neither asks for a file of the books nor sees one", async () => {
  const partnerId = await addPartner(world, "Alpha");
  const admin = await plantMember(world, ["PARTNER_ADMIN"], partnerId);
  const { data } = await mutate(world, admin.key, "startExport", { kind: "TRIAL_BALANCE" });
  expect(data?.["startExport"].errors).toMatchObject([{ code: "FORBIDDEN", path: ["kind"] }]);
  await written(finance, { kind: "TRIAL_BALANCE" });
  const seen = await world.ask(admin.key, "{ exportRuns(first: 50) { nodes { id } } }");
  expect(seen.data?.["exportRuns"].nodes).toEqual([]);
});

test("an extract of the audit log takes the right to read it", async () => {
  const days = { from: "2026-01-01", until: "2026-01-02" };
  const { data } = await mutate(world, finance.key, "startExport", {
    kind: "AUDIT_EXTRACT",
    ...days,
  });
  expect(data?.["startExport"].errors).toMatchObject([{ code: "FORBIDDEN" }]);
});
