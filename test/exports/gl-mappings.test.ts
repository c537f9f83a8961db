import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

import { openFileDesk } from "./file-desk.ts";
import type { FileDesk, WrittenFile } from "./file-desk.ts";
import { unzipped } from "./unzipped.ts";

let desk: FileDesk;
let northId: string;
beforeAll(async () => {
  desk = await openFileDesk();
  const north = await desk.paying([bounty("SQL", "200.05")]);
  const south = await desk.paying([bounty("SQL", "30.00")]);
  const yens = await desk.paying([bounty("SQL", "1001", "JPY")], { currency: "JPY" });
  for (const by of [desk.alpha, desk.beta]) await desk.sql(by, north);
  await desk.sql(desk.beta, south);
  await desk.sql(desk.alpha, yens);
  const read = "{ incentivePrograms(first: 9) { nodes { id currency program { id } } } }";
  const { data } = await desk.api.run(desk.finance, read, {});
  const nodes: Answer[] = JSON.parse(JSON.stringify(data?.incentivePrograms.nodes));
  northId = nodes.find((each) => each.program.id === north)?.id;
});
beforeEach(() => desk.at("2026-03-02T10:00:00.000Z"));
afterAll(() => desk.close());

const account = (role: string, accountCode: string, more: object = {}) => ({
  ...{ role, accountCode, accountName: `Books:${accountCode}`, taxCode: "Tax Exempt", ...more },
});
const ACCOUNTS = [account("EXPENSE", "6000"), account("ACCRUED", "2100")];

const SELECTED =
  "glMapping { id number effectiveOn entityCode approvedAt lines { role accountCode } }";
const save = (lines: readonly object[], more: object = {}, by: Caller = desk.finance) =>
  desk.run(by, "saveGlMapping", { effectiveOn: "2026-01-01", lines, ...more }, SELECTED);
const approve = (glMappingId: string, by: Caller = desk.controller) =>
  desk.run(by, "approveGlMapping", { glMappingId }, SELECTED);

async function approved(lines: readonly object[], more: object = {}): Promise<string> {
  const { glMapping, errors } = await save(lines, more);
  expect(errors).toEqual([]);
  expect((await approve(glMapping.id)).errors).toEqual([]);
  return glMapping.id;
}

const LAST = "number = (select max(number) from gl_mapping)";

const told = (errors: readonly Answer[]) =>
  errors.map(({ code, path, message }) => [code, (path ?? []).join("."), message].join(" | "));
const runs = async () =>
  (
    await desk.world.asOwner<{ count: number }>("select count(*)::integer as count from export_run")
  )[0]?.count;

/** The rows of a file for an accounting program, all of its files together. */
const rowsOf = ({ bytes }: WrittenFile): Record<string, string>[] =>
  Object.values(unzipped(bytes)).flatMap((text): Record<string, string>[] =>
    parse(text, { columns: true }),
  );

describe("a journal for an accounting program", () => {
  test("is not begun before a mapping is in force that names each account, and says what helps", async () => {
    const before = await runs();
    const ask = async (more: object = {}) => {
      const { errors } = await desk.ask({ kind: "GL_JOURNAL", profile: "XERO", ...more });
      return told(errors).join();
    };
    expect(await ask()).toBe(
      "BUSINESS_RULE | profile | No GL mapping is in force on 2026-03-02: save one that takes effect by then, and have it approved.",
    );
    const draft = (await save(ACCOUNTS)).glMapping.id;
    expect(await ask()).toContain("No GL mapping is in force");
    expect(await ask({ glMappingId: draft })).toContain(
      "BUSINESS_RULE | glMappingId | GL mapping 1",
    );
    await approved([account("EXPENSE", "6000")], { effectiveOn: "2026-03-02" });
    expect(await ask()).toMatch(/ACCRUED in JPY of incentive program inc_\w+ has no account in/);
    // a file of February goes by what was in force on its last day
    expect(await ask({ until: "2026-03-01" })).toContain("in force on 2026-02-28");
    await approved([...ACCOUNTS.slice(0, 1), account("ACCRUED", "2100", { taxCode: null })]);
    expect(await ask({ until: "2026-03-01" })).toMatch(/XERO takes a tax rate with each account/);
    expect(await ask({ profile: "SAP", until: "2026-03-01" })).toContain("with an entityCode");
    expect(await runs()).toBe(before);
  });

  test("has all that is booked, by the narrowest account: $400.10 of the north's own, $30.00 and ¥1,001", async () => {
    const id = await approved(
      [
        ...ACCOUNTS,
        account("EXPENSE", "6100", { incentiveProgramId: northId }),
        account("EXPENSE", "6200", { currency: "JPY" }),
        account("ACCRUED", "2199", { incentiveProgramId: northId, currency: "JPY" }),
      ],
      { entityCode: "1000", effectiveOn: "2026-03-02" },
    );
    const file = await desk.file({ kind: "GL_JOURNAL", profile: "XERO" });
    expect(file.run.fileName).toMatch(/^gl-journal-xero-\d+\.zip$/);
    expect(file.manifest["parameters"]).toMatchObject({ profile: "XERO", glMappingId: id });
    const amounts = rowsOf(file).map((row) => [row["*AccountCode"], row["*Amount"]].join(" "));
    expect(amounts.toSorted()).toEqual([
      ...["2100 -1001", "2100 -30.00", "2100 -400.10"],
      ...["6000 30.00", "6100 400.10", "6200 1001"],
    ]);
    for (const [profile, debits] of [
      ["QUICKBOOKS", "Debits"],
      ["NETSUITE", "Debit"],
      ["SAP", "Debit"],
    ] as const) {
      const detail = await desk.file({ kind: "GL_JOURNAL", profile, grain: "DETAIL" });
      const sums = rowsOf(detail).flatMap((row) => (row[debits] === "" ? [] : [row[debits]]));
      expect(new Set(sums)).toEqual(new Set(["1001", "200.05", "30.00"]));
      expect(sums).toHaveLength(4);
    }
  });

  test("stays the same bytes when another mapping is approved: it names the one that it went by", async () => {
    const before = await desk.file({ kind: "GL_JOURNAL", profile: "NETSUITE" });
    const { watermark } = before.manifest;
    const asked = { kind: "GL_JOURNAL", profile: "NETSUITE", watermark };
    await approved(
      ACCOUNTS.map((each) => ({ ...each, accountCode: `9${each.accountCode}` })),
      {
        effectiveOn: "2026-03-02",
      },
    );
    const { glMappingId } = before.manifest["parameters"];
    const again = await desk.file({ ...asked, glMappingId });
    expect(again.bytes.equals(before.bytes)).toBe(true);
    const other = await desk.file({ ...asked, watermark: null });
    expect(other.bytes.equals(before.bytes)).toBe(false);
    expect(told((await desk.ask(asked)).errors).join()).toContain(
      "send the glMappingId of its run too",
    );
  });

  test("of one currency alone is asked for where the program does not take another's decimals", async () => {
    const dinars = await desk.paying([bounty("SQL", "10.005", "BHD")], { currency: "BHD" });
    await desk.sql(desk.beta, dinars);
    const asked = { kind: "GL_JOURNAL", profile: "NETSUITE" };
    expect(told((await desk.ask(asked)).errors).join()).toContain("and BHD has 3");
    const rows = rowsOf(await desk.file({ ...asked, currency: "JPY" }));
    expect(rows.map((row) => row["Currency"])).toEqual(["JPY", "JPY"]);
  });

  test("that meets an account which came behind its mapping fails, and says what helps", async () => {
    const euros = await desk.paying([bounty("SQL", "5.00", "EUR")], { currency: "EUR" });
    const known = ["USD", "JPY", "BHD"].flatMap((currency) =>
      ACCOUNTS.map((each) => ({ ...each, currency })),
    );
    await approved(known, { effectiveOn: "2026-03-02" });
    const { exportRun, errors } = await desk.ask({ kind: "GL_JOURNAL", profile: "XERO" });
    expect(errors).toEqual([]);
    await desk.sql(desk.alpha, euros);
    await desk.write();
    const run = await desk.run1(exportRun.id);
    expect(run.status).toBe("FAILED");
    expect(run.failure).toMatch(/^ACCRUED in EUR of incentive program inc_\w+ has no account/);
  });

  test("names accounts in files for nobody's program as well", async () => {
    await approved(ACCOUNTS, { effectiveOn: "2026-03-02" });
    const { bytes, manifest } = await desk.file({ kind: "GL_JOURNAL", currency: "JPY" });
    const rows: Record<string, string>[] = parse(bytes, { columns: true });
    expect(rows.map((row) => [row["account"], row["account_code"], row["tax_code"]])).toEqual([
      ["ACCRUED", "2100", "Tax Exempt"],
      ["EXPENSE", "6000", "Tax Exempt"],
    ]);
    expect(manifest["templateVersion"]).toBe(2);
  });
});

describe("a mapping", () => {
  test("is approved by another person than who made it, once; in the database too", async () => {
    const { glMapping } = await save(ACCOUNTS);
    const own = await approve(glMapping.id, desk.finance);
    expect(told(own.errors)).toEqual([
      "BUSINESS_RULE | glMappingId | You made this GL mapping: somebody else has to approve it.",
    ]);
    const setBy = (member: string) =>
      `begin; select set_config('app.actor_id', (${member})::text, true);
       update gl_mapping set approved_at = created_at, approved_by = app.actor() where ${LAST}; commit`;
    const maker = `select created_by from gl_mapping where ${LAST}`;
    // the same person as another member
    const again = `insert into membership (id, user_id, display_name, email, roles, created_at, updated_at, deactivated_at)
      select gen_random_uuid(), user_id, 'Again', email, roles, now(), now(), now() from membership where id = (${maker})`;
    await desk.world.asOwner(again);
    const himself = `select id from membership where display_name = 'Again'`;
    for (const member of [maker, himself])
      await expect(desk.world.asOwner(setBy(member))).rejects.toMatchObject({
        constraint: "gl_mapping_two_persons",
      });
    const forAnother = `update gl_mapping set approved_at = created_at, approved_by = created_by where ${LAST}`;
    await expect(desk.world.asOwner(forAnother)).rejects.toMatchObject({
      constraint: "gl_mapping_by_actor",
    });
    expect((await approve(glMapping.id)).glMapping.approvedAt).toBe("2026-03-02T10:00:00.000Z");
    expect(told((await approve(glMapping.id)).errors).join()).toContain("ALREADY_DONE");
  });

  test("is approved whole", async () => {
    const { glMapping } = await save(ACCOUNTS);
    const short = `begin; select set_config('app.actor_id', created_by::text, true) from gl_mapping where ${LAST};
      insert into gl_mapping (id, entity_id, number, effective_on, line_count, created_at, created_by)
      select gen_random_uuid(), entity_id, number + 1, effective_on, 1, created_at, created_by from gl_mapping where ${LAST}; commit`;
    await desk.world.asOwner(short);
    const { data } = await desk.api.run(
      desk.finance,
      "{ glMappings(first: 1) { nodes { id number lines { role } } } }",
      {},
    );
    const [last]: Answer[] = JSON.parse(JSON.stringify(data?.glMappings.nodes));
    expect(last).toMatchObject({ number: glMapping.number + 1, lines: [] });
    await expect(approve(last?.id)).rejects.toThrow("a mapping is approved whole");
  });

  test("never changes: no line comes, goes or is another one", async () => {
    const { glMapping } = await save(ACCOUNTS);
    const which = "(select id from gl_mapping order by number desc limit 1)";
    const line = (no: number) =>
      `insert into gl_mapping_line (mapping_id, line_no, role, account_code, account_name) values (${which}, ${no}, 'bank', '1', 'Bank')`;
    for (const [statement, constraint] of [
      [line(3), "gl_mapping_line_counted"],
      [line(2), "gl_mapping_line_pkey"],
      ["update gl_mapping_line set account_code = '7'", "gl_mapping_line_append_only"],
      ["delete from gl_mapping_line", "gl_mapping_line_append_only"],
      [
        `update gl_mapping set effective_on = '2020-01-01' where id = ${which}`,
        "gl_mapping_ends_once",
      ],
    ] as const) {
      await expect(desk.world.asOwner(statement)).rejects.toMatchObject({ constraint });
    }
    const { glMapping: kept } = await approve(glMapping.id);
    expect(kept.lines).toEqual([
      { role: "EXPENSE", accountCode: "6000" },
      { role: "ACCRUED", accountCode: "2100" },
    ]);
  });

  test.each([
    [[], "lines is empty"],
    [[account("BANK", "=1")], "lines.0.accountCode begins like a formula"],
    [[account("BANK", " ")], "lines.0.accountCode is missing"],
    [[account("BANK", "1"), account("BANK", "2")], "lines.1.role is there twice"],
    [[account("BANK", "1", { currency: "XXX" })], "lines.0.currency is no currency"],
    [[account("BANK", "1", { trackingName: "Region" })], "lines.0.trackingOption goes with"],
    [
      [account("BANK", "1", { incentiveProgramId: "inc_01jd0000000000000000000000" })],
      "There is no incentive program",
    ],
  ])("of %j is refused", async (lines, why) => {
    const before = await desk.world.asOwner("select count(*) from gl_mapping");
    expect(told((await save(lines)).errors).join()).toContain(why);
    expect(await desk.world.asOwner("select count(*) from gl_mapping")).toEqual(before);
  });

  test("two that are made at once have two numbers", async () => {
    const made = await Promise.all([save(ACCOUNTS), save(ACCOUNTS), save(ACCOUNTS)]);
    expect(made.flatMap(({ errors }) => told(errors))).toEqual([]);
    expect(new Set(made.map(({ glMapping }) => glMapping.number)).size).toBe(3);
  });
});

test.each([
  [{ format: "JSONL" }, "VALIDATION_FAILED | format"],
  [
    { incentiveProgramId: "inc_01jd0000000000000000000000" },
    "VALIDATION_FAILED | incentiveProgramId",
  ],
  [{ glMappingId: "glm_01jd0000000000000000000000" }, "NOT_FOUND | glMappingId"],
  [{ kind: "TRIAL_BALANCE" }, "VALIDATION_FAILED | profile"],
])("a journal for an accounting program is not asked for with %j", async (input, problem) => {
  const before = await runs();
  const { errors } = await desk.ask({ kind: "GL_JOURNAL", profile: "XERO", ...input });
  expect(told(errors).join()).toContain(problem);
  expect(await runs()).toBe(before);
});

async function takeBack(leadId: LeadId): Promise<void> {
  const [credit] = await desk.credits(desk.alpha, leadId, "id");
  const why = { reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-02-02" };
  const input = { creditId: credit?.id, ...why };
  const { errors } = await desk.run(desk.finance, "reverseCredit", input, "reversal { id }");
  expect(errors).toEqual([]);
}

test("a manifest counts the lines of a journal that was cut as they are in the files, and their sums are the ledger's", async () => {
  for (let number = 1; number <= 151; number += 1) {
    const program = await desk.paying([bounty("SQL", `${number}.05`)]);
    await desk.sql(desk.alpha, program);
    // four lines that are matched across: where the journal is cut, an amount goes into two parts
    if (number >= 145) await takeBack(await desk.sql(desk.alpha, program));
  }
  await approved(ACCOUNTS);
  const file = await desk.file({ kind: "GL_JOURNAL", profile: "XERO", currency: "USD" });
  const rows = rowsOf(file);
  // more than the 299 lines that a journal of Xero has
  expect(rows.filter((row) => row["*Narration"]?.endsWith("-2"))).not.toEqual([]);
  const plain = await desk.file({ kind: "GL_JOURNAL", currency: "USD" });
  expect(rows.length).toBeGreaterThan(Number(plain.manifest["rows"]));
  expect(file.manifest["rows"]).toBe(String(rows.length));
  expect(file.run.doneRows).toBe(rows.length);
  const cents = rows.map((row) => BigInt((row["*Amount"] ?? "").replace(".", "")));
  const debits = cents.filter((minor) => minor > 0n).reduce((one, other) => one + other, 0n);
  const { controlTotals } = file.manifest;
  expect(controlTotals).toEqual([
    {
      ...{ currency: "USD", count: rows.length, netMinor: "0" },
      ...{ debitMinor: String(debits), creditMinor: String(debits) },
    },
  ]);
  expect(plain.manifest["controlTotals"][0].debitMinor).toBe(String(debits));
}, 120_000);
