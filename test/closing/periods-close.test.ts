import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { endReopenings } from "../../src/closing/index.ts";
import { hardClosePeriod } from "../../src/closing/hard-close-period.ts";
import { softClosePeriod } from "../../src/closing/soft-close-period.ts";
import { periodFaults } from "../../src/closing/store/period-checks.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { AccountingPeriodId, LeadId } from "../../src/kernel/index.ts";
import {
  BooksFigures,
  compareBooks,
  DEFAULT_ENTITY_ID,
  sealJournals,
  watchBooks,
} from "../../src/ledger/index.ts";
import { toStatement } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import type { LogFields } from "../../src/platform/logger.ts";
import { bounty, openIncentiveDesk } from "../incentives/incentive-desk.ts";
import type { IncentiveDesk } from "../incentives/incentive-desk.ts";
import { connect, UNGUARDED } from "../ledger/books.ts";
import { logInto } from "../protection/desk.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

let desk: IncentiveDesk;
let programId: string;
beforeAll(async () => {
  desk = await openIncentiveDesk();
  await desk.world.asOwner(
    `insert into accounting_period (id, entity_id, starts_on)
     select gen_random_uuid(), $1, month::date from generate_series('2026-02-01'::date, '2026-06-01', '1 month') as month`,
    [DEFAULT_ENTITY_ID],
  );
  programId = await desk.paying([bounty("SQL", "200.00")]);
});
afterAll(() => desk.world.close());

async function query(by: Caller, text: string): Promise<Answer> {
  const { data, errors } = await desk.api.run(by, text, {});
  if (errors) throw new Error(JSON.stringify(errors));
  return JSON.parse(JSON.stringify(data));
}

const SHOWN = `id startsOn state closeSeq closedAt glExportedAt
  steps { number kind reason days openUntil closeSeq trialBalanceSha256 glReference }`;

/** A month such as "2026-02". */
async function period(month: string): Promise<Answer> {
  const { accountingPeriods } = await query(
    desk.finance,
    `{ accountingPeriods(first: 50) { nodes { ${SHOWN} } } }`,
  );
  return accountingPeriods.nodes.find((each: Answer) => each.startsOn === `${month}-01`);
}

const idOfMonth = async (month: string): Promise<AccountingPeriodId> => (await period(month)).id;

/** What came of a step: the state of the month, or why not. */
async function step(by: Caller, verb: string, month: string, more: object = {}): Promise<string> {
  const input = { accountingPeriodId: await idOfMonth(month), ...more };
  const { accountingPeriod, errors } = await desk.run(
    by,
    verb,
    input,
    "accountingPeriod { state }",
  );
  return errors[0] ? `${errors[0].code}: ${errors[0].message}` : accountingPeriod.state;
}

const seal = () => sealJournals(desk.world.database, "test");
const compare = (at: string) =>
  compareBooks({ database: desk.world.database, clock: () => new Date(at) })("test");

/** A lead that became an SQL at the time at which the desk stands, and what is posted for it. */
async function earned(): Promise<string> {
  const leadId = await desk.sql(desk.alpha, programId);
  return uuidOf(leadId);
}

/** On which day the awards of leads are booked, and about which day they are. */
const booked = async (...leads: readonly string[]): Promise<readonly string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select txn.effective_date || ' in ' || txn.accounting_date as told
       from journal_txn as txn
       join award on award.id = txn.source_id
       where award.lead_id = any ($1::uuid[])
       order by txn.effective_date, txn.accounting_date`,
      [leads],
    )
  ).map(({ told }) => told);

/** What is accrued up to a day, in cents. */
async function accrued(until: string): Promise<bigint> {
  const { trialBalance } = await query(
    desk.finance,
    `{ trialBalance(input: { ${until} }) { rows { role balance { amount } } } }`,
  );
  const rows: { role: string; balance: { amount: string } }[] = trialBalance.rows;
  return rows
    .filter(({ role }) => role === "ACCRUED")
    .reduce((all, { balance }) => all - BigInt(balance.amount.replace(".", "")), 0n);
}

describe("A month of the books", () => {
  let inMarch: string;

  test("is soft-closed when it is over, and not before", async () => {
    desk.at("2026-02-20T10:00:00.000Z");
    expect(await booked(await earned())).toEqual(["2026-02-20 in 2026-02-20"]);

    expect(await step(desk.finance, "softClosePeriod", "2026-02")).toContain(
      "2026-02 is not over: it can be soft-closed from 2026-03-01 on",
    );
    await expect(
      desk.world.asOwner(`select set_config('app.actor_id', gen_random_uuid()::text, true);
        insert into period_step (id, period_id, number, kind, made_at, made_by)
        select gen_random_uuid(), id, 1, 'SOFT_CLOSED', '2026-02-28', app.actor() from accounting_period where starts_on = '2026-02-01'`),
    ).rejects.toMatchObject({ constraint: "period_step_follows" });
    desk.at("2026-03-02T10:00:00.000Z");
    expect(await step(desk.finance, "softClosePeriod", "2026-02")).toBe("SOFT_CLOSED");
  });

  test("that is soft-closed takes no more of what leads earn: it is booked in the next one, with its own day", async () => {
    desk.at("2026-02-25T10:00:00.000Z");
    inMarch = await earned();
    expect(await booked(inMarch)).toEqual(["2026-02-25 in 2026-03-01"]);
    await seal();

    // 200.00 of which the books of February know, and 400.00 that February earned
    expect(await accrued('accountingTo: "2026-02-28"')).toBe(20_000n);
    expect(await accrued('effectiveTo: "2026-02-28"')).toBe(40_000n);
  });

  test("in which something was late is told to whoever watches the books, once", async () => {
    const logged: LogFields[] = [];
    const books = new BooksFigures();
    const clock = () => new Date();
    const watch = watchBooks({ ...desk.world, clock, books, log: logInto(logged) });
    await watch("test");
    await watch("test");
    expect(logged).toEqual([
      {
        note: "postings of the last day were booked in a later month: their own was shut",
        count: 1,
      },
    ]);
    expect(books.counts().late).toBe(1);
  });

  test("is closed by another person, once its books were looked at, and keeps what it came to", async () => {
    desk.at("2026-03-03T10:00:00.000Z");
    expect(await step(desk.finance, "hardClosePeriod", "2026-02")).toContain(
      "You prepared 2026-02",
    );
    expect(await step(desk.controller, "hardClosePeriod", "2026-03")).toContain("2026-03 is open");
    expect(await step(desk.controller, "hardClosePeriod", "2026-02")).toBe(
      "BUSINESS_RULE: The books of 2026-02 are not in order. Balances were compared with their lines since the period ended, as is done every night, and none differed (not so: 1). Look at periodChecks, put it right, and close it then.",
    );
    await compare("2026-03-03T02:00:00.000Z");
    expect(await step(desk.controller, "hardClosePeriod", "2026-02")).toBe("CLOSED");
    expect(await step(desk.controller, "hardClosePeriod", "2026-02")).toContain("closed already");

    const { closeSeq, closedAt, steps } = await period("2026-02");
    expect([closeSeq, closedAt]).toEqual(["2", "2026-03-03T10:00:00.000Z"]);
    const [{ expense, accrued: owed } = { expense: "", accrued: "" }] = await desk.world.asOwner<
      Record<"expense" | "accrued", string>
    >(
      `select max(id::text) filter (where role = 'expense') as expense, max(id::text) filter (where role = 'accrued') as accrued
       from ledger_account`,
    );
    // of the two postings that are sealed one is booked in February: 200.00 against 200.00
    const lines = [`${expense} USD 20000 0`, `${owed} USD 0 20000`].toSorted();
    const text = [
      "baton.trial-balance.v1",
      ...[`entity ${DEFAULT_ENTITY_ID}`, "seq 2", "before 2026-03-01"],
      ...lines.map((line) => `account ${line}`),
    ].join("\n");
    const sum = createHash("sha256").update(text).digest("hex");
    expect(steps.at(-1)).toMatchObject({ kind: "CLOSED", closeSeq: "2", trialBalanceSha256: sum });
  });

  test("that is closed takes nothing: neither from finance nor from whoever writes past the functions", async () => {
    desk.at("2026-02-26T10:00:00.000Z");
    expect(await booked(await earned())).toEqual(["2026-02-26 in 2026-03-01"]);
    await expect(
      desk.world.asOwner(
        `insert into journal_txn (id, entity_id, kind, idempotency_key, request_hash, effective_date, accounting_date, posted_at, period_id,
           source_type, source_id, actor_id, db_xact)
         select gen_random_uuid(), entity_id, 'SETTLE', 'past', sha256(''), starts_on, starts_on, now(), id, 'pay', gen_random_uuid(),
           gen_random_uuid(), '1'
         from accounting_period where starts_on = '2026-02-01'`,
      ),
    ).rejects.toMatchObject({ constraint: "journal_txn_period_open" });
  });

  test("is opened again by two persons, for some days, and shows what came in them", async () => {
    desk.at("2026-03-05T10:00:00.000Z");
    const why = { reason: "An invoice came late", days: 2 };
    expect(await step(desk.finance, "reopenPeriod", "2026-02", why)).toBe("CLOSED");
    const open = { isApproved: true };
    expect(await step(desk.finance, "decideReopening", "2026-02", open)).toContain(
      "You asked to open 2026-02 again",
    );
    const no = { isApproved: false, reason: "Post it in March" };
    expect(await step(desk.controller, "decideReopening", "2026-02", no)).toBe("CLOSED");
    await step(desk.finance, "reopenPeriod", "2026-02", why);
    expect(await step(desk.finance, "markGlExported", "2026-02", { glReference: "1" })).toContain(
      "Somebody asked to open 2026-02 again",
    );
    expect(await step(desk.controller, "decideReopening", "2026-02", open)).toBe("OPEN");

    desk.at("2026-02-27T10:00:00.000Z");
    expect(await booked(await earned())).toEqual(["2026-02-27 in 2026-02-27"]);
    await seal();
    const { journalTransactions } = await query(
      desk.finance,
      `{ journalTransactions(filter: { period: "2026-02" }) { nodes { effectiveOn isFromReopening } } }`,
    );
    expect(journalTransactions.nodes).toEqual([
      { effectiveOn: "2026-02-27", isFromReopening: true },
      { effectiveOn: "2026-02-20", isFromReopening: false },
    ]);
  });

  test("is soft-closed by itself when its days are over, and closed anew with another sum", async () => {
    const end = (at: string) =>
      endReopenings({ database: desk.world.database, clock: () => new Date(at) })("test");
    await end("2026-03-07T09:59:59.999Z");
    expect((await period("2026-02")).state).toBe("OPEN");
    await end("2026-03-07T10:00:00.000Z");
    await end("2026-03-07T10:00:30.000Z");
    const { state, closeSeq, steps } = await period("2026-02");
    expect([state, closeSeq, steps.length]).toEqual(["SOFT_CLOSED", null, 7]);
    expect(steps[5].openUntil).toBe("2026-03-07T10:00:00.000Z");

    // who asked to open it prepared this close as well
    desk.at("2026-03-08T10:00:00.000Z");
    expect(await step(desk.finance, "hardClosePeriod", "2026-02")).toContain("You prepared");
    expect(await step(desk.controller, "hardClosePeriod", "2026-02")).toBe("CLOSED");
    const closes = (await period("2026-02")).steps.filter(({ kind }: Answer) => kind === "CLOSED");
    expect(closes.map(({ closeSeq: seq }: Answer) => seq)).toEqual(["2", "4"]);
    expect(new Set(closes.map((each: Answer) => each.trialBalanceSha256)).size).toBe(2);
  });

  test("that went to the books of the firm is never opened again", async () => {
    const reference = { glReference: "JE-2026-02" };
    expect(await step(desk.finance, "markGlExported", "2026-02", reference)).toBe("CLOSED");
    expect(await step(desk.finance, "markGlExported", "2026-02", reference)).toContain(
      "ALREADY_DONE",
    );

    const again = { reason: "One more", days: 1 };
    expect(await step(desk.finance, "reopenPeriod", "2026-02", again)).toBe(
      "PERIOD_CLOSED: 2026-02 went to the books of the firm and is not opened again: post an adjustment in an open period.",
    );
    await expect(
      desk.world.asOwner(
        `update accounting_period set status = 'open', close_seq = null, trial_balance_sha256 = null, closed_at = null, closed_by = null
         where starts_on = '2026-02-01'`,
      ),
    ).rejects.toMatchObject({ constraint: "accounting_period_exported_stays" });
    const { glExportedAt, steps } = await period("2026-02");
    expect([glExportedAt, steps.at(-1)]).toMatchObject([
      "2026-03-08T10:00:00.000Z",
      { kind: "GL_EXPORTED", glReference: "JE-2026-02" },
    ]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is not moved by one person as two, nor by a step that does not follow, whoever writes it", async () => {
    const write = async (kind: string, by: Caller, more = "") => {
      await using client = await connect(desk.world.ownerUrl);
      await client.query(`begin ${more}`);
      await client.query(`set local app.actor_id = '${by.actor.id}'`);
      await client.query(
        `insert into period_step (id, period_id, number, kind, made_at, made_by)
         select gen_random_uuid(), id, 1 + (select count(*) from period_step where period_id = accounting_period.id), '${kind}',
           '2026-04-02T10:00:00Z', app.actor()
         from accounting_period where starts_on = '2026-03-01'`,
      );
    };
    await expect(write("CLOSED", desk.controller)).rejects.toMatchObject({
      constraint: "period_step_two_persons",
    });
    await expect(
      write("SOFT_CLOSED", desk.finance, "isolation level repeatable read"),
    ).rejects.toMatchObject({ constraint: "period_step_sees_all" });
    desk.at("2026-04-02T10:00:00.000Z");
    expect(await step(desk.finance, "softClosePeriod", "2026-03")).toBe("SOFT_CLOSED");
    await expect(write("CLOSED", desk.finance)).rejects.toMatchObject({
      constraint: "period_step_two_persons",
    });
    await expect(write("GL_EXPORTED", desk.finance)).rejects.toMatchObject({
      constraint: "period_step_follows",
    });
    await expect(write("REOPENED", desk.controller)).rejects.toMatchObject({
      constraint: "period_step_follows",
    });
  });

  const FIRST = "(select id from journal_txn order by posted_at limit 1)";
  test.each([
    ["SEALED", `delete from journal_seal where txn_id = ${FIRST}`],
    [
      "BALANCED",
      `update journal_entry set amount_minor = amount_minor + 1 where txn_id = ${FIRST} and line_no = 1`,
    ],
    ["COMPLETE", `delete from journal_entry where txn_id = ${FIRST}`],
    ["DATED", `update journal_txn set accounting_date = '2026-03-01' where id = ${FIRST}`],
    [
      "MIRRORED",
      `alter table journal_txn drop constraint journal_txn_reversal;
       update journal_txn set reverses_id = ${FIRST} where id = (select id from journal_txn where effective_date = '2026-02-27')`,
    ],
    ["BALANCES", "delete from balance_comparison"],
    [
      "SIGNS",
      `alter table ledger_account drop constraint ledger_account_identity;
       update ledger_account set role = 'contract_cost_asset' where role = 'expense';
       update journal_entry set amount_minor = -amount_minor`,
    ],
  ])("is looked at for what is wrong with it: %s", async (check, plant) => {
    const { text, values } = toStatement(periodFaults(await idOfMonth("2026-02")));
    await using client = await connect(desk.world.ownerUrl);
    await client.query("begin; set local session_replication_role = replica");
    await client.query(`${UNGUARDED}; alter table balance_comparison disable trigger all`);
    const wrong = async () => {
      const { rows } = await client.query<{ check: string; faults: number }>(text, [...values]);
      expect(rows).toHaveLength(7);
      return rows.filter(({ faults }) => faults > 0).map((row) => row.check);
    };

    expect(await wrong()).toEqual([]);
    await client.query(plant);
    expect(await wrong()).toContain(check);
  });

  test("closes beside eight who qualify leads, and each of them is booked in one that takes it", async () => {
    desk.at("2026-04-20T10:00:00.000Z");
    const leads: LeadId[] = [];
    while (leads.length < 8) leads.push(await desk.accepted(desk.alpha, programId));
    await seal();
    await compare("2026-05-02T00:00:00.000Z");
    desk.at("2026-05-02T10:00:00.000Z");
    expect(await step(desk.controller, "hardClosePeriod", "2026-03")).toBe("CLOSED");
    const accountingPeriodId = await idOfMonth("2026-04");
    desk.at("2026-04-20T10:00:00.000Z");
    const call = ({ session, actor }: Caller, mutation: string) => ({
      ...{ mutation, key: null, fingerprint: Buffer.alloc(32), session, actor },
      ...{ at: new Date("2026-05-02T10:00:00.000Z"), command: { accountingPeriodId } },
    });
    const close = async () => {
      const deps = { database: desk.world.database };
      const soft = await softClosePeriod(deps)(call(desk.finance, "softClosePeriod"));
      if ("refused" in soft) throw new Error(soft.message);
      for (;;) {
        const hard = await hardClosePeriod(deps)(call(desk.controller, "hardClosePeriod"));
        if (!("refused" in hard)) return;
        // what was booked in April by then waits for its seal
        expect(hard.message).toMatch(/sealed|wait for their seal/);
        await seal();
      }
    };
    const qualify = (leadId: LeadId) => desk.move("qualifyLead", leadId, MET);
    await Promise.all([
      ...leads.slice(0, 4).map(qualify),
      close().then(() => Promise.all(leads.slice(6).map(qualify))),
      ...leads.slice(4, 6).map(qualify),
    ]);
    await seal();

    const days = await booked(...leads.map(uuidOf));
    expect(days).toHaveLength(8);
    expect(days.slice(-2)).toEqual(["2026-04-20 in 2026-05-01", "2026-04-20 in 2026-05-01"]);
    expect(days.every((day) => /^2026-04-20 in 2026-(04-20|05-01)$/.test(day))).toBe(true);
    const { state, closeSeq } = await period("2026-04");
    expect(state).toBe("CLOSED");
    const late = await desk.world.asOwner(
      `select txn.id from journal_txn as txn left join journal_seal as seal on seal.txn_id = txn.id
       where txn.period_id = $1 and (seal.seq <= $2) is not true`,
      [uuidOf(accountingPeriodId), closeSeq],
    );
    expect(late).toEqual([]);
    expect(await desk.broken()).toEqual([]);
  });

  test("waits for whoever books in it, and is not closed over what has no seal yet", async () => {
    desk.at("2026-06-02T10:00:00.000Z");
    expect(await step(desk.finance, "softClosePeriod", "2026-05")).toBe("SOFT_CLOSED");
    await compare("2026-06-02T00:00:00.000Z");
    await using poster = await connect(desk.world.ownerUrl);
    await poster.query(`begin; set local app.actor_id = '${desk.finance.actor.id}'`);
    await poster.query(
      `with header as (
         insert into journal_txn (id, entity_id, kind, idempotency_key, request_hash, effective_date, accounting_date, posted_at, period_id,
           source_type, source_id, actor_id, db_xact)
         select gen_random_uuid(), entity_id, 'CLAWBACK', 'late', sha256(''), starts_on, starts_on, now(), id, 'pay', gen_random_uuid(),
           gen_random_uuid(), '1'
         from accounting_period where starts_on = '2026-05-01'
         returning id)
       insert into journal_entry (txn_id, line_no, account_id, currency, amount_minor)
       select header.id, line.no, account.id, account.currency, line.minor
       from header, (values (1, 100), (2, -100)) as line (no, minor), (
         select id, currency from ledger_account where role = 'expense' limit 1) as account`,
    );
    const accountingPeriodId = await idOfMonth("2026-05");
    const call = {
      ...{ mutation: "hardClosePeriod", key: null, fingerprint: Buffer.alloc(32) },
      ...{ session: desk.controller.session, actor: desk.controller.actor },
      ...{ at: new Date("2026-06-02T10:00:00.000Z"), command: { accountingPeriodId } },
    };
    const closing = hardClosePeriod({ database: desk.world.database })(call);
    // the close stands behind the posting, which holds the month
    const waits = async (): Promise<boolean> => {
      const [row] = await desk.world.asOwner<{ n: number }>(
        `select count(*)::integer as n from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%period_step%'`,
      );
      return row?.n === 1;
    };
    await expect.poll(waits, { timeout: 5_000 }).toBe(true);
    await poster.query("commit");
    const closed = await closing;
    expect(closed).toMatchObject({ message: expect.stringMatching(/sealed|seal/) });
    expect((await period("2026-05")).state).toBe("SOFT_CLOSED");
  });
});
