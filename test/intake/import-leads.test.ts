import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { RECORD_INVARIANTS } from "../../src/app/invariants/records.ts";
import { runImport, sweepImports } from "../../src/intake/index.ts";
import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { done, mutate } from "../support/mutate.ts";
import { addPartner } from "../support/people.ts";
import { importDeps, runImports } from "../support/run-imports.ts";
import { sendFile } from "../support/send-file.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Json, ServedWorld } from "../support/served-world.ts";

let world: ServedWorld;
let anna: CastMember;
let beate: CastMember;
let manager: CastMember;

beforeAll(async () => {
  world = await openServedWorld();
  anna = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Alpha"));
  beate = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Beta"));
  manager = await plantMember(world, ["CHANNEL_MANAGER"]);
});
afterAll(() => world.close());

const RUN = `id status format fileName dryRun totalRows doneRows registeredCount knownCount refusedCount
  startedAt finishedAt cancelRequestedAt problemsUrl failure { code message row column }`;

const HEADER = "Company,Website,Country,Contact,E-Mail,Consent";
const row = (name: string, more = ""): string =>
  `${name} GmbH,${name.toLowerCase()}.example.com,DE,Anna ${name},anna@${name.toLowerCase()}.de,CONSENT${more}`;

interface Asked {
  readonly by?: CastMember;
  readonly contentType?: string;
  readonly fileName?: string;
  readonly input?: Json;
}

/** Sends a file and asks for its import, which waits. */
async function ask(bytes: string | Buffer, options: Asked = {}): Promise<string> {
  const { by = anna, contentType = "text/csv", fileName = "leads.csv", input = {} } = options;
  const uploadId = await sendFile(world, by.key, {
    purpose: "IMPORT",
    contentType,
    fileName,
    bytes,
  });
  const payload = await done(
    world,
    by.key,
    "importLeads",
    { uploadId, ...input },
    "importRun { id }",
  );
  return payload["importRun"].id;
}

async function shown(id: string, by = anna): Promise<Json> {
  const { data } = await world.ask(
    by.key,
    `query ($id: ID!) { node(id: $id) { ... on ImportRun { ${RUN} } } }`,
    { id },
  );
  return data?.["node"];
}

/** Has a file imported, and tells what became of it. */
async function imported(bytes: string | Buffer, options: Asked = {}): Promise<Json> {
  const id = await ask(bytes, options);
  await runImports(world);
  return shown(id, options.by);
}

async function problemsOf(run: Json): Promise<readonly string[]> {
  const response = await fetch(new URL(run["problemsUrl"], world.url));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  return (await response.text()).trimEnd().split("\n");
}

async function namesRegistered(like: string): Promise<readonly string[]> {
  const rows = await world.asOwner<{ name: string }>(
    "select name from company join lead on lead.id = company.lead_id where name like $1 order by lead.created_at, lead.id",
    [like],
  );
  return rows.map(({ name }) => name);
}

test("each sound row becomes a lead with claim, event, job and audit row, by who asked for it", async () => {
  const run = await imported([HEADER, row("Aachen"), row("Bonn")].join("\n"));

  expect(run).toMatchObject({
    status: "DONE",
    format: "CSV",
    fileName: "leads.csv",
    totalRows: 2,
    doneRows: 2,
    registeredCount: 2,
    knownCount: 0,
    refusedCount: 0,
    failure: null,
    problemsUrl: null,
  });
  const { data } = await world.ask(
    anna.key,
    `{ leads(filter: { stages: [SUBMITTED] }) { nodes { company { name domain } contact { name email consent { basis } } source timeline { nodes { type actor { displayName } } } } } }`,
  );
  expect(data?.["leads"].nodes).toContainEqual({
    company: { name: "Aachen GmbH", domain: "example.com" },
    contact: { name: "Anna Aachen", email: "anna@aachen.de", consent: { basis: "CONSENT" } },
    source: "IMPORT",
    timeline: { nodes: [{ type: "REGISTERED", actor: { displayName: "Member PARTNER_ADMIN" } }] },
  });
}, 30_000);

test("what is wrong with a row is told with its number, column and reason; the others are registered", async () => {
  const run = await imported(
    [
      HEADER,
      row("Celle"),
      "Dessau GmbH,,Germany,Anna,anna@dessau,CONSENT",
      "",
      `"=cmd|' /C calc'!A0",,DE,Anna,not an address,MAYBE`,
      "Emden GmbH,emden.de,DE,Anna,anna@emden.de",
      row("Celle"),
    ].join("\r\n"),
  );

  expect(run).toMatchObject({ status: "DONE", totalRows: 5, registeredCount: 1, refusedCount: 4 });
  const lines = await problemsOf(run);
  expect(lines[0]).toBe("row,column,code,reason");
  const told = lines.slice(1).map((line) => line.split(",").slice(0, 3).join(","));
  expect(told).toEqual([
    "3,Country,VALIDATION_FAILED",
    "3,E-Mail,VALIDATION_FAILED",
    "5,Consent,VALIDATION_FAILED",
    "5,E-Mail,VALIDATION_FAILED",
    "6,,VALIDATION_FAILED",
    "7,E-Mail,DUPLICATE_LEAD",
  ]);
  expect(lines[5]).toContain("has 5 values, and the header has 6");
  // no rival, and nobody of the vendor's, fetches what a partner sent
  const id = String(run["id"]);
  for (const { memberId, keyId } of [beate, manager]) {
    const principal = { memberId, keyId };
    const link = world.links.to({ kind: "problems", id, principal, until: new Date("2099-01-01") });
    const answer = await fetch(new URL(link, world.url));
    expect((await answer.text()).trimEnd()).not.toContain("VALIDATION_FAILED");
  }
});

test("a row names product lines by their ids, and is a duplicate only where they overlap", async () => {
  const marketing = await plantMember(world, ["MARKETING_OPS"]);
  const line = async (name: string): Promise<string> =>
    (await done(world, marketing.key, "saveProductLine", { name }, "productLine { id }"))[
      "productLine"
    ].id;
  const [cloud, desktop] = [await line("Cloud"), await line("Desktop")];
  const about = (person: string, lines: string): string =>
    `Zeile GmbH,zeile.example.com,DE,${person},${person}@zeile.de,CONSENT,${lines}`;
  const file = [
    `${HEADER},Product lines`,
    about("anna", cloud),
    about("bert", `"${desktop}, ${desktop}"`),
    about("carl", `${cloud} ${desktop}`),
    about("dora", ""),
    about("emil", "pln_none"),
  ].join("\n");
  for (const dryRun of [true, false]) {
    const run = await imported(file, { input: { dryRun } });
    expect(run).toMatchObject({ doneRows: 5, registeredCount: 2, refusedCount: 3 });
  }
  const [lead] = await world.asOwner<{ product_line_ids: readonly string[] }>(
    "select product_line_ids from lead join contact on contact.lead_id = lead.id where contact.email = 'bert@zeile.de'",
  );
  const parsed = parseId("pln", desktop);
  expect(lead?.product_line_ids).toEqual([parsed.ok ? uuidOf(parsed.id) : null]);
});

describe("a file is read as it was written", () => {
  const person = (name: string): string => `anna@${name}.de`;
  const FILES: readonly (readonly [string, string | Buffer, Asked])[] = [
    ["semicolons", `Firma;Ansprechpartner;E-Mail;Land\nHagen;Anna;${person("hagen")};DE`, {}],
    [
      "tabs",
      `company\tname\temail\nHagen\tAnna\t${person("hagen1")}`,
      { contentType: "text/tab-separated-values" },
    ],
    ["bars", `company|name|email\nHagen|Anna|${person("hagen2")}`, {}],
    ["a mark at its beginning", `\ufeffcompany,name,email\nHagen,Anna,${person("hagen3")}`, {}],
    ["carriage returns alone", `company,name,email\rHagen,Anna,${person("hagen4")}\r`, {}],
    [
      "quotes and lines in values",
      `"company","first name","last name","email","notes"\n"Hagen, ""Süd""",Anna,Weber,${person("hagen5")},"one\ntwo"`,
      {},
    ],
    [
      "names of its own",
      `Kunde,Wer,An,Weg\nHagen,Anna,${person("hagen6")},x`,
      {
        input: {
          columns: [
            { column: "kunde", field: "COMPANY_NAME" },
            { column: "Wer", field: "CONTACT_NAME" },
            { column: "An", field: "CONTACT_EMAIL" },
          ],
        },
      },
    ],
    [
      "objects in lines",
      `{"company":{"name":"Hagen","country":"DE"},"contact":{"name":"Anna","email":"${person("hagen7")}"},"estimatedValue":{"amount":1250.5,"currency":"EUR"}}\n\n`,
      {
        contentType: "application/jsonl",
        input: { format: "JSONL" },
      },
    ],
  ];
  test.each(FILES)("with %s", async (_, bytes, options) => {
    const defaults = { consentBasis: "LEGITIMATE_INTEREST" };
    const run = await imported(bytes, { ...options, input: { defaults, ...options.input } });
    expect(run).toMatchObject({ status: "DONE", totalRows: 1, registeredCount: 1, failure: null });
  });
});

describe("a file that is none is told plainly, with row and column, and nothing of it is registered", () => {
  const utf16 = Buffer.from(`\ufeff${HEADER}\n${row("Ilmenau")}`, "utf16le");
  const latin1 = Buffer.from(`${HEADER}\n${row("Ilmenau")}\n${row("K\xf6ln")}`, "latin1");
  const sound = Array.from({ length: 150 }, (_, index) => row(`Ilmenau${index}`)).join("\n");
  const FILES: readonly (readonly [string, string | Buffer, Json])[] = [
    ["a header alone", `${HEADER}\n`, { code: "FILE_EMPTY", row: null }],
    ["blank rows alone", " \n\n,,\n", { code: "FILE_EMPTY" }],
    [
      "UTF-16",
      utf16,
      { code: "FILE_ENCODING", row: 1, message: expect.stringContaining("UTF-16") },
    ],
    [
      "Latin-1",
      latin1,
      {
        code: "FILE_ENCODING",
        row: 3,
        column: "Company",
        message: expect.stringContaining("Latin-1"),
      },
    ],
    [
      "a quote that is not closed",
      `${HEADER}\n${sound}\n"Jena,x\n`,
      { code: "FILE_STRUCTURE", row: 152, message: expect.stringContaining("never closed") },
    ],
    [
      "a quote in the middle",
      `${HEADER}\n${sound}\n"Jena" x,a\n`,
      { code: "FILE_STRUCTURE", row: 152 },
    ],
    [
      "10 MB in one line",
      `${HEADER}\n${sound}\n${"x".repeat(10_000_000)}`,
      { code: "FILE_STRUCTURE", row: 152, message: expect.stringContaining("longer than 131072") },
    ],
    [
      "10 MB in one quote",
      `${HEADER}\n${sound}\n"${"x\n".repeat(5_000_000)}`,
      { code: "FILE_STRUCTURE", row: 152 },
    ],
    [
      "a column missing",
      "Company,Contact\nJena,Anna",
      {
        code: "FILE_COLUMNS",
        row: 1,
        message: expect.stringMatching(
          /No column holds CONTACT_EMAIL, CONSENT_BASIS.*"Company", "Contact"/,
        ),
      },
    ],
    [
      "a column twice",
      "Company,Firma,Contact,E-Mail,Consent\nJena,Jena,Anna,a@jena.de,CONSENT",
      { code: "FILE_COLUMNS", row: 1, column: "Firma" },
    ],
  ];
  test.each(FILES)("%s", async (_, bytes, failure) => {
    const run = await imported(bytes);
    expect(run).toMatchObject({ status: "FAILED", registeredCount: 0, failure });
    expect(await namesRegistered("Ilmenau%")).toEqual([]);
  });

  test("a mapping that names no column of it", async () => {
    const columns = [{ column: "Kunde", field: "COMPANY_NAME" }];
    const run = await imported(`${HEADER}\n${row("Jena")}`, { input: { columns } });
    expect(run["failure"]).toMatchObject({ code: "FILE_COLUMNS", column: "Kunde" });
  });

  test.each([
    ["no object", `{"company":"Jena"}\n[1]\n`, 2],
    ["half an object", `{"company":"Jena"}\n\n{"company":`, 3],
    ["10 MB of one", `{"company":"Jena"}\n{"company":"${"x".repeat(10_000_000)}"}`, 2],
  ])("lines of which one is %s", async (_, bytes, at) => {
    const run = await imported(bytes, {
      contentType: "application/jsonl",
      input: { format: "JSONL" },
    });
    expect(run).toMatchObject({ status: "FAILED", failure: { code: "FILE_STRUCTURE", row: at } });
  });

  test("a spreadsheet that is named .csv is refused where it arrives", async () => {
    await expect(ask(Buffer.from("PK\x03\x04\0\0[Content_Types].xml"))).rejects.toThrow(
      "zip archive, as spreadsheets",
    );
  });
});

test("a dry run says what would be, duplicates within the file too, and registers nothing", async () => {
  const many = Array.from({ length: 120 }, (_, index) => row(`Kassel${index}`));
  const bytes = [HEADER, ...many, row("Kassel3"), "x,,DE,Anna,nothing,CONSENT", row("Celle")].join(
    "\n",
  );
  const run = await imported(bytes, { input: { dryRun: true } });

  expect(run).toMatchObject({
    status: "DONE",
    dryRun: true,
    totalRows: 123,
    registeredCount: 120,
    refusedCount: 3,
  });
  expect((await problemsOf(run)).slice(1)).toEqual([
    "122,,DUPLICATE_LEAD,Row 5 names the same person or company.",
    expect.stringMatching(/^123,E-Mail,VALIDATION_FAILED/),
    expect.stringMatching(/^124,E-Mail,DUPLICATE_LEAD,Your lead lead_/),
  ]);
  expect(await namesRegistered("Kassel%")).toEqual([]);
});

test("all or none: where one row cannot be registered none is, and each is told", async () => {
  const bad = [HEADER, row("Lahr"), row("Lahr1"), "x,,DE,Anna,nothing,CONSENT"].join("\n");
  const run = await imported(bad, { input: { errorPolicy: "REJECT_ALL" } });
  expect(run).toMatchObject({
    status: "FAILED",
    failure: { code: "ROWS_REFUSED" },
    refusedCount: 1,
  });
  expect(await problemsOf(run)).toHaveLength(2);
  expect(await namesRegistered("Lahr%")).toEqual([]);

  const good = [HEADER, row("Lahr"), row("Lahr1")].join("\n");
  const all = await imported(good, { input: { errorPolicy: "REJECT_ALL" } });
  expect(all).toMatchObject({ status: "DONE", registeredCount: 2, refusedCount: 0, doneRows: 2 });
});

test("the same external references with the same content are the same leads, in file and API alike", async () => {
  const header = `${HEADER},Reference`;
  const bytes = [header, row("Mainz", ",M-1"), row("Murnau", ",M-2")].join("\n");
  expect(await imported(bytes)).toMatchObject({ registeredCount: 2, knownCount: 0 });
  expect(await imported(bytes)).toMatchObject({
    registeredCount: 0,
    knownCount: 2,
    refusedCount: 0,
  });
  const again = await mutate(
    world,
    anna.key,
    "registerLead",
    {
      externalReference: "M-1",
      source: "IMPORT",
      company: { name: "Mainz GmbH", domain: "mainz.example.com", country: "DE" },
      contact: { name: "Anna Mainz", email: "anna@mainz.de", consent: { basis: "CONSENT" } },
    },
    { selection: "lead { company { name } } errors { code }" },
  );
  expect(again.data?.["registerLead"]).toEqual({
    lead: { company: { name: "Mainz GmbH" } },
    errors: [],
  });
});

describe("an import that is cut off goes on without doubles", () => {
  const rows = (name: string, count: number) =>
    [HEADER, ...Array.from({ length: count }, (_, index) => row(`${name}${index}`))].join("\n");

  test("in parts of one hundred", async () => {
    const id = await ask(rows("Nauen", 450));
    await runImports(world, 0);
    expect(await shown(id)).toMatchObject({
      status: "DONE",
      registeredCount: 450,
      refusedCount: 0,
    });
    const names = await namesRegistered("Nauen%");
    expect(names).toHaveLength(450);
    expect(new Set(names).size).toBe(450);
    const [job] = await world.asOwner<Json>(
      "select queue_name from graphile_worker.jobs where task_identifier = 'run_import' limit 1",
    );
    expect(job).toEqual({ queue_name: "imports" });
  });

  test("between the registration of a hundred and the note of it", async () => {
    const id = await ask(rows("Oelde", 350));
    const parsed = parseId("imp", id);
    if (!parsed.ok) throw new Error(parsed.problem);
    const deps = importDeps(world);
    const { database } = world;
    await runImport(deps)({ runId: parsed.id }, "reads");
    // the third note is lost with its process
    let notes = 0;
    const cut = new Proxy(database, {
      get: (target, name) => {
        if (name !== "readOne") {
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        }
        return (session: never, piece: { strings: readonly string[] }) => {
          if (piece.strings.join("").includes("gone_on") && (notes += 1) === 3)
            throw new Error("killed");
          return target.readOne(session, piece as never);
        };
      },
    });
    await expect(
      runImport({ ...deps, database: cut })({ runId: parsed.id }, "cut"),
    ).rejects.toThrow("killed");
    expect(await shown(id)).toMatchObject({ status: "RUNNING", doneRows: 200 });
    expect(await namesRegistered("Oelde%")).toHaveLength(300);

    await runImports(world);
    expect(await shown(id)).toMatchObject({
      status: "DONE",
      registeredCount: 350,
      refusedCount: 0,
      knownCount: 0,
    });
    const names = await namesRegistered("Oelde%");
    expect(names).toHaveLength(350);
    expect(new Set(names).size).toBe(350);
  });

  test("and when two workers have it at once, each hundred is counted once", async () => {
    const id = await ask(rows("Peine", 500));
    const parsed = parseId("imp", id);
    if (!parsed.ok) throw new Error(parsed.problem);
    const run = runImport(importDeps(world));
    await run({ runId: parsed.id }, "reads");
    const both = await Promise.allSettled(
      [1, 2].map((n) => run({ runId: parsed.id }, `worker-${n}`)),
    );
    expect(both.map(({ status }) => status)).toContain("fulfilled");
    await runImports(world);
    expect(await shown(id)).toMatchObject({ status: "DONE", doneRows: 500, registeredCount: 500 });
    expect(await namesRegistered("Peine%")).toHaveLength(500);
  });
});

test("an import is told to end, and ends; what it registered stays", async () => {
  const bytes = [HEADER, ...Array.from({ length: 300 }, (_, index) => row(`Rheine${index}`))].join(
    "\n",
  );
  const id = await ask(bytes);
  const parsed = parseId("imp", id);
  if (!parsed.ok) throw new Error(parsed.problem);
  const run = runImport({ ...importDeps(world), partMs: 0 });
  await run({ runId: parsed.id }, "reads");
  await run({ runId: parsed.id }, "a hundred");
  const theirs = await mutate(world, beate.key, "cancelImport", { importRunId: id });
  expect(theirs.data?.["cancelImport"].errors).toMatchObject([{ code: "NOT_FOUND" }]);
  const { importRun } = await done(
    world,
    anna.key,
    "cancelImport",
    { importRunId: id },
    `importRun { ${RUN} }`,
  );
  expect(importRun).toMatchObject({ status: "RUNNING", cancelRequestedAt: expect.any(String) });
  const twice = await mutate(world, manager.key, "cancelImport", { importRunId: id });
  expect(twice.data?.["cancelImport"].errors).toMatchObject([{ code: "ALREADY_DONE" }]);

  await runImports(world);
  expect(await shown(id)).toMatchObject({ status: "CANCELLED", registeredCount: 100 });
  expect(await namesRegistered("Rheine%")).toHaveLength(100);
  const late = await mutate(world, anna.key, "cancelImport", { importRunId: id });
  expect(late.data?.["cancelImport"].errors).toMatchObject([{ code: "ALREADY_DONE" }]);
});

test("who leaves in the middle registers no more; the import says so", async () => {
  const partner = await addPartner(world, "Gamma");
  const admin = await plantMember(world, ["PARTNER_ADMIN"], partner);
  const leaving = await plantMember(world, ["PARTNER_MEMBER"], partner);
  const bytes = [HEADER, ...Array.from({ length: 300 }, (_, index) => row(`Siegen${index}`))].join(
    "\n",
  );
  const id = await ask(bytes, { by: leaving });
  const parsed = parseId("imp", id);
  if (!parsed.ok) throw new Error(parsed.problem);
  const run = runImport({ ...importDeps(world), partMs: 0 });
  await run({ runId: parsed.id }, "reads");
  await run({ runId: parsed.id }, "a hundred");
  await done(world, admin.key, "deactivateMember", { memberId: leaving.memberId });
  await runImports(world);

  expect(await shown(id, admin)).toMatchObject({
    status: "FAILED",
    registeredCount: 100,
    failure: { code: "STANDING_ENDED" },
  });
  expect(await namesRegistered("Siegen%")).toHaveLength(100);
});

test("a partner sees its own imports, the vendor all, and a rival's file cannot be imported", async () => {
  const list =
    "{ importRuns(first: 100) { totalCount nodes { id partner { name } problemsUrl } } }";
  const own = (await world.ask(anna.key, list)).data?.["importRuns"];
  const theirs = (await world.ask(beate.key, list)).data?.["importRuns"];
  const all = (await world.ask(manager.key, list)).data?.["importRuns"];
  expect(own.totalCount).toBeGreaterThan(10);
  expect(theirs).toEqual({ totalCount: 0, nodes: [] });
  expect(all.totalCount).toBe(own.totalCount + 1);
  expect(own.nodes.some((node: Json) => node["problemsUrl"] !== null)).toBe(true);
  expect(all.nodes.every((node: Json) => node["problemsUrl"] === null)).toBe(true);

  const uploadId = await sendFile(world, anna.key, {
    purpose: "IMPORT",
    contentType: "text/csv",
    bytes: HEADER,
  });
  const answer = await mutate(world, beate.key, "importLeads", { uploadId });
  expect(answer.data?.["importLeads"].errors).toMatchObject([
    { code: "NOT_FOUND", path: ["uploadId"] },
  ]);
  const vendors = await mutate(world, manager.key, "importLeads", { uploadId });
  expect(vendors.data?.["importLeads"].errors).toMatchObject([{ code: "FORBIDDEN" }]);
});

describe("a file that the vendor has imported for a partner", () => {
  const sent = (bytes: string, by = manager) =>
    sendFile(world, by.key, {
      purpose: "IMPORT",
      contentType: "text/csv",
      fileName: "fair.csv",
      bytes,
    });
  const askFor = async (bytes: string, more: Json = {}, by = manager) => {
    const input = { partnerId: anna.partnerId, uploadId: await sent(bytes, by), ...more };
    const answer = await mutate(world, by.key, "importLeadsFor", input, {
      selection: "importRun { id requestedByVendor partner { name } } errors { code path message }",
    });
    return answer.data?.["importLeadsFor"];
  };

  test("becomes the partner's leads, marked and audited, and its import, with what was wrong", async () => {
    const asked = await askFor(
      [HEADER, row("Zeitz"), row("Zella"), "x,,DE,Anna,nothing,CONSENT"].join("\n"),
    );
    expect(asked).toMatchObject({
      importRun: { requestedByVendor: true, partner: { name: "Alpha" } },
      errors: [],
    });
    await runImports(world);
    const counts = { status: "DONE", fileName: "fair.csv", registeredCount: 2, refusedCount: 1 };
    for (const by of [manager, anna]) {
      const run = await shown(asked.importRun.id, by);
      expect(run).toMatchObject(counts);
      expect((await problemsOf(run)).length).toBeGreaterThan(1);
    }
    expect(await shown(asked.importRun.id, beate)).toBeNull();
    const { data } = await world.ask(
      anna.key,
      `{ leads(filter: { stages: [SUBMITTED] }, search: "Zeitz") { nodes {
        registeredByVendor contact { email } timeline { nodes { type actor { displayName isVendor } } } } } }`,
    );
    expect(data?.["leads"].nodes).toEqual([
      {
        registeredByVendor: true,
        contact: { email: "anna@zeitz.de" },
        timeline: {
          nodes: [{ type: "REGISTERED", actor: { displayName: "Vendor", isVendor: true } }],
        },
      },
    ]);
    const audit = await world.asOwner(
      "select mutation, partner_id from audit_entry where subject_ids @> array[$1::text]",
      [asked.importRun.id],
    );
    expect(audit).toEqual([{ mutation: "importLeadsFor", partner_id: null }]);
    // registered once, however often it is asked for
    await askFor([HEADER, row("Zeitz")].join("\n"));
    await runImports(world);
    expect(await namesRegistered("Zeitz%")).toHaveLength(1);
  });

  test("is held to the partner's duplicates, terms and limits", async () => {
    await imported([HEADER, row("Ybbs")].join("\n"));
    const again = await askFor([HEADER, row("Ybbs"), row("Ypern")].join("\n"));
    await runImports(world);
    const run = await shown(again.importRun.id, manager);
    expect(run).toMatchObject({ registeredCount: 1, refusedCount: 1 });
    expect(await problemsOf(run)).toContainEqual(expect.stringContaining("DUPLICATE_LEAD"));

    const settings = { name: "Strict", timeZone: "UTC", needsTerms: true };
    const made = await done(world, manager.key, "createProgram", settings, "program { id }");
    const programId = made["program"].id;
    const { partnerId } = anna;
    await done(world, manager.key, "enrolPartner", { programId, partnerId }, "program { id }");
    const terms = { programId, expectedVersion: 1, text: "Be good" };
    await done(world, manager.key, "publishTerms", terms, "program { id }");
    const unaccepted = await askFor([HEADER, row("Xanten")].join("\n"), { programId });
    await runImports(world);
    const refused = await shown(unaccepted.importRun.id, manager);
    expect(refused).toMatchObject({ registeredCount: 0, refusedCount: 1 });
    expect(await problemsOf(refused)).toContainEqual(expect.stringContaining("TERMS_NOT_ACCEPTED"));
  });

  test("is refused of a file that is a partner's, for the vendor itself, for nobody, and to partners", async () => {
    const theirs = await sent([HEADER, row("Wien")].join("\n"), anna);
    const askWith = async (input: Json, by = manager) =>
      (await mutate(world, by.key, "importLeadsFor", input)).data?.["importLeadsFor"];
    const { partnerId } = anna;
    expect((await askWith({ partnerId, uploadId: theirs })).errors).toMatchObject([
      { code: "NOT_FOUND", path: ["uploadId"] },
    ]);
    const uploadId = await sent([HEADER, row("Wien")].join("\n"));
    const nobody = idOf("prt", "01970000-0000-7000-8000-0000000000ff");
    for (const other of [VENDOR_PARTNER_ID, nobody])
      expect((await askWith({ partnerId: other, uploadId })).errors).toMatchObject([
        { code: "NOT_FOUND", path: ["partnerId"] },
      ]);
    expect(await askWith({ partnerId, uploadId: theirs }, anna)).toBeNull();
    expect(await namesRegistered("Wien%")).toEqual([]);
  });

  test("ends where who asked for it may register for partners no more", async () => {
    const leaving = await plantMember(world, ["CHANNEL_MANAGER"]);
    const asked = await askFor([HEADER, row("Velden")].join("\n"), {}, leaving);
    await world.asOwner("update membership set roles = '{ANALYST}' where id = $1", [
      uuidOf(leaving.memberId),
    ]);
    await runImports(world);
    expect(await shown(asked.importRun.id, manager)).toMatchObject({
      status: "FAILED",
      failure: { code: "STANDING_ENDED" },
    });
    expect(await namesRegistered("Velden%")).toEqual([]);
  });
});

test("what was wrong with rows goes a week after the import, with its link and its file", async () => {
  const run = await imported([HEADER, "x,,DE,Anna,nothing,CONSENT"].join("\n"));
  const uuid = parseId("imp", String(run["id"]));
  if (!uuid.ok) throw new Error(uuid.problem);
  const expiry =
    "select expires_at - now() as left from upload where id = (select upload_id from import_run where id = $1)";
  const [file] = await world.asOwner<{ left: { days: number } }>(expiry, [uuidOf(uuid.id)]);
  expect(file?.left.days).toBe(6);
  await world.asOwner(
    `begin; set local session_replication_role = replica;
     update import_run set finished_at = now() - interval '8 days' where id = '${uuidOf(uuid.id)}'; commit`,
  );
  await sweepImports({ database: world.database, clock: () => new Date() })("sweep");
  const left = await world.asOwner("select from import_problem where run_id = $1", [
    uuidOf(uuid.id),
  ]);
  expect(left).toEqual([]);
  expect((await shown(String(run["id"])))["problemsUrl"]).toBeNull();
});

test("after all that keys, audit rows and events tell the same story", async () => {
  const faults = await Promise.all(RECORD_INVARIANTS.map(({ sql }) => world.asOwner(sql)));
  expect(faults.flat()).toEqual([]);
});
