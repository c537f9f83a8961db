import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { refuseKind } from "../../src/exports/domain/export-run.ts";
import { compareBooks, DEFAULT_ENTITY_ID, sealJournals } from "../../src/ledger/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { writeStatements } from "../../src/statements/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

import { fileDeskAt } from "./file-desk.ts";
import type { FileDesk } from "./file-desk.ts";
import { readBack } from "./read-back.ts";
import type { ReadRow } from "./read-back.ts";

let desk: ApprovalDesk & FileDesk;
let batch: Answer;
const NAME = '=HYPERLINK("x")';
beforeAll(async () => {
  desk = fileDeskAt(await openApprovalDesk());
  const { world } = desk;
  await world.asOwner("update partner set name = $1 || ' ' || right(id::text, 4)", [NAME]);
  await world.asOwner(
    `insert into accounting_period (id, entity_id, starts_on)
     select gen_random_uuid(), $1, month::date from generate_series('2026-02-01'::date, '2026-06-01', '1 month') as month`,
    [DEFAULT_ENTITY_ID],
  );
  desk.at("2026-02-02T10:00:00.000Z");
  const dollars = await desk.paying([bounty("SQL", "200.05")]);
  const dinars = await desk.paying([bounty("SQL", "10.005", "BHD")], { currency: "BHD" });
  const paid: string[] = [];
  for (const by of [desk.alpha, desk.beta]) {
    const partnerId = by.actor.partnerId as PartnerId;
    await plantUsableAccount(world, partnerId, "USD", new Date("2026-02-02T10:00:00.000Z"));
    paid.push(...(await desk.creditsOf(await desk.sql(by, dollars))));
  }
  await desk.sql(desk.alpha, dinars);
  await desk.approved(paid);
  batch = await done(desk.finance, "draftPayoutBatch", { currency: "USD" }, BATCH);
  const { id: payoutBatchId, selectionHash } = batch;
  await done(desk.controller, "approvePayoutBatch", { payoutBatchId, selectionHash }, BATCH);
  await done(desk.controller, "sendPayoutBatch", { payoutBatchId }, BATCH);
});
afterAll(() => desk.close());

const BATCH = "payoutBatch { id selectionHash payouts(first: 9) { nodes { id } } }";

async function done(by: Answer, verb: string, input: object, selection: string): Promise<Answer> {
  const answer = await desk.run(by as never, verb, input, selection);
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return Object.values(answer)[0];
}

const MONTH = { from: "2026-02-01", until: "2026-03-01" };
const FORMATS = ["CSV", "CSV_EXCEL", "JSONL", "XLSX", "PARQUET"];

const rowsOf = async (input: object): Promise<readonly ReadRow[]> =>
  readBack("CSV", (await desk.file(input)).bytes);

function sums(rows: readonly ReadRow[]): Record<string, string> {
  const all: Record<string, bigint> = {};
  for (const { currency = "", amount_minor: minor } of rows)
    all[currency] = (all[currency] ?? 0n) + BigInt(minor || "0");
  return Object.fromEntries(Object.entries(all).map(([of, sum]) => [of, String(sum)]));
}

const told = (errors: readonly Answer[]) =>
  errors.map(({ code, path }) => [code, ...(path ?? [])].join(" "));

describe("a file of payouts", () => {
  test("has each payout with what became of it by the watermark: $200.05 paid, $200.05 sent, no number of an account", async () => {
    const sent = await desk.file({ kind: "PAYOUT_LINES" });
    const states = (rows: readonly ReadRow[]) =>
      rows.map((row) => [row["state"], row["amount"], row["credit_count"]].join(" "));
    expect(states(await readBack("CSV", sent.bytes))).toEqual(["SENT 200.05 1", "SENT 200.05 1"]);
    const [payout] = batch["payouts"].nodes;
    const booked = { payoutId: payout.id, bookedOn: "2026-02-02", bankReference: "STMT 1" };
    await done(desk.finance, "settlePayout", booked, "payout { id }");

    const rows = await rowsOf({ kind: "PAYOUT_LINES", payoutBatchId: batch["id"] });
    expect(states(rows).toSorted()).toEqual(["PAID 200.05 1", "SENT 200.05 1"]);
    expect(rows.find((row) => row["state"] === "PAID")).toMatchObject({
      ...{ payout_id: payout.id, booked_on: "2026-02-02", bank_reference: "STMT 1" },
    });
    const [account] = await desk.world.asOwner<{ ends: string }>(
      "select string_agg(number_ends, '|') as ends from payout_account",
    );
    const columns = Object.keys(rows[0] ?? {});
    expect(columns.filter((name) => /iban|account_n|number/.test(name))).toEqual([]);
    expect(account?.ends).toBeTruthy();

    // as it was: what the bank booked later is not in it
    const again = await desk.file({ kind: "PAYOUT_LINES", watermark: sent.run.watermark });
    expect(again.bytes.equals(sent.bytes)).toBe(true);
  });

  test("is of a partner, a batch, a currency or some days alone, and takes the right to read payouts", async () => {
    const kind = "PAYOUT_LINES";
    const { partnerId } = desk.alpha.actor;
    expect(await rowsOf({ kind, partnerId })).toMatchObject([{ partner_id: partnerId }]);
    expect(await rowsOf({ kind, currency: "BHD" })).toEqual([]);
    expect(await rowsOf({ kind, until: "2026-02-01" })).toEqual([]);
    const other = String(batch["id"]).replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect(await rowsOf({ kind, payoutBatchId: other })).toEqual([]);
    expect(await rowsOf({ kind, ...MONTH })).toHaveLength(2);

    const { exportRun } = await desk.ask({ kind });
    desk.standing.scopes = new Set(["EXPORTS_WRITE", "LEDGER_READ"]);
    await desk.write();
    desk.standing.scopes = desk.finance.scopes;
    expect((await desk.run1(exportRun.id)).failure).toContain("may not read it");
  });
});

test("credit detail may be of a state alone, as of the watermark", async () => {
  const of = async (creditState: string, more: object = {}) =>
    (await rowsOf({ kind: "CREDIT_DETAIL", creditState, ...more })).map((row) => row["amount"]);
  expect(await of("APPROVED")).toEqual([]);
  expect(await of("SCHEDULED")).toEqual(["200.05"]);
  expect(await of("PAID")).toEqual(["200.05"]);
  expect(await of("ACCRUED")).toEqual(["10.005"]);
  expect(await of("REVERSED")).toEqual([]);

  // before anything was approved, before it was in a payout, and before the bank booked one
  const [marks] = await desk.world.asOwner<Record<"approve" | "schedule" | "send", string>>(`
    select min(seal.seq) filter (where txn.kind = 'APPROVE') as approve, min(seal.seq) filter (where txn.kind = 'SCHEDULE') as schedule,
      max(seal.seq) filter (where txn.kind = 'EXPORT') as send
    from journal_seal as seal join journal_txn as txn on txn.id = seal.txn_id`);
  const before = (mark: unknown) => ({ watermark: String(BigInt(String(mark)) - 1n) });
  expect(await of("ACCRUED", before(marks?.approve))).toHaveLength(3);
  expect(await of("APPROVED", before(marks?.schedule))).toEqual(["200.05", "200.05"]);
  expect(await of("SCHEDULED", { watermark: marks?.send })).toEqual(["200.05", "200.05"]);
});

test.each([
  ["PAYOUT_LINES", "PAYOUTS_READ"],
  ["PARTNER_STATEMENTS", "CREDITS_READ"],
] as const)("a file of the kind %s is given to nobody without %s", (kind, scope) => {
  const books = ["EXPORTS_WRITE", "LEDGER_READ"];
  expect(JSON.stringify(refuseKind(kind, new Set(books)))).toContain(scope);
  expect(refuseKind(kind, new Set([...books, scope]))).toBeNull();
});

describe("a file of statements", () => {
  test("is of whole months whose statements are written", async () => {
    const kind = "PARTNER_STATEMENTS";
    const refused = async (input: object) => told((await desk.ask({ kind, ...input })).errors);
    expect(await refused(MONTH)).toEqual(["BUSINESS_RULE until"]);
    const NOT_WHOLE = "VALIDATION_FAILED until";
    expect(await refused({})).toEqual(["VALIDATION_FAILED from", NOT_WHOLE]);
    expect(await refused({ ...MONTH, until: "2026-02-15" })).toEqual([NOT_WHOLE]);

    await closeFebruary();
    // issued, and not written yet
    expect(await refused(MONTH)).toEqual(["BUSINESS_RULE until"]);
    const { database } = desk.world;
    const clock = () => new Date("2026-03-03T10:00:00.000Z");
    expect(await writeStatements({ database, clock, newId }, "test")).toBe(3);
    expect(await refused({ ...MONTH, until: "2026-04-01" })).toEqual(["BUSINESS_RULE until"]);

    const rows = await rowsOf({ kind, ...MONTH });
    const ends = rows.filter(({ type }) => type === "CLOSING");
    expect(
      ends.map((row) => [row["currency"], row["running_balance"]].join(" ")).toSorted(),
    ).toEqual(["BHD 10.005", "USD 0.00", "USD 0.00"]);
    expect(
      rows
        .filter(({ type }) => type === "ACCRUE")
        .map((row) => row["amount"] ?? "")
        .toSorted(),
    ).toEqual(["10.005", "200.05", "200.05"]);
    const { partnerId } = desk.beta.actor;
    const own = await rowsOf({ kind, ...MONTH, partnerId });
    expect(new Set(own.map((row) => row["partner_id"]))).toEqual(new Set([partnerId]));
  });
});

async function closeFebruary(): Promise<void> {
  const { database } = desk.world;
  desk.at("2026-03-03T10:00:00.000Z");
  await sealJournals(database, "test");
  const clock = () => new Date("2026-03-03T10:00:00.000Z");
  await compareBooks({ database, clock })("test");
  const { accountingPeriods } = await desk.query(
    desk.finance,
    "{ accountingPeriods(first: 50) { nodes { id startsOn } } }",
  );
  const { id } = accountingPeriods.nodes.find((each: Answer) => each.startsOn === MONTH.from);
  const period = { accountingPeriodId: id };
  await done(desk.finance, "softClosePeriod", period, "accountingPeriod { id }");
  await done(desk.controller, "hardClosePeriod", period, "accountingPeriod { id }");
  await done(desk.finance, "issueStatements", period, "accountingPeriod { id }");
}

/** What the ledger, or the statements, say that a file comes to. */
const COMES_TO = {
  CREDIT_DETAIL: { BHD: "10005", USD: "40010" },
  TRIAL_BALANCE: { BHD: "0", USD: "0" },
  GL_JOURNAL: { BHD: "0", USD: "0" },
  PAYOUT_LINES: { USD: "40010" },
  // the dollars were earned and handed to the bank: nothing of them is owed any more
  PARTNER_STATEMENTS: { BHD: "10005", USD: "0" },
} as const;

describe.each(Object.entries(COMES_TO))("%s", (kind, expected) => {
  test.each(FORMATS)(
    "as %s is opened by a reader of somebody else, and comes to what is booked",
    async (format) => {
      const more = kind === "PARTNER_STATEMENTS" ? MONTH : {};
      const file = await desk.file({ kind, format, ...more });
      const rows = await readBack(format, file.bytes);
      expect(String(rows.length)).toBe(file.manifest["rows"]);
      expect(Object.keys(rows[0] ?? {})).toEqual(file.manifest["columns"]);
      expect(sums(rows)).toEqual(expected);
      const nets = file.manifest["controlTotals"].map(({ currency, netMinor }: Answer) => [
        currency,
        netMinor,
      ]);
      expect(Object.fromEntries(nets)).toEqual(expected);

      const names = rows.flatMap((row) => row["partner_name"] || []);
      const isGuarded = format.startsWith("CSV");
      for (const name of names) expect(name.startsWith(isGuarded ? `'${NAME}` : NAME)).toBe(true);
      if (kind !== "GL_JOURNAL") expect(names).not.toEqual([]);
      if (format === "XLSX") expect(file.bytes.includes("<f>")).toBe(false);
    },
  );
});

test("a file of columns is the same bytes whenever it is made", async () => {
  const asked = { kind: "CREDIT_DETAIL", format: "PARQUET" };
  const first = await desk.file(asked);
  const again = await desk.file({ ...asked, watermark: first.run.watermark });
  expect(again.bytes.equals(first.bytes)).toBe(true);
});

test("an extract of the audit log is opened in each format as well", async () => {
  const [one, ...others] = await Promise.all(
    (await audits()).map(({ format, bytes }) => readBack(format, bytes)),
  );
  expect(one?.length).toBeGreaterThan(5);
  for (const other of others) expect(other.length).toBe(one?.length);
});

async function audits() {
  const files: { format: string; bytes: Buffer }[] = [];
  desk.at("2026-03-03T10:00:00.000Z");
  const days = { from: "2026-02-01", until: "2026-02-20" };
  for (const format of FORMATS)
    files.push({ format, ...(await desk.file({ kind: "AUDIT_EXTRACT", format, ...days })) });
  return files;
}
