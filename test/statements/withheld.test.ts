import { afterAll, beforeAll, expect, test } from "vitest";

import type { StatementId } from "../../src/kernel/index.ts";
import { compareBooks, DEFAULT_ENTITY_ID, sealJournals } from "../../src/ledger/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { statementCsv, statementPdfs, writeStatements } from "../../src/statements/index.ts";
import { fileDeskAt } from "../exports/file-desk.ts";
import type { FileDesk } from "../exports/file-desk.ts";
import { readBack } from "../exports/read-back.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import { openPayingDesk } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";
import { ruled, taxedIn } from "../payouts/taxing.ts";
import type { Answer } from "../support/api.ts";

import { readPdf } from "./drawn-statements.ts";

const AT = "2026-03-03T10:00:00.000Z";
let desk: PayingDesk & FileDesk;
beforeAll(async () => {
  desk = fileDeskAt(await openPayingDesk());
  const { database } = desk.world;
  await desk.world.asOwner(
    "insert into accounting_period (id, entity_id, starts_on) values (gen_random_uuid(), $1, '2026-02-01')",
    [DEFAULT_ENTITY_ID],
  );
  await taxedIn(desk, desk.partners[0], "US");
  await ruled(desk);
  for (const [by, amount] of [
    [desk.alpha, "1333.00"],
    [desk.beta, "50.00"],
  ] as const) {
    const programId = await desk.paying([bounty("SQL", amount)]);
    await desk.approved(await desk.creditsOf(await desk.sql(by, programId)));
  }
  await desk.paid();
  desk.at(AT);
  await sealJournals(database, "test");
  await compareBooks({ database, clock: () => new Date(AT) })("test");
  for (const [by, verb] of [
    [desk.finance, "softClosePeriod"],
    [desk.controller, "hardClosePeriod"],
    [desk.finance, "issueStatements"],
  ] as const) {
    const { accountingPeriods } = await desk.query(
      desk.finance,
      "{ accountingPeriods(first: 50) { nodes { id startsOn } } }",
    );
    const { id } = accountingPeriods.nodes.find((each: Answer) => each.startsOn === "2026-02-01");
    await desk.does(by, verb, { accountingPeriodId: id }, "accountingPeriod { id }");
  }
  await writeStatements({ database, clock: () => new Date(AT), newId }, "test");
}, 120_000);
afterAll(() => desk.close());

const statementOf = async (by: Caller): Promise<Answer> =>
  (
    await desk.query(
      by,
      `{ statements(first: 5) { nodes { id withheld { amount } closing { total { amount } }
          lines(first: 20) { nodes { kind amount { amount } withheld { amount } } } } } }`,
    )
  ).statements.nodes[0];

async function csvOf(by: Caller): Promise<readonly string[]> {
  const { id } = await statementOf(by);
  const parts = await statementCsv(desk.world, by.session, id as StatementId, "machine");
  const all: Buffer[] = [];
  for await (const part of parts ?? []) all.push(part);
  return Buffer.concat(all).toString().trimEnd().split("\n");
}

test("A statement says what was withheld: it left what is owed as the payout was drafted", async () => {
  const alphas = await statementOf(desk.alpha);
  expect(alphas).toMatchObject({
    ...{ withheld: { amount: "319.92" }, closing: { total: { amount: "0.00" } } },
  });
  const lines = alphas["lines"].nodes.map(({ kind, amount, withheld }: Answer) =>
    [kind, amount.amount, withheld.amount].join(" "),
  );
  expect(lines).toEqual(
    expect.arrayContaining(["SCHEDULE -319.92 319.92", "EXPORT -1013.08 0.00"]),
  );
  expect((await statementOf(desk.beta))["withheld"]).toEqual({ amount: "0.00" });
});

test("its CSV has a column for it, and that of a partner of whom nothing was withheld has none", async () => {
  const [header, ...rows] = await csvOf(desk.alpha);
  expect(header).toMatch(/,running_balance,tax_withheld$/);
  const withheld = rows.map((row) => row.split(",").at(-1));
  expect(withheld.filter((each) => each !== "0.00" && each !== "")).toEqual(["319.92", "319.92"]);
  expect((await csvOf(desk.beta))[0]).toMatch(/,running_balance$/);
});

test("its PDF says so beside the line and at its foot", async () => {
  const { id } = await statementOf(desk.alpha);
  const open = statementPdfs({ database: desk.world.database, clock: () => new Date(AT) });
  const file = await open(desk.alpha.session, id as StatementId);
  if (file === null || !("content" in file)) throw new Error("there is no PDF");
  const said = (await readPdf(file.content)).pages.flat().join(" ");
  expect(said).toContain("tax withheld");
  expect(said).toContain("Withheld for the tax office: 319.92.");
});

test("The file of payouts has gross, withholding and net of each, and comes to what the bank was told", async () => {
  const { bytes, manifest } = await desk.file({ kind: "PAYOUT_LINES" });
  const rows = await readBack("CSV", bytes);
  const shown = rows.map(({ method, amount, gross, withholding, net }) =>
    [method, amount, gross, withholding, net].join(" "),
  );
  expect(shown.toSorted()).toEqual([
    "TRANSFER 1013.08 1333.00 319.92 1013.08",
    "TRANSFER 50.00 50.00 0.00 50.00",
  ]);
  expect(JSON.stringify(manifest["controlTotals"])).toContain('"netMinor":"106308"');
});
