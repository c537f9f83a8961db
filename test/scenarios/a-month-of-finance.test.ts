import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, parseId } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { compareBooks, DEFAULT_ENTITY_ID, sealJournals } from "../../src/ledger/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { writeStatements } from "../../src/statements/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { fileDeskAt } from "../exports/file-desk.ts";
import type { FileDesk } from "../exports/file-desk.ts";
import { bounty, percent } from "../incentives/incentive-desk.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

// February 2026 as finance does it, in dollars and yen, each cent worked out by hand: what is earned, approved, held,
// paid, given back by the bank, paid again, taken back; the month is shut, one fact comes late, and all that is
// told of it (statements, trial balance, journal, files) agrees. In March partners dispute their statements, and what was
// paid is owed back, written off in part, and set off.

let desk: ApprovalDesk & FileDesk;
let alpha: PartnerId;
let beta: PartnerId;
let dollars: string;
let yen: string;

beforeAll(async () => {
  desk = fileDeskAt(await openApprovalDesk());
  [alpha, beta] = [partnerOf(desk.alpha), partnerOf(desk.beta)];
  await desk.world.asOwner(
    `insert into accounting_period (id, entity_id, starts_on)
     select gen_random_uuid(), $1, month::date from generate_series('2026-02-01'::date, '2026-06-01', '1 month') as month`,
    [DEFAULT_ENTITY_ID],
  );
  dollars = await desk.paying([bounty("SQL", "333.34"), percent("7.5")]);
  yen = await desk.paying([bounty("SQL", "1001", "JPY")], { currency: "JPY" });
  for (const [partner, currency] of [
    [alpha, "USD"],
    [beta, "USD"],
    [alpha, "JPY"],
  ] as const)
    await plantUsableAccount(desk.world, partner, currency, new Date("2026-02-01T00:00:00Z"));
});
afterAll(() => desk.close());

function partnerOf({ actor: { partnerId: id } }: Caller): PartnerId {
  if (id === null) throw new Error("a partner acts");
  const parsed = parseId("prt", id);
  return parsed.ok ? parsed.id : idOf("prt", id);
}

const on = (day: string, hour = "10") => desk.at(`2026-${day}T${hour}:00:00.000Z`);

/** What came of a verb of finance's; what it refuses is an error. */
async function done(by: Caller, verb: string, input: object, selection: string): Promise<Answer> {
  const answer = await desk.run(by, verb, input, selection);
  if (answer["errors"].length > 0) throw new Error(`${verb}: ${JSON.stringify(answer["errors"])}`);
  return answer;
}
const refusal = async (by: Caller, verb: string, input: object, selection: string) =>
  (await desk.run(by, verb, input, selection)).errors
    .map(({ message }: Answer) => message)
    .join(" ");

const credit = async (leadId: LeadId): Promise<string> => {
  const [first] = await desk.creditsOf(leadId);
  if (first === undefined) throw new Error("it earned nothing");
  return first;
};

const BATCH =
  "payoutBatch { id state selectionHash total { amount } payouts(first: 9) { nodes { id amount { amount } partner { id } } } leftOut(first: 9) { nodes { reason amount { amount } } } }";

/** Drafts, approves and sends what is payable in a currency. */
async function sent(currency: string): Promise<Answer> {
  const { payoutBatch } = await done(desk.finance, "draftPayoutBatch", { currency }, BATCH);
  const { id: payoutBatchId, selectionHash } = payoutBatch;
  const approving = { payoutBatchId, selectionHash };
  await done(desk.controller, "approvePayoutBatch", approving, BATCH);
  await done(desk.controller, "sendPayoutBatch", { payoutBatchId }, BATCH);
  return payoutBatch;
}
const payoutOf = (batch: Answer, partner: PartnerId): Answer =>
  batch["payouts"].nodes.find((each: Answer) => each.partner.id === partner);
const amountsOf = (batch: Answer) =>
  [payoutOf(batch, alpha), payoutOf(batch, beta)].map((each) => each?.["amount"].amount ?? null);

const settled = ({ id: payoutId }: Answer, bookedOn: string) =>
  done(
    desk.finance,
    "settlePayout",
    { payoutId, bookedOn: `2026-${bookedOn}`, bankReference: `STMT ${bookedOn}` },
    "payout { state }",
  );

async function step(by: Caller, verb: string, month: string, more: object = {}): Promise<string> {
  const { accountingPeriods } = await desk.query(
    desk.finance,
    "{ accountingPeriods(first: 50) { nodes { id startsOn } } }",
  );
  const { id } = accountingPeriods.nodes.find((each: Answer) => each.startsOn === `${month}-01`);
  const input = { accountingPeriodId: id, ...more };
  return (await refusal(by, verb, input, "accountingPeriod { id }")) || "done";
}

/** What the books say, by role, partner and currency, in minor units as they are owed. */
async function booked(
  until: string,
  by: "accountingTo" | "effectiveTo" = "accountingTo",
): Promise<readonly string[]> {
  await seal();
  const { trialBalance } = await desk.query(
    desk.finance,
    `{ trialBalance(input: { ${by}: "${until}" }) {
       rows { role partnerId balance { amount currency } } totals { currency balance { amount } } } }`,
  );
  for (const { balance } of trialBalance.totals) expect(Number(balance.amount)).toBe(0);
  return trialBalance.rows
    .filter(({ balance }: Answer) => Number(balance.amount) !== 0)
    .map(({ role, partnerId, balance }: Answer) => {
      const whose = partnerId === alpha ? "Alpha " : partnerId === beta ? "Beta " : "";
      return `${whose}${role.toLowerCase()} ${balance.amount} ${balance.currency}`;
    })
    .toSorted();
}

const seal = () => sealJournals(desk.world.database, "test");
const compare = (day: string) =>
  compareBooks({ database: desk.world.database, clock: () => new Date(`2026-${day}T12:00:00Z`) })(
    "test",
  );

type Row = Readonly<Record<string, string>>;
const rows = (bytes: Buffer): readonly Row[] => parse(bytes, { columns: true });
/** By currency, of a column in minor units or in amounts. */
function sumOf(all: readonly Row[], column: string): Readonly<Record<string, bigint>> {
  const sums: Record<string, bigint> = {};
  for (const row of all) {
    const currency = row["currency"] ?? "";
    sums[currency] = (sums[currency] ?? 0n) + BigInt((row[column] ?? "").replace(".", "") || "0");
  }
  return sums;
}

/** What the statements of a month say: what was owed, what moved, what is owed. */
async function statementsOf(startsOn: string): Promise<readonly string[]> {
  const { statements } = await desk.query(
    desk.finance,
    `{ statements(first: 9) { nodes { startsOn currency partner { id } opening { total { amount } }
       closing { total { amount } } movements { kind amount { amount } } } } }`,
  );
  return statements.nodes
    .filter((each: Answer) => each.startsOn === startsOn)
    .map((each: Answer) =>
      [
        `${each.partner.id === alpha ? "Alpha" : "Beta"} ${each.currency} ${each.opening.total.amount}`,
        ...each.movements
          .filter(({ amount }: Answer) => Number(amount.amount) !== 0)
          .map(({ kind, amount }: Answer) => `${kind} ${amount.amount}`),
        each.closing.total.amount,
      ].join(" · "),
    )
    .toSorted();
}

const leads: Record<string, LeadId> = {};
let paidInMarch: Answer;

test("what leads earn in the month is accrued, to the cent", async () => {
  on("02-03");
  leads["first"] = await desk.sql(desk.alpha, dollars);
  leads["held"] = await desk.sql(desk.beta, dollars);
  leads["yen"] = await desk.sql(desk.alpha, yen);
  // 333.34 split 60 to 40: 200.004 and 133.336
  const [mine] = await desk.shared(dollars, 600_000);
  await desk.move("qualifyLead", mine, MET);
  leads["shared"] = mine;
  on("02-06");
  // a deal of 1,234.50 at 7.5 %: 92.5875
  leads["deal"] = await desk.sql(desk.beta, dollars);
  const amount = { amount: "1234.50", currency: "USD" };
  await desk.move("convertLead", leads["deal"], { amount, closeOn: "2026-06-01" });
  await desk.move("winLead", leads["deal"], { amount, closedOn: "2026-02-06" });

  // Alpha: 333.34 + 200.00; Beta: 333.34 + 133.34 + 333.34 + 92.59
  expect(await booked("2026-02-28")).toEqual([
    "Alpha accrued -1001 JPY",
    "Alpha accrued -533.34 USD",
    "Beta accrued -892.61 USD",
    "expense 1001 JPY",
    "expense 1425.95 USD",
  ]);
});

test("what is held stays behind, all else is approved as it was shown", async () => {
  on("02-09");
  const heldId = await credit(leads["held"]!);
  await desk.hold({ creditId: heldId, kind: "MANUAL", reason: "Is it their lead?" });
  const named = { creditIds: [heldId] };
  expect(
    await refusal(desk.finance, "proposeApproval", named, "approvalProposal { id }"),
  ).toContain("is held");
  const { approvalProposal } = await done(
    desk.finance,
    "proposeApproval",
    { all: {} },
    "approvalProposal { id selectionHash creditCount sums { amount currency } }",
  );
  expect(approvalProposal).toMatchObject({
    creditCount: 6,
    sums: [
      { amount: "1001", currency: "JPY" },
      { amount: "1092.61", currency: "USD" },
    ],
  });
  expect((await desk.approve(approvalProposal))["errors"]).toEqual([]);
  expect(await booked("2026-02-28")).toEqual([
    "Alpha payable -1001 JPY",
    "Alpha payable -533.34 USD",
    "Beta accrued -333.34 USD",
    "Beta payable -559.27 USD",
    "expense 1001 JPY",
    "expense 1425.95 USD",
  ]);
});

test("a payout is booked, another comes back, and goes out again with what was held", async () => {
  on("02-16");
  const first = await sent("USD");
  expect(amountsOf(first)).toEqual(["533.34", "559.27"]);
  on("02-18");
  await settled(payoutOf(first, alpha), "02-18");
  on("02-19");
  await done(
    desk.finance,
    "returnPayout",
    {
      ...{ payoutId: payoutOf(first, beta)["id"], returnedOn: "2026-02-19" },
      ...{ bankReference: "STMT 02-19", reason: "AC04 closed" },
    },
    "payout { state }",
  );
  expect(await refusal(desk.finance, "draftPayoutBatch", { currency: "USD" }, BATCH)).toContain(
    "held",
  );

  on("02-20");
  const { creditHolds } = await desk.query(
    desk.finance,
    "{ creditHolds(first: 50) { nodes { id kind releasedAt } } }",
  );
  expect(creditHolds.nodes.map(({ kind }: Answer) => kind).toSorted()).toEqual([
    "BANK_CHANGE",
    "MANUAL",
  ]);
  for (const { id: creditHoldId } of creditHolds.nodes) {
    const asked = { creditHoldId, reason: "Asked by telephone" };
    await done(desk.finance, "requestHoldRelease", asked, "creditHold { id }");
    const decided = { creditHoldId, isReleased: true, note: "Seen" };
    await done(desk.controller, "decideHoldRelease", decided, "creditHold { id }");
  }
  await plantUsableAccount(desk.world, beta, "USD", new Date("2026-02-20T00:00:00Z"));
  await desk.approved([await credit(leads["held"]!)]);
  on("02-23");
  const second = await sent("USD");
  expect(amountsOf(second)).toEqual([null, "892.61"]);
  on("02-25");
  await settled(payoutOf(second, beta), "02-25");
});

test("what was earned in error is taken back, and yen are on their way as the month ends", async () => {
  on("02-24");
  const wrong = await desk.sql(desk.alpha, dollars);
  leads["wrong"] = wrong;
  on("02-26");
  const taken = {
    ...{ creditId: await credit(wrong), reason: "INACCURATE_DATA", trueOn: "2026-02-24" },
    evidence: "Nobody is there",
  };
  await done(desk.finance, "reverseCredit", taken, "reversal { state }");
  const inYen = await sent("JPY");
  expect(amountsOf(inYen)).toEqual(["1001", null]);
  paidInMarch = payoutOf(inYen, alpha);

  expect(await booked("2026-02-28")).toEqual([
    "bank -1425.95 USD",
    "cash_clearing -1001 JPY",
    "expense 1001 JPY",
    "expense 1425.95 USD",
  ]);
});

test("the month is shut, and what comes late is booked in the next one with its own day", async () => {
  on("03-02");
  expect(await step(desk.finance, "softClosePeriod", "2026-02")).toBe("done");
  on("02-28", "15");
  leads["late"] = await desk.sql(desk.alpha, dollars);
  on("03-03");
  await settled(paidInMarch, "03-02");
  await seal();
  await compare("03-03");
  expect(await step(desk.finance, "hardClosePeriod", "2026-02")).not.toBe("done");
  expect(await step(desk.controller, "hardClosePeriod", "2026-02")).toBe("done");

  const february = [
    "bank -1425.95 USD",
    "cash_clearing -1001 JPY",
    "expense 1001 JPY",
    "expense 1425.95 USD",
  ];
  expect(await booked("2026-02-28")).toEqual(february);
  expect(await booked("2026-03-31")).toEqual([
    "Alpha accrued -333.34 USD",
    "bank -1001 JPY",
    "bank -1425.95 USD",
    "expense 1001 JPY",
    "expense 1759.29 USD",
  ]);
  // by the day that they are about
  expect(await booked("2026-02-28", "effectiveTo")).toContain("expense 1759.29 USD");
});

test("statements say the same as the books, and files as both", async () => {
  expect(await step(desk.finance, "issueStatements", "2026-02")).toBe("done");
  const clock = () => new Date("2026-03-03T12:00:00Z");
  expect(await writeStatements({ database: desk.world.database, clock, newId }, "test")).toBe(3);
  // earned 333.34 + 200.00 + 333.34, paid 533.34, taken back 333.34; sent 559.27, which came back, and 892.61
  expect(await statementsOf("2026-02-01")).toEqual([
    "Alpha JPY 0 · ACCRUE 1001 · EXPORT -1001 · 0",
    "Alpha USD 0.00 · ACCRUE 866.68 · EXPORT -533.34 · REVERSE -333.34 · 0.00",
    "Beta USD 0.00 · ACCRUE 892.61 · EXPORT -1451.88 · RETURN 559.27 · 0.00",
  ]);

  const detail = rows(
    (await desk.file({ kind: "CREDIT_DETAIL", from: "2026-02-01", until: "2026-03-01" })).bytes,
  );
  expect(sumOf(detail, "amount_minor")).toEqual({ JPY: 1001n, USD: 142_595n });
  for (const grain of ["SUMMARY", "DETAIL"]) {
    const input = { kind: "GL_JOURNAL", grain, from: "2026-02-01", until: "2026-03-01" };
    const journal = rows((await desk.file(input)).bytes);
    expect(sumOf(journal, "debit"), grain).toEqual(sumOf(journal, "credit"));
  }
});

test("the month went to the books of the firm, and is opened no more", async () => {
  on("03-04");
  const reference = { glReference: "JE-2026-02" };
  expect(await step(desk.finance, "markGlExported", "2026-02", reference)).toBe("done");
  const again = { reason: "One more", days: 1 };
  expect(await step(desk.finance, "reopenPeriod", "2026-02", again)).toContain(
    "went to the books of the firm",
  );
  expect(await desk.broken()).toEqual([]);
});

const DISPUTE = "statementDispute { id state }";

/** A line of a partner's statement of February, by what moved on it; the dispute that is opened over it. */
async function disputed(by: Caller, kind: string, leadId: LeadId, said: object): Promise<Answer> {
  const [creditId] = await desk.creditsOf(leadId);
  const { statements } = await desk.query(
    by,
    "{ statements(first: 9) { nodes { id currency lines(first: 50) { nodes { number kind credit { id } } } } } }",
  );
  const [found] = statements.nodes.flatMap(({ id: statementId, lines }: Answer) =>
    lines.nodes
      .filter((line: Answer) => line.kind === kind && line.credit?.id === creditId)
      .map(({ number: lineNumber }: Answer) => ({ statementId, lineNumber })),
  );
  const { statementDispute } = await done(
    by,
    "disputeStatementLine",
    { ...found, ...said },
    DISPUTE,
  );
  return statementDispute;
}

async function answered({ id: statementDisputeId }: Answer, answer: object): Promise<string> {
  const proposed = { statementDisputeId, answer: "As the minutes say", ...answer };
  await done(desk.finance, "proposeDisputeOutcome", proposed, DISPUTE);
  const decided = { statementDisputeId, isApproved: true, note: "Seen" };
  const ended = await done(desk.controller, "decideStatementDispute", decided, DISPUTE);
  return ended["statementDispute"].state;
}

test("partners dispute what February's statements say: one is right, and is credited again, one is not", async () => {
  on("03-05");
  const wrong = leads["wrong"]!;
  const over = await disputed(desk.alpha, "REVERSE", wrong, {
    ...{ reason: "REVERSAL", grounds: "Somebody is there", evidence: "Their card" },
  });
  const amount = await disputed(desk.beta, "ACCRUE", leads["deal"]!, {
    ...{ reason: "AMOUNT", grounds: "The deal was 1,300.00" },
  });
  const appealing = { creditId: await credit(wrong), grounds: "Somebody is there" };
  const { appeal } = await done(desk.alpha, "appealReversal", appealing, "appeal { id }");
  on("03-06");
  const upheld = { appealId: appeal.id, decision: "UPHOLD", note: "They answered the telephone" };
  await done(desk.leader, "decideReversalAppeal", upheld, "appeal { id }");
  const again = (await desk.credits(desk.finance, wrong, "id state")).find(
    ({ state }) => state === "ACCRUED",
  );
  const correcting = { outcome: "UPHELD", correctingCreditId: again?.["id"] };
  expect(await answered(over, correcting)).toBe("UPHELD");
  expect(await answered(amount, { outcome: "DISMISSED" })).toBe("DISMISSED");

  // what came late, and what was credited again
  expect(await booked("2026-03-31")).toContain("Alpha accrued -666.68 USD");
  expect(await desk.broken()).toEqual([]);
});

test("what was paid is taken back, a part of it written off, and the rest set off before anything is transferred", async () => {
  on("03-09");
  const taken = {
    ...{ creditId: await credit(leads["first"]!), reason: "INACCURATE_DATA" },
    ...{ trueOn: "2026-02-03", evidence: "It was another company" },
  };
  await done(desk.finance, "reverseCredit", taken, "reversal { state }");
  expect(await booked("2026-03-31")).toEqual([
    "Alpha accrued -666.68 USD",
    "Alpha clawback_receivable 333.34 USD",
    "bank -1001 JPY",
    "bank -1425.95 USD",
    "expense 1001 JPY",
    "expense 2092.63 USD",
    "expense_recovery -333.34 USD",
  ]);
  const { clawbacks } = await desk.query(desk.alpha, "{ clawbacks(first: 9) { nodes { id } } }");
  const [{ id: clawbackId }] = clawbacks.nodes;
  const proposal = {
    ...{ clawbackId, amount: { amount: "33.34", currency: "USD" } },
    reason: "We said it was a lead as well",
  };
  const { writeOff } = await done(desk.finance, "proposeWriteOff", proposal, "writeOff { id }");
  const decision = { writeOffId: writeOff.id, isApproved: true };
  await done(desk.controller, "decideWriteOff", decision, "writeOff { state }");

  on("03-16");
  const { approvalProposal } = await done(
    ...([desk.finance, "proposeApproval", { all: {} }] as const),
    "approvalProposal { id selectionHash creditCount }",
  );
  expect(approvalProposal).toMatchObject({ creditCount: 2 });
  expect((await desk.approve(approvalProposal))["errors"]).toEqual([]);
  await plantUsableAccount(desk.world, alpha, "USD", new Date("2026-03-16T00:00:00Z"));
  const batch = await sent("USD");
  // 666.68 are payable, and 300.00 of 333.34 are owed
  const payouts: readonly Answer[] = batch["payouts"].nodes;
  expect(payouts.map(({ amount }: Answer) => amount.amount as string).toSorted()).toEqual([
    "300.00",
    "366.68",
  ]);
  on("03-18");
  await settled(
    payouts.find(({ amount }) => amount.amount === "366.68"),
    "03-18",
  );
  expect(await booked("2026-03-31")).toEqual([
    "bank -1001 JPY",
    "bank -1792.63 USD",
    "expense 1001 JPY",
    "expense 2092.63 USD",
    "expense_recovery -333.34 USD",
    "writeoff 33.34 USD",
  ]);
  expect(await desk.broken()).toEqual([]);
});

test("March is shut with nothing owed either way, and February's statements say what they said", async () => {
  const february = await statementsOf("2026-02-01");
  on("04-01");
  expect(await step(desk.finance, "softClosePeriod", "2026-03")).toBe("done");
  await seal();
  await compare("04-01");
  expect(await step(desk.controller, "hardClosePeriod", "2026-03")).toBe("done");
  expect(await step(desk.finance, "issueStatements", "2026-03")).toBe("done");
  const clock = () => new Date("2026-04-01T12:00:00Z");
  await writeStatements({ database: desk.world.database, clock, newId }, "test");
  // the recovery of 333.34 was owed; 33.34 were written off, 300.00 set off against what was payable
  expect(await statementsOf("2026-03-01")).toEqual([
    "Alpha USD 0.00 · ACCRUE 666.68 · REVERSE -333.34 · WRITE_OFF 33.34 · EXPORT -366.68 · 0.00",
  ]);
  expect(await statementsOf("2026-02-01")).toEqual(february);
  const journal = rows(
    (
      await desk.file({
        kind: "GL_JOURNAL",
        grain: "DETAIL",
        from: "2026-02-01",
        until: "2026-04-01",
      })
    ).bytes,
  );
  expect(sumOf(journal, "debit")).toEqual(sumOf(journal, "credit"));
  expect(await desk.broken()).toEqual([]);
});
