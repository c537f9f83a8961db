import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { StatementId } from "../../src/kernel/index.ts";
import { compareBooks, DEFAULT_ENTITY_ID, sealJournals } from "../../src/ledger/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { statementCsv, writeStatements } from "../../src/statements/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

let desk: ApprovalDesk;
let programId: string;
beforeAll(async () => {
  desk = await openApprovalDesk();
  await desk.world.asOwner(
    `insert into accounting_period (id, entity_id, starts_on)
     select gen_random_uuid(), $1, month::date from generate_series('2026-02-01'::date, '2026-06-01', '1 month') as month`,
    [DEFAULT_ENTITY_ID],
  );
  programId = await desk.paying([bounty("SQL", "200.00")]);
});
afterAll(() => desk.world.close());

async function step(by: Caller, verb: string, month: string, more: object = {}): Promise<string> {
  const { accountingPeriods } = await desk.query(
    desk.finance,
    "{ accountingPeriods(first: 50) { nodes { id startsOn } } }",
  );
  const { id } = accountingPeriods.nodes.find((each: Answer) => each.startsOn === `${month}-01`);
  const input = { accountingPeriodId: id, ...more };
  const { errors } = await desk.run(by, verb, input, "accountingPeriod { id }");
  return errors[0] ? `${errors[0].code}: ${errors[0].message}` : "done";
}

const issue = (month: string) => step(desk.finance, "issueStatements", month);
const write = () =>
  writeStatements(
    { database: desk.world.database, clock: () => new Date("2026-06-01T00:00:00.000Z"), newId },
    "test",
  );

/** Soft-closes and closes a month that is over, with its books compared. */
async function close(month: string, at: string): Promise<void> {
  desk.at(at);
  const { database } = desk.world;
  await sealJournals(database, "test");
  await compareBooks({ database, clock: () => new Date(at) })("test");
  await step(desk.finance, "softClosePeriod", month);
  expect(await step(desk.controller, "hardClosePeriod", month)).toBe("done");
}

const PARTS =
  "total { amount } accrued { amount } heldBack { amount } payable { amount } inTransit { amount } receivable { amount }";
const SHOWN = `id number startsOn endsOn currency lineCount opening { ${PARTS} } closing { ${PARTS} }
  movements { kind lineCount amount { amount } }
  lines(first: 50) { nodes { number kind accountingOn effectiveOn isLate correctsNumber milestone programName
    credit { id } amount { amount } parts { ${PARTS} } balance { amount } } }`;

const statements = async (by: Caller): Promise<readonly Answer[]> =>
  (await desk.query(by, `{ statements(first: 50) { nodes { ${SHOWN} } } }`)).statements.nodes;

/** The six figures, the whole first. */
const figures = (balance: Answer): string =>
  ["total", "accrued", "heldBack", "payable", "inTransit", "receivable"]
    .map((name) => balance[name].amount)
    .join(" ");

const linesOf = (statement: Answer): readonly string[] =>
  statement["lines"].nodes.map((line: Answer) =>
    [
      line["number"],
      line["kind"],
      line["accountingOn"],
      line["amount"].amount,
      line["balance"].amount,
      ...(line["isLate"] ? ["late"] : []),
      ...(line["correctsNumber"] === null ? [] : [`corrects ${line["correctsNumber"]}`]),
    ].join(" "),
  );

describe("Statements", () => {
  let creditId: string;

  test("are of closed months alone, and are issued once", async () => {
    desk.at("2026-02-10T10:00:00.000Z");
    const leadId = await desk.sql(desk.alpha, programId);
    [creditId = ""] = await desk.creditsOf(leadId);
    await desk.sql(desk.beta, programId);
    desk.at("2026-02-20T10:00:00.000Z");
    await desk.approved([creditId]);

    expect(await issue("2026-02")).toContain("BUSINESS_RULE: 2026-02 is not closed");
    await expect(
      desk.world.asOwner(`select set_config('app.actor_id', gen_random_uuid()::text, true);
        insert into statement_issue (period_id, issued_at, issued_by)
        select id, now(), app.actor() from accounting_period where starts_on = '2026-02-01'`),
    ).rejects.toMatchObject({ constraint: "statement_issue_closed" });
    await close("2026-02", "2026-03-03T10:00:00.000Z");
    expect(await issue("2026-03")).toContain("2026-03 is not closed");
    expect(await issue("2026-02")).toBe("done");
    expect(await issue("2026-02")).toContain("ALREADY_DONE");
    expect(await statements(desk.finance)).toEqual([]);
    expect(await write()).toBe(2);
    expect(await write()).toBe(0);
  });

  test("say what was owed, what moved and what is owed, to whom it is alone", async () => {
    const [own, ...others] = await statements(desk.alpha);
    expect(others).toEqual([]);
    // 200.00 was earned, and is payable since it was approved
    expect(own).toMatchObject({
      ...{ number: 1, startsOn: "2026-02-01", endsOn: "2026-02-28", currency: "USD", lineCount: 2 },
      movements: [
        { kind: "ACCRUE", lineCount: 1, amount: { amount: "200.00" } },
        { kind: "APPROVE", lineCount: 1, amount: { amount: "0.00" } },
      ],
    });
    expect(figures(own?.["opening"])).toBe("0.00 0.00 0.00 0.00 0.00 0.00");
    expect(figures(own?.["closing"])).toBe("200.00 0.00 0.00 200.00 0.00 0.00");
    expect(linesOf(own ?? {})).toEqual([
      "1 ACCRUE 2026-02-10 200.00 200.00",
      "2 APPROVE 2026-02-20 0.00 200.00",
    ]);
    expect(own?.["lines"].nodes[1]).toMatchObject({ credit: { id: creditId }, milestone: "SQL" });
    expect(figures(own?.["lines"].nodes[1].parts)).toBe("0.00 -200.00 0.00 200.00 0.00 0.00");

    const [beta] = await statements(desk.beta);
    expect(beta).toMatchObject({ number: 1, lineCount: 1 });
    expect(figures(beta?.["closing"])).toBe("200.00 200.00 0.00 0.00 0.00 0.00");
    const asked = `{ node(id: "${beta?.["id"]}") { id } }`;
    expect((await desk.query(desk.alpha, asked)).node).toBeNull();
    expect(await statements(desk.finance)).toHaveLength(2);
  });

  test("stay as they are when their month is opened again: what comes then, and what is taken back, stands in the next", async () => {
    const before = await statements(desk.alpha);
    desk.at("2026-03-05T10:00:00.000Z");
    const why = { reason: "A lead came late", days: 2 };
    await step(desk.finance, "reopenPeriod", "2026-02", why);
    await step(desk.controller, "decideReopening", "2026-02", { isApproved: true });
    desk.at("2026-02-27T10:00:00.000Z");
    await desk.sql(desk.alpha, programId);
    await close("2026-02", "2026-03-06T10:00:00.000Z");
    desk.at("2026-03-10T10:00:00.000Z");
    const taken = {
      ...{ creditId, reason: "INACCURATE_DATA", trueOn: "2026-02-10", evidence: "Nobody is there" },
    };
    const { errors } = await desk.run(desk.finance, "reverseCredit", taken, "reversal { state }");
    expect(errors).toEqual([]);
    await close("2026-03", "2026-04-03T10:00:00.000Z");
    expect(await issue("2026-02")).toContain("ALREADY_DONE");
    expect(await issue("2026-03")).toBe("done");
    // of Beta nothing moved
    expect(await write()).toBe(1);

    const [march, february] = await statements(desk.alpha);
    expect([february]).toEqual(before);
    // 200.00, and 200.00 of the late lead, less 200.00 that was taken back: first its approval, then what it earned
    expect(march).toMatchObject({ number: 2, lineCount: 3 });
    expect(linesOf(march ?? {})).toEqual([
      "1 ACCRUE 2026-02-27 200.00 400.00 late",
      "2 REVERSE 2026-03-10 0.00 400.00 corrects 1",
      "3 REVERSE 2026-03-10 -200.00 200.00 corrects 1",
    ]);
    expect(figures(march?.["opening"])).toBe(figures(february?.["closing"]));
    expect(figures(march?.["closing"])).toBe("200.00 200.00 0.00 0.00 0.00 0.00");
    expect(await desk.broken()).toEqual([]);
  });

  test("are fetched as CSV, with the same bytes each time", async () => {
    const [march] = await statements(desk.alpha);
    const fetched = async (by: Caller, profile: "machine" | "excel" = "machine") => {
      const id = march?.["id"] as StatementId;
      const parts = await statementCsv(desk.world, by.session, id, profile);
      if (parts === null) return null;
      const all: Buffer[] = [];
      for await (const part of parts) all.push(part);
      return Buffer.concat(all).toString();
    };
    const [shown] = march?.["lines"].nodes ?? [];
    const program = shown.programName;
    const own = await fetched(desk.alpha);
    const late = shown.credit.id;
    expect(own?.split("\n")).toEqual([
      "statement_no,period,currency,line_no,date,effective_date,type,credit_id,program,milestone,late,corrects_statement_no,amount_in,amount_out,accrued,held_back,payable,in_transit,receivable,running_balance",
      "2,2026-03,USD,,2026-03-01,2026-03-01,OPENING,,,,,,,,0.00,0.00,200.00,0.00,0.00,200.00",
      `2,2026-03,USD,1,2026-02-27,2026-02-27,ACCRUE,${late},${program},SQL,yes,,200.00,,200.00,0.00,0.00,0.00,0.00,400.00`,
      `2,2026-03,USD,2,2026-03-10,2026-03-10,REVERSE,${creditId},${program},SQL,,1,,,200.00,0.00,-200.00,0.00,0.00,400.00`,
      `2,2026-03,USD,3,2026-03-10,2026-03-10,REVERSE,${creditId},${program},SQL,,1,,200.00,-200.00,0.00,0.00,0.00,0.00,200.00`,
      "2,2026-03,USD,,2026-03-31,2026-03-31,CLOSING,,,,,,,,200.00,0.00,0.00,0.00,0.00,200.00",
      "",
    ]);
    await desk.world.asOwner("update incentive_program set name = name || ' renamed'");
    expect(await fetched(desk.finance)).toBe(own);
    expect(await fetched(desk.alpha, "excel")).toBe(`\uFEFF${own?.replaceAll("\n", "\r\n")}`);
    expect(await fetched(desk.beta)).toBeNull();
  });

  test("are changed by nobody, and none is written that does not add up", async () => {
    const refused = async (text: string, constraint: string) =>
      expect(
        desk.world.asOwner(
          `select set_config('app.actor_id', gen_random_uuid()::text, true); ${text}`,
        ),
      ).rejects.toMatchObject({ constraint });
    await refused("update partner_statement set number = 9", "partner_statement_append_only");
    await refused("delete from partner_statement_line", "partner_statement_line_append_only");
    await refused(
      "update statement_issue set written_at = written_at + interval '1 day'",
      "statement_issue_ends_once",
    );
    const line = (minor: string, number: string, seq: string) => `
      insert into partner_statement_line
      select statement_id, ${number}, partner_id, ${seq}, kind, program_id, program_name, credit_id, milestone, effective_on, accounting_on,
        is_late, corrects_number, ${minor}, 0, 0, 0, 0, balance_minor
      from partner_statement_line
      where number = 1 and is_late`;
    await refused(line("0", "4", "9999"), "partner_statement_adds_up");
    const another = (opening: string, number: string) => `
      with issue as (
        insert into statement_issue (period_id, issued_at, issued_by)
        select id, now(), app.actor() from accounting_period where starts_on = '2026-04-01'
        returning period_id, entity_id
      ), statement as (
        insert into partner_statement
        select gen_random_uuid(), own.partner_id, ${number}, issue.period_id, issue.entity_id, own.currency, '2026-04-01', '2026-04-30', 1,
          ${opening}, 0, 0, 0, 0, ${opening} + 5, 0, 0, 0, 0, now()
        from partner_statement as own
        cross join issue
        where own.number = 2
        returning id, partner_id
      )
      insert into partner_statement_line
      select statement.id, 1, statement.partner_id, 9999, kind, program_id, program_name, credit_id, milestone, effective_on, accounting_on,
        false, null, 5, 0, 0, 0, 0, ${opening} + 5
      from partner_statement_line as own
      join statement on statement.partner_id = own.partner_id
      where own.number = 1 and own.is_late`;
    await close("2026-04", "2026-05-03T10:00:00.000Z");
    await refused(another("0", "3"), "partner_statement_adds_up");
    await refused(another("20000", "4"), "partner_statement_adds_up");
    // the same is refused by nothing where it begins as the one before ended
    await expect(
      desk.world.asOwner(
        `select set_config('app.actor_id', gen_random_uuid()::text, true); ${another("20000", "3")}; select 1 / 0`,
      ),
    ).rejects.toThrow("division by zero");
  });

  test("are written once, whoever writes them at the same time", async () => {
    desk.at("2026-05-04T10:00:00.000Z");
    await desk.sql(desk.alpha, programId);
    await desk.sql(desk.beta, programId);
    expect(await issue("2026-04")).toBe("done");
    await close("2026-05", "2026-06-03T10:00:00.000Z");
    expect(await issue("2026-05")).toBe("done");
    const written = await Promise.all([write(), write(), write()]);
    expect(written.reduce((all, each) => all + each, 0)).toBe(2);
    const numbers = (await statements(desk.alpha)).map(({ number }) => number);
    expect(numbers).toEqual([3, 2, 1]);
    expect(await desk.broken()).toEqual([]);
  });
});
