import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import { compareBooks, DEFAULT_ENTITY_ID, sealJournals } from "../../src/ledger/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { remindOfStatementDisputes, writeStatements } from "../../src/statements/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

const SHOWN =
  "statementDispute { id state reason lineNumber answer dueAt hold { id told releasedAt } credit { id } correctingCredit { id } }";
const ISSUED = "2026-03-03T10:00:00.000Z";

let desk: ApprovalDesk;
let statementId: string;
/** One credit for each of the lines 1 to 4, in their order. */
let credits: readonly string[];

beforeAll(async () => {
  desk = await openApprovalDesk();
  const { world, finance, controller } = desk;
  await world.asOwner(
    `insert into accounting_period (id, entity_id, starts_on) values (gen_random_uuid(), $1, '2026-02-01')`,
    [DEFAULT_ENTITY_ID],
  );
  const programId = await desk.paying([bounty("SQL", "200.00")]);
  desk.at("2026-02-10T10:00:00.000Z");
  for (let each = 0; each < 4; each += 1) await desk.sql(desk.alpha, programId);
  await desk.sql(desk.beta, programId);
  desk.at(ISSUED);
  await sealJournals(world.database, "test");
  await compareBooks({ database: world.database, clock: () => new Date(ISSUED) })("test");
  const { accountingPeriods } = await desk.query(
    finance,
    "{ accountingPeriods(first: 50) { nodes { id startsOn } } }",
  );
  const { id } = accountingPeriods.nodes.find(({ startsOn }: Answer) => startsOn === "2026-02-01");
  for (const [by, verb] of [
    [finance, "softClosePeriod"],
    [controller, "hardClosePeriod"],
    [finance, "issueStatements"],
  ] as const) {
    const { errors } = await desk.run(
      by,
      verb,
      { accountingPeriodId: id },
      "accountingPeriod { id }",
    );
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
  }
  const clock = () => new Date(ISSUED);
  await writeStatements({ database: world.database, clock, newId }, "test");
  const { statements } = await desk.query(
    desk.alpha,
    "{ statements(first: 1) { nodes { id lines(first: 9) { nodes { credit { id } } } } } }",
  );
  const [own] = statements.nodes;
  statementId = own.id;
  credits = own.lines.nodes.map((line: Answer) => line["credit"].id);
}, 120_000);
afterAll(() => desk.world.close());

const dispute = (said: object, by: Caller = desk.alpha) =>
  desk.run(
    by,
    "disputeStatementLine",
    { statementId, reason: "AMOUNT", grounds: "It was 300.00", ...said },
    SHOWN,
  );
const opened = async (lineNumber: number): Promise<Answer> => {
  const { statementDispute, errors } = await dispute({ lineNumber });
  expect(errors).toEqual([]);
  return statementDispute;
};
const propose = (statementDisputeId: string, said: object, by = desk.finance) =>
  desk.run(
    by,
    "proposeDisputeOutcome",
    { statementDisputeId, answer: "We looked", ...said },
    SHOWN,
  );
const decide = (
  statementDisputeId: string,
  said: object = { isApproved: true },
  by = desk.controller,
) => desk.run(by, "decideStatementDispute", { statementDisputeId, ...said }, SHOWN);
const told = ({ errors }: Answer): string =>
  errors[0] === undefined ? "done" : `${errors[0].code}: ${errors[0].message}`;
const waiting = async (): Promise<readonly string[]> =>
  (
    await desk.query(desk.finance, "{ creditsToApprove(first: 50) { nodes { id } } }")
  ).creditsToApprove.nodes.map(({ id }: Answer) => id);
const refused = async (by: Caller, text: string, constraint: string) =>
  expect(
    desk.world.asOwner(
      `select set_config('app.actor_id', '${by.actor.id}', true), set_config('app.partner_id', '${
        by.actor.partnerId === null ? "" : uuidOf(by.actor.partnerId)
      }', true); ${text}`,
    ),
  ).rejects.toMatchObject({ constraint });

describe("A disputed line of a statement", () => {
  test("is held until the partner withdraws, and is disputed once at a time", async () => {
    desk.at("2026-03-10T10:00:00.000Z");
    const first = await opened(1);

    expect(first).toMatchObject({
      ...{ state: "OPEN", lineNumber: 1, dueAt: "2026-03-24T10:00:00.000Z" },
      ...{ credit: { id: credits[0] }, hold: { told: "DISPUTE", releasedAt: null } },
    });
    expect(await waiting()).not.toContain(credits[0]);
    expect(told(await dispute({ lineNumber: 1 }))).toContain("ALREADY_DONE: You have a dispute");
    const release = { creditHoldId: first["hold"].id, reason: "It is nothing" };
    const asked = await desk.run(desk.finance, "requestHoldRelease", release, "creditHold { id }");
    expect(told(asked)).toContain("the hold ends with that dispute");

    const other = await desk.run(
      desk.beta,
      "withdrawStatementDispute",
      { statementDisputeId: first["id"] },
      SHOWN,
    );
    expect(told(other)).toContain("NOT_FOUND");
    const withdrawn = await desk.run(
      desk.alpha,
      "withdrawStatementDispute",
      { statementDisputeId: first["id"] },
      SHOWN,
    );
    expect(withdrawn.statementDispute).toMatchObject({
      ...{ state: "WITHDRAWN", hold: { releasedAt: "2026-03-10T10:00:00.000Z" } },
    });
    expect(await waiting()).toContain(credits[0]);
    expect(told(await propose(first["id"], { outcome: "DISMISSED" }))).toContain("withdrew");
  });

  test("is one's own, within 60 days, and is there", async () => {
    expect(told(await dispute({ lineNumber: 1 }, desk.beta))).toContain(
      "NOT_FOUND: There is no statement",
    );
    expect(told(await dispute({ lineNumber: 9 }))).toContain(
      "has 4 lines, and none with the number 9",
    );
    const vendors = await desk.run(
      desk.sales,
      "disputeStatementLine",
      { statementId, lineNumber: 1, reason: "AMOUNT", grounds: "No" },
      SHOWN,
    );
    expect(told(vendors)).toContain("FORBIDDEN");
    desk.at("2026-05-02T10:00:00.000Z");
    expect(told(await dispute({ lineNumber: 2 }))).toContain(
      "could be disputed until 2026-05-02T10:00:00.000Z",
    );
    desk.at("2026-03-11T10:00:00.000Z");
    const missing = { reason: "MISSING" };
    expect(told(await dispute({ ...missing, missingCreditId: credits[1] }))).toContain(
      "line 2 of statement 1 is of it",
    );
    expect(told(await dispute({ ...missing, missingCreditId: newId("crd") }))).toContain(
      "NOT_FOUND",
    );
    expect(told(await dispute({ missingCreditId: credits[1] }))).toContain("VALIDATION_FAILED");
    const insert = (at: string, line: number, of: string) => `
      insert into statement_dispute (id, partner_id, statement_id, line_number, credit_id, reason, grounds, opened_at, opened_by,
        due_at, hold_id)
      select gen_random_uuid(), partner_id, id, ${line}, ${of}, 'AMOUNT', 'x', '${at}', '${desk.alpha.actor.id}', '2027-01-01',
        null from partner_statement where id = '${uuidOf(statementId as "stm_")}'`;
    const own = `'${uuidOf(credits[1] as "crd_")}'`;
    await refused(desk.alpha, insert("2026-05-02T10:00:00Z", 2, own), "statement_dispute_in_time");
    await refused(desk.alpha, insert("2026-03-11T10:00:00Z", 3, own), "statement_dispute_of_line");
    await refused(desk.alpha, insert("2026-03-11T10:00:00Z", 2, own), "statement_dispute_holds");
    await refused(desk.beta, insert("2026-03-11T10:00:00Z", 2, own), "statement_dispute_by_actor");
  });

  test("is dismissed by two persons, with what the partner reads", async () => {
    const { id, hold } = await opened(2);
    expect(told(await decide(id))).toContain("Nobody has proposed an outcome");
    expect(told(await propose(id, { outcome: "DISMISSED" }))).toBe("done");
    expect(told(await propose(id, { outcome: "DISMISSED" }))).toContain("ALREADY_DONE");
    expect(told(await decide(id, { isApproved: true }, desk.finance))).toContain(
      "You proposed this outcome",
    );
    await refused(
      desk.finance,
      `update statement_dispute_outcome set state = 'DECLINED', note = 'x', decided_at = now(), decided_by = '${desk.finance.actor.id}'
       where state = 'WAITING'`,
      "statement_dispute_outcome_two_persons",
    );
    await refused(
      desk.controller,
      `update statement_dispute set state = 'DISMISSED', answer = 'We looked', ended_at = now(), ended_by = '${desk.controller.actor.id}',
         outcome_id = (select id from statement_dispute_outcome where state = 'WAITING') where state = 'OPEN'`,
      "statement_dispute_decided_by_two",
    );
    await refused(
      desk.controller,
      `update credit_hold set released_at = now(), released_by = '${desk.controller.actor.id}' where id = '${uuidOf(hold.id)}'`,
      "credit_hold_ends_with_dispute",
    );
    expect(told(await decide(id, { isApproved: false, note: "Say why" }))).toBe("done");
    const again = { outcome: "DISMISSED", answer: "200.00 is the bounty of your tier" };
    expect(told(await propose(id, again))).toBe("done");
    const { statementDispute } = await decide(id);

    expect(statementDispute).toMatchObject({ state: "DISMISSED", answer: again.answer });
    expect(statementDispute.hold.releasedAt).not.toBeNull();
    expect(await waiting()).toContain(credits[1]);
    const seen = await desk.query(
      desk.alpha,
      `{ statements(first: 1) { nodes { disputes(first: 9) { nodes { state answer } } } } }`,
    );
    expect(seen.statements.nodes[0].disputes.nodes).toEqual([
      { state: "WITHDRAWN", answer: null },
      { state: "DISMISSED", answer: again.answer },
    ]);
    expect(told(await decide(id))).toContain("ALREADY_DONE");
  });

  test("is upheld with what was booked since, for its partner, and with nothing else", async () => {
    const { id } = await opened(3);
    const upheld = (correctingCreditId: string) =>
      propose(id, { outcome: "UPHELD", correctingCreditId });
    // booked before, and of another partner
    expect(told(await upheld(credits[2] ?? ""))).toContain(
      "BUSINESS_RULE: What came of the dispute",
    );
    const { statements } = await desk.query(
      desk.beta,
      "{ statements(first: 1) { nodes { lines(first: 1) { nodes { credit { id } } } } } }",
    );
    expect(told(await upheld(statements.nodes[0].lines.nodes[0].credit.id))).toContain(
      "BUSINESS_RULE",
    );
    expect(told(await propose(id, { outcome: "UPHELD" }))).toContain("VALIDATION_FAILED");
    const taken = {
      creditId: credits[2],
      reason: "INACCURATE_DATA",
      trueOn: "2026-02-10",
      evidence: "Twice",
    };
    expect(told(await desk.run(desk.finance, "reverseCredit", taken, "reversal { state }"))).toBe(
      "done",
    );
    expect(told(await upheld(credits[2] ?? ""))).toBe("done");
    const { statementDispute } = await decide(id);

    expect(statementDispute).toMatchObject({
      ...{ state: "UPHELD", correctingCredit: { id: credits[2] } },
    });
    expect(statementDispute.hold.releasedAt).not.toBeNull();
    expect(await desk.broken()).toEqual([]);
  });

  test("is told to finance once where its time has passed, and what is proposed lapses as it is withdrawn", async () => {
    const { id } = await opened(4);
    expect(told(await propose(id, { outcome: "DISMISSED" }))).toBe("done");
    const remind = (at: string) =>
      remindOfStatementDisputes({ database: desk.world.database, clock: () => new Date(at) })(
        "test",
      );
    const count = async () =>
      (
        await desk.world.asOwner<{ kind: string }>(
          "select kind from notice_occasion where kind = 'STATEMENT_DISPUTE_OVERDUE'",
        )
      ).length;
    await remind("2026-03-20T10:00:00.000Z");
    expect(await count()).toBe(0);
    await remind("2026-03-26T10:00:00.000Z");
    await remind("2026-03-27T10:00:00.000Z");
    expect(await count()).toBe(1);

    const gone = await desk.run(
      desk.alpha,
      "withdrawStatementDispute",
      { statementDisputeId: id },
      SHOWN,
    );
    expect(told(gone)).toBe("done");
    const { statementDisputes } = await desk.query(
      desk.finance,
      `{ statementDisputes(first: 9, filter: { state: WITHDRAWN }) { nodes { lineNumber outcomes { state outcome } } } }`,
    );
    expect(statementDisputes.nodes).toEqual([
      { lineNumber: 1, outcomes: [] },
      { lineNumber: 4, outcomes: [{ state: "LAPSED", outcome: "DISMISSED" }] },
    ]);
    expect(await desk.broken()).toEqual([]);
  });
});
