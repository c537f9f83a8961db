import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { sweepExports } from "../../src/exports/index.ts";
import { Exports } from "../../src/platform/database/index.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

import { openFileDesk, sha256 } from "./file-desk.ts";
import type { FileDesk, WrittenFile } from "./file-desk.ts";

let desk: FileDesk;
let programId: string;
let takenBack: string;
beforeAll(async () => {
  desk = await openFileDesk();
  programId = await desk.paying([bounty("SQL", "200.05")]);
  const yens = await desk.paying([bounty("SQL", "1001", "JPY")], { currency: "JPY" });
  const dinars = await desk.paying([bounty("SQL", "10.005", "BHD")], { currency: "BHD" });
  for (const by of [desk.alpha, desk.beta]) await desk.sql(by, programId);
  await desk.sql(desk.alpha, yens);
  const leadId = await desk.sql(desk.beta, dinars);
  takenBack = (await desk.credits(desk.beta, leadId, "id"))[0]?.id;
  // as a partner might have typed it
  await desk.world.asOwner("update company set name = '=HYPERLINK(1), \"x\"' where lead_id = $1", [
    await uuidOfFirstLead(),
  ]);
  desk.at("2026-03-01T10:00:00.000Z");
  await reverse(takenBack);
});
beforeEach(() => desk.at("2026-03-02T10:00:00.000Z"));
afterAll(() => desk.close());

async function uuidOfFirstLead(): Promise<string> {
  const [row] = await desk.world.asOwner<{ id: string }>(
    "select lead_id as id from credit order by earned_at, id limit 1",
  );
  return row?.id ?? "";
}

async function reverse(creditId: string): Promise<void> {
  const why = { reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-02-02" };
  const { errors } = await desk.run(
    desk.finance,
    "reverseCredit",
    { creditId, ...why },
    "reversal { id }",
  );
  expect(errors).toEqual([]);
}

const rowsOf = ({ bytes }: WrittenFile): Record<string, string>[] =>
  parse(bytes, { columns: true, bom: true });

/** What a column comes to, by currency. */
function sums(rows: readonly Record<string, string>[], column: string) {
  const all: Record<string, bigint> = {};
  for (const row of rows)
    all[row["currency"] ?? ""] = (all[row["currency"] ?? ""] ?? 0n) + BigInt(row[column] ?? "0");
  return all;
}

const codes = (errors: readonly Answer[]) =>
  errors.map(({ code, path }) => [code, ...(path ?? [])].join(" "));

describe("what is in a file", () => {
  test("the credits of a file come to what the ledger booked, as they were earned: $400.10, ¥1,001 and nothing", async () => {
    const file = await desk.file({ kind: "CREDIT_DETAIL" });
    const rows = rowsOf(file);
    expect(rows.map((row) => [row["kind"], row["state"], row["amount"], row["currency"]])).toEqual([
      ["AWARD", "ACCRUED", "200.05", "USD"],
      ["AWARD", "ACCRUED", "200.05", "USD"],
      ["AWARD", "ACCRUED", "1001", "JPY"],
      ["AWARD", "REVERSED", "10.005", "BHD"],
      ["REVERSAL", "REVERSED", "-10.005", "BHD"],
    ]);
    expect(sums(rows, "amount_minor")).toEqual({ USD: 40010n, JPY: 1001n, BHD: 0n });
    const booked = await desk.world.asOwner<{ currency: string; minor: string }>(
      `select entry.currency, sum(entry.amount_minor)::text as minor
       from journal_entry as entry join ledger_account as account on account.id = entry.account_id
       where account.role = 'expense' group by 1 order by 1`,
    );
    expect(booked).toEqual([
      { currency: "BHD", minor: "0" },
      { currency: "JPY", minor: "1001" },
      { currency: "USD", minor: "40010" },
    ]);
    expect(file.manifest["controlTotals"]).toEqual([
      { currency: "BHD", count: 2, debitMinor: "10005", creditMinor: "10005", netMinor: "0" },
      { currency: "JPY", count: 1, debitMinor: "1001", creditMinor: "0", netMinor: "1001" },
      { currency: "USD", count: 2, debitMinor: "40010", creditMinor: "0", netMinor: "40010" },
    ]);
    expect(file.manifest).toMatchObject({ rows: "5", watermark: "5", kind: "CREDIT_DETAIL" });
    expect(file.manifest["sha256"]).toBe(sha256(file.bytes));
    expect(file.run).toMatchObject({ doneRows: 5, byteSize: String(file.bytes.length) });
  });

  test("what was taken back may be of one reason alone: the row that takes back, not the one that earned", async () => {
    const of = async (reversalReason: string) =>
      rowsOf(await desk.file({ kind: "CREDIT_DETAIL", reversalReason })).map(
        (row) => row["amount"],
      );
    expect(await of("INACCURATE_DATA")).toEqual(["-10.005"]);
    expect(await of("FRAUD")).toEqual([]);
    const { errors } = await desk.ask({ kind: "TRIAL_BALANCE", reversalReason: "FRAUD" });
    expect(codes(errors)).toEqual(["VALIDATION_FAILED reversalReason"]);
  });

  test("a name that is typed as a formula is none in any format", async () => {
    const name = '=HYPERLINK(1), "x"';
    for (const format of ["CSV", "CSV_EXCEL"]) {
      const [first] = rowsOf(await desk.file({ kind: "CREDIT_DETAIL", format }));
      expect(first?.["customer_name"]).toBe(`'${name}`);
    }
    const { bytes } = await desk.file({ kind: "CREDIT_DETAIL", format: "XLSX" });
    expect(bytes.includes(`<t xml:space="preserve">${name}</t>`)).toBe(true);
    expect(bytes.includes("<f>")).toBe(false);
    const lines = await desk.file({ kind: "CREDIT_DETAIL", format: "JSONL" });
    expect(JSON.parse(lines.bytes.toString().split("\n")[0] ?? "").customer_name).toBe(name);
  });

  test.each([
    ["a currency's", () => ({ currency: "JPY" }), ["1001"]],
    ["a partner's", () => ({ partnerId: desk.alpha.actor.partnerId }), ["200.05", "1001"]],
    ["a state's of the ledger", () => ({ watermark: "1" }), ["200.05"]],
  ])("a file may be %s alone", async (_, input, amounts) => {
    const file = await desk.file({ kind: "CREDIT_DETAIL", ...input() });
    expect(rowsOf(file).map((row) => row["amount"])).toEqual(amounts);
  });

  test("a file may be of some days alone, by their accounting dates", async () => {
    const input = { kind: "CREDIT_DETAIL" };
    // what was earned before the first open month is booked on its first day
    const on = rowsOf(await desk.file(input))[0]?.["accounting_date"];
    expect(rowsOf(await desk.file({ ...input, until: on }))).toHaveLength(0);
    expect(rowsOf(await desk.file({ ...input, from: on }))).toHaveLength(5);
  });

  test("journal and trial balance come to nothing, and to one another: debits of $400.10 on either side", async () => {
    const debits: unknown[] = [];
    for (const input of [
      { kind: "TRIAL_BALANCE" },
      { kind: "GL_JOURNAL" },
      { kind: "GL_JOURNAL", grain: "DETAIL" },
    ]) {
      const file = await desk.file(input);
      const all = sums(rowsOf(file), "amount_minor");
      expect(all).toEqual({ USD: 0n, JPY: 0n, BHD: 0n });
      const dollars = rowsOf(file).filter((row) => row["currency"] === "USD");
      debits.push(
        dollars.flatMap((row) => row["debit"] || []).reduce((one, other) => one + Number(other), 0),
      );
    }
    expect(debits).toEqual([400.1, 400.1, 400.1]);
  });

  test("an extract of the audit log has who did what, of days that are over", async () => {
    const days = { from: "2026-02-02", until: "2026-03-02" };
    const rows = rowsOf(await desk.file({ kind: "AUDIT_EXTRACT", ...days }));
    expect(rows.map((row) => row["mutation"])).toContain("reverseCredit");
    const refused = await desk.ask({
      kind: "AUDIT_EXTRACT",
      from: "2026-02-02",
      until: "2026-03-03",
    });
    expect(codes(refused.errors)).toEqual(["VALIDATION_FAILED until"]);
  });
});

test("the same parameters and watermark give the same bytes, whatever is earned, reversed or renamed since", async () => {
  const asked = ["CSV", "CSV_EXCEL", "JSONL", "XLSX"].flatMap((format) => [
    { kind: "CREDIT_DETAIL", format },
    { kind: "TRIAL_BALANCE", format },
    { kind: "GL_JOURNAL", format },
    { kind: "GL_JOURNAL", grain: "DETAIL", format },
  ]);
  const before: WrittenFile[] = [];
  for (const input of asked) before.push(await desk.file(input));

  for (let round = 1; round <= 3; round += 1) {
    await desk.world.asOwner(
      `update partner set name = name || ' ${round}', country = 'N' || ${round === 1 ? "'O'" : "'L'"}`,
    );
    await desk.world.asOwner(`update company set name = 'Renamed ' || ${round}`);
    await desk.world.asOwner(
      `update lead set external_reference = '${round}-' || id, version = version + 1`,
    );
    await desk.world.asOwner(`update incentive_program set name = name || ' ${round}'`);
    for (let lead = 1; lead <= 8; lead += 1) await desk.sql(desk.alpha, programId);
    await desk.file({ kind: "CREDIT_DETAIL" });
  }
  const leads = await desk.api.run(
    desk.finance,
    "{ credits(first: 50) { nodes { id state } } }",
    {},
  );
  for (const { id, state } of leads.data?.credits.nodes ?? [])
    if (state !== "REVERSED") await reverse(id);

  const { exportRun } = await desk.ask({ kind: "CREDIT_DETAIL" });
  await desk.write();
  const now = await desk.run1(exportRun.id);
  // 24 awards more, and all that was not yet taken back is: 24 and 3
  expect(now.watermark).toBe("56");
  for (const [at, input] of asked.entries()) {
    const { run, manifest, bytes } = before[at]!;
    const again = await desk.file({ ...input, watermark: run.watermark });
    expect(again.bytes.equals(bytes)).toBe(true);
    expect(again.manifest["chainHash"]).toBe(manifest["chainHash"]);
    expect(again.manifest["controlTotals"]).toEqual(manifest["controlTotals"]);
  }
}, 120_000);

describe("a file that waits", () => {
  test("whose writer was killed is written by another once its time is over, cut where it was begun", async () => {
    const killed = { ...desk.deps.storage, keep: () => Promise.reject(new Error("killed")) };
    const { exportRun } = await desk.ask({ kind: "TRIAL_BALANCE" });
    await expect(desk.write({ storage: killed })).rejects.toThrow("killed");
    const { watermark } = await desk.run1(exportRun.id);
    await desk.sql(desk.alpha, programId);
    await desk.write();
    expect((await desk.run1(exportRun.id)).status).toBe("RUNNING");
    await desk.write({ clock: () => new Date(Date.now() + 121_000) });
    expect(await desk.run1(exportRun.id)).toMatchObject({ status: "DONE", watermark });
  });

  test("that broke off five times is given up, and nothing of it lies about", async () => {
    const before = desk.lying();
    const { exportRun } = await desk.ask({ kind: "TRIAL_BALANCE" });
    await desk.world.asOwner("update export_run set attempts = 5 where status = 'QUEUED'");
    await desk.write();
    const run = await desk.run1(exportRun.id);
    expect(run.status).toBe("FAILED");
    expect(run.failure).toMatch(/broke off 5 times/);
    expect(desk.lying()).toEqual(before);
  });

  test("is written by one of two writers", async () => {
    let kept = 0;
    const { storage } = desk.deps;
    const counting = {
      ...{ open: storage.open.bind(storage), remove: storage.remove.bind(storage) },
      keep: (...given: Parameters<typeof storage.keep>) => {
        kept += 1;
        return storage.keep(...given);
      },
    };
    for (let n = 0; n < 4; n += 1) await desk.ask({ kind: "GL_JOURNAL" });
    await Promise.all([desk.write({ storage: counting }), desk.write({ storage: counting })]);
    expect(kept).toBe(4);
  });

  test("goes back to wait where no connection is free for it", async () => {
    const { urls } = desk.world;
    const exports = new Exports({ urls, onBrokenConnection: () => undefined });
    const gone = new AbortController().signal;
    const taken = [
      await exports.open(desk.finance.session, gone),
      await exports.open(desk.finance.session, gone),
    ];
    const { exportRun } = await desk.ask({ kind: "TRIAL_BALANCE" });
    await desk.write({ exports });
    expect((await desk.run1(exportRun.id)).status).toBe("QUEUED");
    for (const file of taken) file.drop();
    await exports.close();
    await desk.write();
    expect((await desk.run1(exportRun.id)).status).toBe("DONE");
  });

  test("and is told to end ends with nothing, and is not told twice", async () => {
    const before = desk.lying();
    const { exportRun } = await desk.ask({ kind: "TRIAL_BALANCE" });
    const end = (exportRunId: string) =>
      desk.run(desk.finance, "cancelExport", { exportRunId }, "exportRun { id }");
    expect((await end(exportRun.id)).errors).toEqual([]);
    expect(codes((await end(exportRun.id)).errors)).toEqual(["ALREADY_DONE"]);
    await desk.write();
    expect((await desk.run1(exportRun.id)).status).toBe("CANCELLED");
    expect(desk.lying()).toEqual(before);
    expect(codes((await end(exportRun.id)).errors)).toEqual(["ALREADY_DONE"]);
  });

  test.each([
    ["who left", null],
    ["who lost the right", new Set(["EXPORTS_WRITE"])],
  ])("is not written for somebody %s", async (_, scopes) => {
    const { exportRun } = await desk.ask({ kind: "TRIAL_BALANCE" });
    desk.standing.scopes = scopes;
    await desk.write();
    desk.standing.scopes = desk.finance.scopes;
    const run = await desk.run1(exportRun.id);
    expect([run.status, run.failure]).toEqual([
      "FAILED",
      "Whoever asked for it may not read it any more.",
    ]);
  });
});

test("a file is kept for seven days; then its bytes are gone, and what it held is told on", async () => {
  const { id, run, manifest } = await desk.file({ kind: "TRIAL_BALANCE" });
  const lying = desk.lying().length;
  expect(Date.parse(run.expiresAt) - Date.parse(run.finishedAt)).toBe(7 * 86_400_000);
  const { database, storage } = desk.deps;
  const sweep = (at: Date) => sweepExports({ database, storage, clock: () => at })("sweep");
  await sweep(new Date(run.expiresAt));
  expect((await desk.run1(id)).status).toBe("DONE");
  await sweep(new Date(Date.parse(run.expiresAt) + 1));
  const swept = await desk.run1(id);
  expect([swept.status, JSON.parse(swept.manifest)]).toEqual(["EXPIRED", manifest]);
  expect(desk.lying().length).toBeLessThan(lying);
});

test.each([
  [{ kind: "TRIAL_BALANCE", watermark: "999999" }, "VALIDATION_FAILED watermark"],
  [{ kind: "TRIAL_BALANCE", from: "2026-01-01" }, "from"],
  [{ kind: "GL_JOURNAL", partnerId: "prt_x" }, "partnerId"],
  [{ kind: "CREDIT_DETAIL", currency: "XXX" }, "currency"],
  [{ kind: "CREDIT_DETAIL", from: "2026-02-02", until: "2026-02-02" }, "until"],
])("what no file can be of is refused: %j", async (input, problem) => {
  const count = "select count(*)::integer as count from export_run";
  const before = await desk.world.asOwner(count);
  const told = await desk.ask(input).then(
    ({ errors }) => codes(errors).join(),
    (error: unknown) => String(error),
  );
  expect(told).toContain(problem);
  expect(await desk.world.asOwner(count)).toEqual(before);
});
