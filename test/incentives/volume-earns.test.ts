import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, ProgramId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());
let minute = 0;
/** A minute later, of a day in February. */
const later = (day = "02") => {
  minute += 1;
  const [hours, minutes] = [8 + Math.floor(minute / 60), minute % 60];
  const two = (n: number) => n.toString().padStart(2, "0");
  desk.at(`2026-02-${day}T${two(hours)}:${two(minutes)}:00.000Z`);
};
beforeEach(() => later());

/** The first two leads once, the third and fourth 1.2 times, from the fifth on 1.5 times. */
const accelerator = (kind: string, period = "MONTH") => ({
  ...{ kind, period },
  brackets: [
    { fromLead: 1, multiplier: "1" },
    { fromLead: 3, multiplier: "1.2" },
    { fromLead: 5, multiplier: "1.5" },
  ],
});
const accelerated = (kind: string, period?: string) => ({
  ...bounty("SQL", "100.00"),
  accelerator: accelerator(kind, period),
});

/** SQLs of Alpha's, one after the other. */
async function sqls(programId: string, count: number): Promise<LeadId[]> {
  const leads: LeadId[] = [];
  for (let n = 0; n < count; n += 1) {
    later();
    leads.push(await desk.sql(desk.alpha, programId));
  }
  return leads;
}

/** What the ledger owes partners for all leads of a program. */
const owed = async (programId: string): Promise<string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select concat_ws(' ', partner.name, (-sum(entry.amount_minor))::text) as told
       from journal_entry as entry
       join ledger_account as account on account.id = entry.account_id and account.role = 'accrued'
       join partner on partner.id = account.partner_id
       join credit on credit.id = entry.credit_id
       join lead on lead.id = credit.lead_id
       where lead.program_id = $1
       group by partner.name
       order by partner.name`,
      [uuidOf(programId as `prg_${string}`)],
    )
  ).map(({ told }) => told);

/** The awards of leads: kind and sum, by when they were made. */
const awards = async (...leads: readonly LeadId[]): Promise<string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select concat_ws(' ', kind, gross_minor, case when reversed_at is not null then 'reversed' end) as told
       from award where lead_id = any($1) order by event_at, kind, generation`,
      [leads.map(uuidOf)],
    )
  ).map(({ told }) => told);

async function reversed(leadId: LeadId): Promise<string> {
  later();
  const credits = await desk.credits(desk.alpha, leadId, "id kind state");
  const creditId: string = credits.find(
    ({ kind, state }) => kind === "AWARD" && state === "ACCRUED",
  )?.["id"];
  const why = { reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-01-01" };
  const input = { creditId, ...why };
  const { errors } = await desk.run(desk.finance, "reverseCredit", input, "reversal { id }");
  expect(errors).toEqual([]);
  return creditId;
}

describe("a retroactive rule", () => {
  test("pays the third lead 120.00 and raises the two before to it by 40.00, in one transaction, told in words", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    const [one, two, three] = await sqls(programId, 3);
    if (!one || !two || !three) throw new Error("there are three");

    expect(await awards(one, two)).toEqual(["AWARD 10000", "AWARD 10000"]);
    expect(await awards(three)).toEqual(["AWARD 12000", "TRUE_UP 4000"]);
    expect(await desk.postings(three)).toEqual([
      "ACCRUE 2026-02-02 12000",
      "TRUE_UP 2026-02-02 4000",
    ]);
    expect(await owed(programId)).toEqual(["Alpha 36000"]);
    const shown = "kind amount { amount } outstanding { amount } weightPpm explanation";
    const credits = await desk.credits(desk.alpha, three, shown);
    expect(credits.toSorted((a, b) => a["kind"].localeCompare(b["kind"]))).toEqual([
      {
        ...{ kind: "AWARD", amount: { amount: "120.00" }, outstanding: { amount: "120.00" } },
        weightPpm: 1_000_000,
        explanation: [
          expect.stringContaining("pays 100.00 USD for a lead that is qualified."),
          "Your part is 100 %.",
          "It is your 3rd lead of February 2026, which counts 1.2 times.",
          "You earned 120.00 USD.",
        ],
      },
      {
        ...{ kind: "TRUE_UP", amount: { amount: "40.00" }, outstanding: null },
        weightPpm: 1_000_000,
        explanation: [
          "Your 3rd lead of February 2026 raises what the 2 others earned, by 40.00 USD.",
          "Together they come to 360.00 USD.",
        ],
      },
    ]);
  });

  test("takes 40.00 back besides what the first of three had by itself, and credits both again once that is appealed", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    const [one] = await sqls(programId, 3);
    if (!one) throw new Error("there is one");
    const creditId = await reversed(one);
    // two leads are left, at 100.00 each: 360.00 less 100.00 of its own and 60.00
    expect(await awards(one)).toEqual(["AWARD 10000 reversed", "TRUE_UP -6000"]);
    expect(await owed(programId)).toEqual(["Alpha 20000"]);

    later();
    const appeal = { creditId, grounds: "We met them" };
    const made = await desk.run(desk.alpha, "appealReversal", appeal, "appeal { id }");
    later();
    const upheld = { appealId: made.appeal.id, decision: "UPHOLD" };
    expect(
      (await desk.run(desk.sales, "decideReversalAppeal", upheld, "appeal { id }")).errors,
    ).toEqual([]);
    expect(await owed(programId)).toEqual(["Alpha 36000"]);
    expect((await awards(one)).toSorted()).toEqual([
      ...["AWARD 10000", "AWARD 10000 reversed", "TRUE_UP -6000", "TRUE_UP 6000"],
    ]);
  });

  test("follows a move that is taken back, and a lead that qualifies again in its next period", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    const [one, , three] = await sqls(programId, 3);
    if (!one || !three) throw new Error("there are three");
    later();
    await desk.move("undoMove", three, { reason: "Not yet" });
    expect(await owed(programId)).toEqual(["Alpha 20000"]);
    expect(await awards(three)).toEqual(["AWARD 12000 reversed", "TRUE_UP 4000", "TRUE_UP -4000"]);
    // the third again, in the same month
    later();
    await desk.move("qualifyLead", three, MET);
    expect(await owed(programId)).toEqual(["Alpha 36000"]);
    // in March a lead is the first again
    desk.at("2026-03-01T08:00:00.000Z");
    await desk.sql(desk.alpha, programId);
    expect(await owed(programId)).toEqual(["Alpha 46000"]);
    later();
    await reversed(one);
    expect(await owed(programId)).toEqual(["Alpha 30000"]);
  });

  test("is no credit of the lead that it came with: taken back, that earns again, and so does its company", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    await sqls(programId, 2);
    later();
    const known = { domain: "volume-known.com", input: { programId } };
    const third = await desk.register(desk.alpha, "Known", known);
    await desk.move("acceptLead", third);
    await desk.move("qualifyLead", third, MET);
    await reversed(third);
    expect(await owed(programId)).toEqual(["Alpha 20000"]);
    later();
    await desk.move("returnLead", third, { reasonCode: "TIMING_LATER", revisitOn: "2026-03-01" });
    await desk.move("resumeLead", third);
    await desk.move("acceptLead", third);
    later();
    await desk.move("qualifyLead", third, MET);
    expect(await owed(programId)).toEqual(["Alpha 36000"]);
    // another lead for the company earns once the first is taken back for good
    await reversed(third);
    later();
    await desk.move("disqualifyLead", third, { reasonCode: "NO_BUDGET" });
    const other = await desk.register(desk.alpha, "Known again", {
      ...known,
      email: "bert@volume-known.com",
    });
    await desk.move("acceptLead", other);
    await desk.move("qualifyLead", other, MET);
    expect(await awards(other)).toEqual(["AWARD 12000", "TRUE_UP 4000"]);
  });

  test("overdraws no account on the way, where the lead that raised another by ten times goes last", async () => {
    const brackets = [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 2, multiplier: "10" },
    ];
    const steep = { kind: "RETROACTIVE", period: "MONTH", brackets };
    const rules = [{ ...bounty("SQL", "100.00"), accelerator: steep }];
    const programId = await desk.paying(rules);
    const [one, two] = await sqls(programId, 2);
    if (!one || !two) throw new Error("there are two");
    expect(await owed(programId)).toEqual(["Alpha 200000"]);
    await reversed(one);
    expect(await owed(programId)).toEqual(["Alpha 10000"]);
    // 1,000.00 of its own are reversed, of which 900.00 were taken back with the first
    await reversed(two);
    expect(await awards(two)).toEqual(["AWARD 100000 reversed", "TRUE_UP 90000", "TRUE_UP 90000"]);
    expect(await owed(programId)).toEqual(["Alpha 0"]);
  });

  test("counts a month by the program's zone: what is qualified at 23:30 UTC on the last is March's in Berlin", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    await sqls(programId, 2);
    desk.at("2026-02-28T22:59:00.000Z");
    expect(await awards(await desk.sql(desk.alpha, programId))).toEqual([
      "AWARD 12000",
      "TRUE_UP 4000",
    ]);
    desk.at("2026-02-28T23:30:00.000Z");
    expect(await awards(await desk.sql(desk.alpha, programId))).toEqual(["AWARD 10000"]);
  });

  test("raises its partner's own part alone: 60 % of three leads, the rival has 40.00 each time", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    await sqls(programId, 2);
    const [leadId] = await desk.shared(programId, 600_000);
    later();
    await desk.move("qualifyLead", leadId, MET);
    // 60.00 × 1.2 and 40.00; the two before are raised by 20.00 each
    expect(await awards(leadId)).toEqual(["AWARD 11200", "TRUE_UP 4000"]);
    expect(await owed(programId)).toEqual(["Alpha 31200", "Beta 4000"]);
    const seen = await desk.api.run(
      desk.beta,
      "{ credits(first: 1) { nodes { kind explanation } } }",
    );
    const [rivals] = seen.data?.credits.nodes ?? [];
    expect(rivals.kind).toBe("AWARD");
    expect(rivals.explanation.join(" ")).not.toMatch(/lead of February|1\.2/);
  });

  test("goes along when a lead is settled otherwise, and counts it no more for whom it is nothing", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    const [one] = await sqls(programId, 3);
    if (!one) throw new Error("there is one");
    const settle = async (parts: readonly (readonly [Caller, number])[]) => {
      later();
      const shares = parts.map(([{ actor }, sharePpm]) => ({
        ...{ partnerId: actor.partnerId, sharePpm },
      }));
      const proposal = { leadId: one, shares, reason: "As agreed" };
      const shown = "attributionProposal { id }";
      const proposed = await desk.run(desk.finance, "proposeAttribution", proposal, shown);
      const { id } = proposed.attributionProposal;
      const decision = { attributionProposalId: id, isApproved: true };
      const decided = await desk.run(desk.leader, "decideAttributionProposal", decision, shown);
      expect(decided.errors).toEqual([]);
    };
    await settle([
      [desk.alpha, 500_000],
      [desk.beta, 500_000],
    ]);
    // 60.00 + 120.00 + 120.00
    expect(await owed(programId)).toEqual(["Alpha 30000", "Beta 5000"]);
    await settle([[desk.beta, 1_000_000]]);
    expect(await owed(programId)).toEqual(["Alpha 20000", "Beta 10000"]);
    await settle([[desk.alpha, 1_000_000]]);
    expect(await owed(programId)).toEqual(["Alpha 36000", "Beta 0"]);
  });
});

describe("a marginal rule", () => {
  test("pays each lead by its place, and moves those behind one that goes: 20.00 and 30.00", async () => {
    const programId = await desk.paying([accelerated("MARGINAL")]);
    const leads = await sqls(programId, 5);
    expect(await awards(...leads)).toEqual([
      ...["AWARD 10000", "AWARD 10000", "AWARD 12000", "AWARD 12000", "AWARD 15000"],
    ]);
    const [one] = leads;
    if (!one) throw new Error("there is one");
    await reversed(one);
    expect(await awards(one)).toEqual(["AWARD 10000 reversed", "TRUE_UP -5000"]);
    expect(await owed(programId)).toEqual(["Alpha 44000"]);
    const [, told] = await desk.credits(desk.alpha, one, "explanation");
    expect(told?.["explanation"]).toEqual([
      "A lead of February 2026 counts no more, besides its own credit: the brackets that the 4 others lie in now change what they earned by -50.00 USD.",
      "Together they come to 440.00 USD.",
    ]);
  });

  test("of deals pays each its own percent: 10 % of 1,000.00 twice, then 12 % of 500.00, and of 400.00 once that is corrected", async () => {
    const rules = [{ ...percent("10"), accelerator: accelerator("RETROACTIVE", "YEAR") }];
    const programId = await desk.paying(rules);
    const won = async (amount: string) => {
      later();
      const leadId = await desk.accepted(desk.alpha, programId);
      await desk.move("qualifyLead", leadId, MET);
      const money = { amount: { amount, currency: "USD" } };
      await desk.move("convertLead", leadId, { ...money, closeOn: "2031-01-01" });
      await desk.move("winLead", leadId, { ...money, closedOn: "2026-02-01" });
      return leadId;
    };
    await won("1000.00");
    await won("1000.00");
    const third = await won("500.00");
    // 60.00, and 20.00 more for each of the two before
    expect(await awards(third)).toEqual(["AWARD 6000", "TRUE_UP 4000"]);
    later();
    const change = { leadId: third, amount: { amount: "400.00", currency: "USD" }, reason: "So" };
    const { errors } = await desk.run(desk.leader, "changeDeal", change, "lead { id }");
    expect(errors).toEqual([]);
    // 48.00, and the two before as they were
    expect(await awards(third)).toEqual(["AWARD 6000", "TRUE_UP 4000", "ADJUST -1200"]);
    expect(await owed(programId)).toEqual(["Alpha 28800"]);
  });
});

describe("versions", () => {
  test("count on in the month where another one begins, each by its own brackets", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    await sqls(programId, 2);
    later();
    const double = {
      ...accelerated("RETROACTIVE"),
      amount: { amount: "200.00", currency: "USD" },
    };
    await desk.nextVersion(programId, { rules: [double] });
    later();
    const third = await desk.sql(desk.alpha, programId);
    expect(await awards(third)).toEqual(["AWARD 24000", "TRUE_UP 4000"]);
    // without an accelerator nothing is counted, and nothing raised
    later();
    await desk.nextVersion(programId, { rules: [bounty("SQL", "100.00")] });
    expect(await awards(...(await sqls(programId, 2)))).toEqual(["AWARD 10000", "AWARD 10000"]);
  });

  test("say how they accelerate, to partners too, and are refused with a cap, or with brackets that do not rise", async () => {
    const programId = await desk.paying([accelerated("MARGINAL", "QUARTER")]);
    const { data } = await desk.api.run(
      desk.alpha,
      `{ incentivePrograms(first: 50) { nodes { inForce { rules {
        accelerator { kind period brackets { fromLead multiplier } } } } } } }`,
    );
    const told = data?.incentivePrograms.nodes.map((node: Answer) => node["inForce"]?.rules[0]);
    expect(JSON.parse(JSON.stringify(told))).toContainEqual({
      accelerator: accelerator("MARGINAL", "QUARTER"),
    });
    const refused = async (draft: object) => {
      const error: unknown = await desk.nextVersion(programId, draft).catch((e: unknown) => e);
      return JSON.parse(error instanceof Error ? error.message : "[]").map(
        ({ code, path }: Answer) => `${code} ${path.join(".")}`,
      );
    };
    const rules = [accelerated("MARGINAL")];
    const limit = { amount: "1.00", currency: "USD" };
    for (const caps of [
      { leadCap: limit },
      { partnerCap: { amount: limit, window: "MONTH" } },
      { budget: { amount: limit } },
      { holdback: { percent: "20", instalments: 1, every: 30, unit: "DAYS" } },
      { reversalDays: 60, clawbackSchedule: [{ untilDay: 60, percent: "50" }] },
    ])
      expect(await refused({ rules, ...caps })).toEqual(["VALIDATION_FAILED rules.0.accelerator"]);
    const brackets = (...given: readonly (readonly [number, string])[]) => ({
      rules: [
        {
          ...bounty("SQL", "100.00"),
          accelerator: {
            ...accelerator("MARGINAL"),
            brackets: given.map(([fromLead, multiplier]) => ({ fromLead, multiplier })),
          },
        },
      ],
    });
    const at = "rules.0.accelerator.brackets";
    for (const [draft, path] of [
      [brackets([1, "1"]), at],
      [brackets([2, "1"], [3, "2"]), `${at}.0.fromLead`],
      [brackets([1, "1"], [1, "2"]), `${at}.1.fromLead`],
      [brackets([1, "1"], [9, "1"]), `${at}.1.multiplier`],
      [brackets([1, "0"], [9, "1"]), `${at}.0.multiplier`],
    ] as const)
      expect(await refused(draft)).toEqual([`VALIDATION_FAILED ${path}`]);
  });
});

test.each([
  "lead_cap_minor = 100",
  "holdback_ppm = 200000, vesting_instalments = 1, vesting_every = 1, vesting_unit = 'MONTHS'",
  "reversal_days = 60, clawback_days = '{60}', clawback_ppm = '{500000}'",
])("the database holds that no version both accelerates and says %s", async (limited) => {
  const programId = await desk.paying([bounty("SQL", "100.00")]);
  const draft = `
    do $$
    declare
      draft uuid := gen_random_uuid();
    begin
      insert into incentive_program_version (id, incentive_program_id, number, state, created_by, created_at, changed_by, changed_at, rounding)
      select draft, v.incentive_program_id, 90, 'DRAFT', v.created_by, now(), v.created_by, now(), 'HALF_UP'
      from incentive_program_version as v
      join incentive_program as i on i.id = v.incentive_program_id and i.program_id = '${uuidOf(programId as ProgramId)}';
      insert into incentive_rule (version_id, key, milestone, kind, amount_minor) values (draft, 'sql_bounty', 'SQL', 'FIXED_BOUNTY', 100);
      THEN
      raise exception 'it was taken';
    end $$`;
  const accelerates = `insert into incentive_accelerator (version_id, rule_key, kind, period, from_units, multipliers_ppm)
    values (draft, 'sql_bounty', 'MARGINAL', 'MONTH', '{1,3}', '{1000000,1200000}');`;
  const limits = `update incentive_program_version set ${limited} where id = draft;`;
  for (const both of [accelerates + limits, limits + accelerates])
    await expect(desk.world.asOwner(draft.replace("THEN", both))).rejects.toThrow(
      "nothing held back",
    );
});

test("a true-up is not taken back by itself", async () => {
  const programId = await desk.paying([accelerated("RETROACTIVE")]);
  const third = (await sqls(programId, 3))[2];
  if (!third) throw new Error("there are three");
  const credits = await desk.credits(desk.alpha, third, "id kind");
  const creditId = credits.find(({ kind }) => kind === "TRUE_UP")?.["id"];
  const why = { reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-01-01" };
  const input = { creditId, ...why };
  const { errors } = await desk.run(desk.finance, "reverseCredit", input, "reversal { id }");
  expect(errors.map(({ code, path }: Answer) => [code, path])).toEqual([
    ["BUSINESS_RULE", ["creditId"]],
  ]);
  expect(await owed(programId)).toEqual(["Alpha 36000"]);
});

test("of leads that are qualified at once one crosses the threshold, and what is taken back meanwhile is counted", async () => {
  const programId = await desk.paying([accelerated("RETROACTIVE")]);
  const [first] = await sqls(programId, 2);
  if (!first) throw new Error("there are two");
  later();
  const coming: LeadId[] = [];
  for (let n = 0; n < 6; n += 1) coming.push(await desk.accepted(desk.alpha, programId));
  later();
  await Promise.all([
    ...coming.map((leadId) => desk.move("qualifyLead", leadId, MET)),
    reversed(first),
  ]);
  // seven leads at 150.00
  expect(await owed(programId)).toEqual(["Alpha 105000"]);
  expect((await awards(...coming)).filter((told) => told.startsWith("AWARD"))).toHaveLength(6);
});

test("counting costs one round trip where a rule accelerates, and none where it does not", async () => {
  const { traffic } = desk.world.database;
  const trips = async (rules: readonly object[]) => {
    const leadId = await desk.accepted(desk.alpha, await desk.paying(rules));
    const before = traffic.roundTrips;
    await desk.move("qualifyLead", leadId, MET);
    return traffic.roundTrips - before;
  };
  expect(await trips([bounty("SQL", "100.00")])).toBe(3);
  expect(await trips([accelerated("RETROACTIVE")])).toBe(4);
});

test("the database refuses what does not come to the brackets, whoever writes it", async () => {
  const programId = await desk.paying([accelerated("RETROACTIVE")]);
  const third = (await sqls(programId, 3))[2];
  if (!third) throw new Error("there are three");
  const tampered = async (text: string) =>
    ((await desk.world.asOwner(text, [uuidOf(third)]).catch((error: unknown) => error)) as Answer)[
      "constraint"
    ] as string;
  expect(
    await tampered(
      "update award set reversed_at = event_at where lead_id = $1 and kind = 'AWARD' and reversed_at is null",
    ),
  ).toBe("volume_comes_to_its_brackets");
  expect(
    await tampered(
      "update award set reversed_at = event_at where lead_id = $1 and kind = 'TRUE_UP'",
    ),
  ).toBe("award_trues_up");
  expect(
    await tampered(
      `insert into volume_unit (award_id, window_id, parts_minor)
       select award.id, counted.id, '{1,4000,4001}' from award, volume_window as counted
       where lead_id = $1 and kind = 'TRUE_UP' and counted.id = volume_window_id`,
    ),
  ).toBe("volume_unit_of_window");
});

test("a deal that was worth nothing counts for no volume, and is corrected like any other", async () => {
  const rule = { ...percent("10"), accelerator: accelerator("RETROACTIVE") };
  const programId = await desk.paying([rule]);
  const leads = await sqls(programId, 3);
  for (const [index, leadId] of leads.entries()) {
    const amount = { amount: index === 0 ? "1000.00" : "0.00", currency: "USD" };
    later();
    await desk.move("winLead", leadId, { amount, closedOn: "2026-01-01" });
  }
  // three deals would raise the first by a fifth
  expect(await owed(programId)).toEqual(["Alpha 10000"]);
  later();
  const change = {
    leadId: leads[1],
    amount: { amount: "500.00", currency: "USD" },
    reason: "It is known now",
  };
  expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
  expect(await owed(programId)).toEqual(["Alpha 15000"]);
});

test("all that the data promises holds", async () => {
  expect(await desk.broken()).toEqual([]);
});
