import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, SimulationId } from "../../src/kernel/index.ts";
import { runSimulation } from "../../src/incentives/run-simulation.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());
let minute = 0;
const later = () => {
  minute += 1;
  const [hours, minutes] = [8 + Math.floor(minute / 60), minute % 60];
  const two = (n: number) => n.toString().padStart(2, "0");
  desk.at(`2026-02-02T${two(hours)}:${two(minutes)}:00.000Z`);
};
beforeEach(() => later());

type Sums = readonly (readonly [string, string])[];
/** 10 % of deals: once, above 10,000.00 1.2 times, above 25,000.00 1.5 times. */
const STEPS: Sums = [
  ["0.00", "1"],
  ["10000.00", "1.2"],
  ["25000.00", "1.5"],
];
const accelerated = (kind: string, sums: Sums = STEPS, currency = "USD") => ({
  ...percent("10"),
  accelerator: {
    ...{ kind, measure: "AMOUNT", period: "MONTH" },
    brackets: sums.map(([amount, multiplier]) => ({
      ...{ aboveAmount: { amount, currency }, multiplier },
    })),
  },
});

const win = async (leadId: LeadId, amount: string, currency = "USD"): Promise<void> => {
  later();
  await desk.move("qualifyLead", leadId, MET);
  const money = { amount: { amount, currency } };
  await desk.move("convertLead", leadId, { ...money, closeOn: "2031-01-01" });
  await desk.move("winLead", leadId, { ...money, closedOn: "2026-02-01" });
};
const won = async (programId: string, amount: string, currency = "USD"): Promise<LeadId> => {
  later();
  const leadId = await desk.accepted(desk.alpha, programId);
  await win(leadId, amount, currency);
  return leadId;
};

const changed = async (leadId: LeadId, amount: string, currency = "USD") => {
  later();
  const input = { leadId, amount: { amount, currency }, reason: "It is known now" };
  expect((await desk.run(desk.leader, "changeDeal", input, "lead { id }")).errors).toEqual([]);
};

async function reversed(leadId: LeadId): Promise<string> {
  later();
  const credits = await desk.credits(desk.alpha, leadId, "id kind state");
  const creditId: string = credits.find(
    ({ kind, state }) => kind === "AWARD" && state === "ACCRUED",
  )?.["id"];
  const why = { reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-01-01" };
  const { errors } = await desk.run(
    ...[desk.finance, "reverseCredit", { creditId, ...why }, "reversal { id }"],
  );
  expect(errors).toEqual([]);
  return creditId;
}

/** The awards of leads: kind and sum, by when they were made. */
const awards = async (...leads: readonly LeadId[]): Promise<string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select concat_ws(' ', kind, gross_minor, case when reversed_at is not null then 'reversed' end) as told
       from award where lead_id = any($1) and milestone = 'WON' order by event_at, kind, generation, n`,
      [leads.map(uuidOf)],
    )
  ).map(({ told }) => told);

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

describe("a marginal rule by what deals are worth", () => {
  test("cuts each deal at the sums, and follows one that was worth less and one that is taken back", async () => {
    const programId = await desk.paying([accelerated("MARGINAL")]);
    const first = await won(programId, "8000.00");
    const second = await won(programId, "12000.00");
    const third = await won(programId, "20000.00");
    // 800.00; 200.00 and 1,200.00; 600.00 and 2,250.00
    expect(await awards(first, second, third)).toEqual([
      ...["AWARD 80000", "AWARD 140000", "AWARD 285000"],
    ]);

    await changed(first, "3000.00");
    // 500.00 of its own; the second is 700.00 and 600.00, the third 1,200.00 and 1,500.00
    expect(await awards(first)).toEqual(["AWARD 80000", "ADJUST -50000", "TRUE_UP -25000"]);
    expect(await owed(programId)).toEqual(["Alpha 430000"]);

    await reversed(second);
    // 3,000.00 and 20,000.00: 300.00, 700.00 and 1,560.00; 1,400.00 of its own
    expect(await awards(second)).toEqual(["AWARD 140000 reversed", "TRUE_UP -34000"]);
    expect(await owed(programId)).toEqual(["Alpha 256000"]);

    await changed(first, "30000.00");
    // by itself 1,000.00, 1,800.00 and 750.00; behind it the third is 3,000.00
    expect((await awards(first)).slice(-2)).toEqual(["ADJUST 325000", "TRUE_UP 74000"]);
    expect(await owed(programId)).toEqual(["Alpha 655000"]);
  });

  test("tells its partner how a deal was cut, and others how it came about, step by step", async () => {
    const programId = await desk.paying([accelerated("MARGINAL")]);
    await won(programId, "8000.00");
    const second = await won(programId, "12000.00");
    await changed(second, "6000.00");
    const credits = await desk.credits(desk.alpha, second, "kind explanation");
    expect(credits[0]?.["explanation"]).toEqual([
      expect.stringContaining("pays 10 % of a deal that is won, here of 12000.00 USD."),
      "Your part is 100 %.",
      "Your deals of February 2026 before it are worth 8000.00 USD: of it count 2000.00 USD times 1 and 10000.00 USD times 1.2.",
      "You earned 1400.00 USD.",
    ]);
    const told = async (kind: string): Promise<readonly string[]> => {
      const { awards: found } = await desk.lead(
        ...[
          desk.finance,
          second,
          "awards(last: 20) { nodes { kind milestone explanation { sentences } } }",
        ],
      );
      const award = found.nodes.find(
        (each: Answer) => each["kind"] === kind && each["milestone"] === "WON",
      );
      return award["explanation"].sentences;
    };
    expect(await told("AWARD")).toContain(
      "The 100 % of Alpha count 2000.00 USD times 1 and 10000.00 USD times 1.2 for being worth 12000.00 USD behind deals of February 2026 that are worth 8000.00 USD, which is 200.00 USD more.",
    );
    // 200.00 and 480.00
    expect(await told("ADJUST")).toEqual([
      "The deal is worth 6000.00 USD as it is known now, of which the award comes to 680.00 USD: it changes by -720.00 USD. For Alpha count 2000.00 USD times 1 and 4000.00 USD times 1.2, as it lay when it came.",
      "For Alpha that is -720.00 USD.",
      "In all that is -720.00 USD.",
    ]);
  });
});

describe("a retroactive rule by what deals are worth", () => {
  test("raises all above a sum, to which nothing comes that is worth it exactly, and follows what is corrected", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    const first = await won(programId, "6000.00");
    const second = await won(programId, "4000.00");
    expect(await awards(first, second)).toEqual(["AWARD 60000", "AWARD 40000"]);
    const third = await won(programId, "5000.00");
    // 600.00, and 200.00 more for the two before
    expect(await awards(third)).toEqual(["AWARD 60000", "TRUE_UP 20000"]);
    expect(await desk.postings(third)).toEqual([
      "ACCRUE 2026-02-02 60000",
      "TRUE_UP 2026-02-02 20000",
    ]);

    await changed(third, "12000.00");
    // 1,440.00, and the others as they were
    expect((await awards(third)).slice(2)).toEqual(["ADJUST 84000"]);
    await changed(third, "16000.00");
    // 26,000.00: 2,400.00, and 300.00 more for the others
    expect((await awards(third)).slice(3)).toEqual(["ADJUST 96000", "TRUE_UP 30000"]);
    expect(await owed(programId)).toEqual(["Alpha 390000"]);
    await changed(third, "1000.00");
    // 120.00, and the 300.00 back
    expect((await awards(third)).slice(5)).toEqual(["ADJUST -228000", "TRUE_UP -30000"]);
    await changed(first, "5000.00");
    // 10,000.00 in all: 100.00 of its own, and the 200.00 and what the third was raised by
    expect((await awards(first)).slice(1)).toEqual(["ADJUST -10000", "TRUE_UP -22000"]);
    expect(await owed(programId)).toEqual(["Alpha 100000"]);
    const credits = await desk.credits(desk.alpha, first, "kind explanation");
    expect(credits.find(({ kind }) => kind === "TRUE_UP")?.["explanation"]).toEqual([
      "Since a deal was corrected your deals of February 2026 are worth 10000.00 USD, which changes what the others earned by -220.00 USD.",
      "Together they come to 1000.00 USD.",
    ]);
  });

  test("credits a corrected deal again as it stood once its reversal is appealed, and corrects it on", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    const first = await won(programId, "6000.00");
    const second = await won(programId, "8000.00");
    // 960.00 and 120.00
    expect(await owed(programId)).toEqual(["Alpha 168000"]);
    await changed(second, "9000.00");
    expect(await owed(programId)).toEqual(["Alpha 180000"]);
    const creditId = await reversed(second);
    expect(await owed(programId)).toEqual(["Alpha 60000"]);
    later();
    const appeal = { creditId, grounds: "We met them" };
    const made = await desk.run(desk.alpha, "appealReversal", appeal, "appeal { id }");
    later();
    const upheld = { appealId: made.appeal.id, decision: "UPHOLD" };
    expect(
      (await desk.run(desk.sales, "decideReversalAppeal", upheld, "appeal { id }")).errors,
    ).toEqual([]);
    expect(await owed(programId)).toEqual(["Alpha 180000"]);
    await changed(second, "3000.00");
    // 9,000.00 in all, once
    expect(await owed(programId)).toEqual(["Alpha 90000"]);
    expect(await awards(first)).toEqual(["AWARD 60000"]);
  });

  test("raises its partner's own part alone: of a deal that is shared the rival has 40 % each time", async () => {
    const programId = await desk.paying([accelerated("RETROACTIVE")]);
    await won(programId, "8000.00");
    const [shared] = await desk.shared(programId, 600_000);
    await win(shared, "4000.00");
    // 240.00 × 1.2 and 160.00; 160.00 more for the first
    expect(await awards(shared)).toEqual(["AWARD 44800", "TRUE_UP 16000"]);
    expect(await owed(programId)).toEqual(["Alpha 124800", "Beta 16000"]);
    await changed(shared, "2000.00");
    // 10,000.00 in all: 120.00 and 80.00
    expect((await awards(shared)).slice(2)).toEqual(["ADJUST -24800", "TRUE_UP -16000"]);
    expect(await owed(programId)).toEqual(["Alpha 92000", "Beta 8000"]);
  });
});

test.each([
  // 10 % of 995 yen are 99.5, of 5 more 0.6: 100.1
  ["JPY", "995", "1000", "100", "996", "100", "99"],
  // 10 % of 1.000 dinars are 0.100, of 0.505 more 0.0606: 0.1606; of 1.004 they are 0.10048, of 1.005 0.1006
  ["BHD", "1.000", "1.505", "161", "1.005", "101", "100"],
])(
  "in %s a deal is cut and rounded once",
  async (currency, sum, deal, earned, then, left, less) => {
    const sums: Sums = [
      ["0", "1"],
      [sum, "1.2"],
    ];
    const programId = await desk.paying([accelerated("MARGINAL", sums, currency)], { currency });
    const leadId = await won(programId, deal, currency);
    expect(await owed(programId)).toEqual([`Alpha ${earned}`]);
    await changed(leadId, then, currency);
    expect(await owed(programId)).toEqual([`Alpha ${left}`]);
    await changed(leadId, currency === "JPY" ? "990" : "1.000", currency);
    expect(await owed(programId)).toEqual([`Alpha ${less}`]);
  },
);

test("a deal that changes by less than is paid for moves the others all the same", async () => {
  const sums: Sums = [
    ["0.00", "1"],
    ["1000.00", "100"],
  ];
  const programId = await desk.paying([{ ...accelerated("MARGINAL", sums), ratePercent: "1" }]);
  const first = await won(programId, "999.00");
  // 0.01 for the 1.00 up to the sum, 4.00 for what lies above it
  const second = await won(programId, "5.00");
  expect(await awards(first, second)).toEqual(["AWARD 999", "AWARD 401"]);
  await changed(first, "999.40");
  // 9.994 are 9.99 still; of the second 0.60 lie below the sum: 0.006 and 4.40
  expect(await awards(first)).toEqual(["AWARD 999", "TRUE_UP 40"]);
});

describe("where leads are counted", () => {
  const brackets = [
    { fromLead: 1, multiplier: "1" },
    { fromLead: 3, multiplier: "1.2" },
  ];
  test("a deal that is corrected changes what it came to, and what it is raised by", async () => {
    const accelerator = { kind: "RETROACTIVE", period: "YEAR", brackets };
    const programId = await desk.paying([{ ...percent("10"), accelerator }]);
    const first = await won(programId, "1000.00");
    await won(programId, "1000.00");
    const third = await won(programId, "500.00");
    expect(await awards(third)).toEqual(["AWARD 6000", "TRUE_UP 4000"]);
    await changed(third, "400.00");
    expect((await awards(third)).slice(2)).toEqual(["ADJUST -1200"]);
    await changed(first, "2000.00");
    // 100.00 as the first of one, and 20.00 since it counts 1.2 times by now
    expect((await awards(first)).slice(1)).toEqual(["ADJUST 10000", "TRUE_UP 2000"]);
    expect(await owed(programId)).toEqual(["Alpha 40800"]);
  });

  test("and by amounts from the middle of a month on, each counts what is its own", async () => {
    const accelerator = { kind: "RETROACTIVE", period: "MONTH", brackets };
    const programId = await desk.paying([{ ...percent("10"), accelerator }]);
    await won(programId, "1000.00");
    await won(programId, "1000.00");
    later();
    await desk.nextVersion(programId, {
      rules: [
        accelerated("RETROACTIVE", [
          ["0.00", "1"],
          ["1500.00", "2"],
        ]),
      ],
    });
    // neither the third lead of a month nor behind 2,000.00
    const third = await won(programId, "1000.00");
    const fourth = await won(programId, "1000.00");
    expect(await awards(third, fourth)).toEqual(["AWARD 10000", "AWARD 20000", "TRUE_UP 10000"]);
  });
});

describe("versions", () => {
  test("say above which sums they accelerate, and are refused with sums that do not rise, in another currency, or of a bounty", async () => {
    const programId = await desk.paying([accelerated("MARGINAL")]);
    const { data } = await desk.api.run(
      desk.alpha,
      `{ incentivePrograms(first: 50) { nodes { inForce { rules {
        accelerator { measure brackets { fromLead aboveAmount { amount currency } multiplier } } } } } } }`,
    );
    const told = data?.incentivePrograms.nodes.map((node: Answer) => node["inForce"]?.rules[0]);
    expect(JSON.parse(JSON.stringify(told))).toContainEqual({
      accelerator: {
        measure: "AMOUNT",
        brackets: STEPS.map(([amount, multiplier]) => ({
          ...{ fromLead: null, aboveAmount: { amount, currency: "USD" }, multiplier },
        })),
      },
    });
    const refused = async (rule: object) => {
      const error: unknown = await desk
        .nextVersion(programId, { rules: [rule] })
        .catch((e: unknown) => e);
      return JSON.parse(error instanceof Error ? error.message : "[]").map(
        ({ code, path }: Answer) => `${code} ${path.join(".")}`,
      );
    };
    const at = "VALIDATION_FAILED rules.0.accelerator";
    const amount = { amount: "100.00", currency: "USD" };
    const { accelerator } = accelerated("MARGINAL");
    const bounty = { milestone: "WON", kind: "FIXED_BOUNTY", amount, accelerator };
    const leads = {
      ...percent("10"),
      accelerator: {
        ...accelerator,
        brackets: [
          { fromLead: 1, multiplier: "1" },
          { fromLead: 2, multiplier: "2" },
        ],
      },
    };
    for (const [rule, ...paths] of [
      [
        accelerated("MARGINAL", [
          ["1.00", "1"],
          ["2.00", "2"],
        ]),
        "brackets.0.aboveAmount",
      ],
      [
        accelerated("MARGINAL", [
          ["0.00", "1"],
          ["0.00", "2"],
        ]),
        "brackets.1.aboveAmount",
      ],
      [
        accelerated("MARGINAL", [
          ["0.00", "1"],
          ["9.00", "1"],
        ]),
        "brackets.1.multiplier",
      ],
      [accelerated("MARGINAL", STEPS, "EUR"), "brackets"],
      [bounty, "measure"],
      [
        leads,
        ...["brackets.0.fromLead", "brackets.0.aboveAmount"],
        ...["brackets.1.fromLead", "brackets.1.aboveAmount"],
      ],
    ] as const)
      expect(await refused(rule)).toEqual(paths.map((path) => `${at}.${path}`));
    expect(
      await refused({
        ...accelerated("MARGINAL"),
        accelerator: { ...accelerator, measure: "LEADS" },
      }),
    ).toContain(`${at}.brackets.0.aboveAmount`);
  });

  test("are estimated and tried as they would pay", async () => {
    const programId = await desk.paying([percent("10")]);
    for (const amount of ["6000.00", "4000.00", "5000.00"]) await won(programId, amount);
    // 10 % of 15,000.00; above 10,000.00 all of them 1.2 times, or 5,000.00 of them
    for (const [kind, after] of [
      ["RETROACTIVE", "1800.00"],
      ["MARGINAL", "1600.00"],
    ] as const) {
      later();
      await desk.nextVersion(programId, { rules: [accelerated(kind)] });
      const { data } = await desk.api.run(
        desk.finance,
        "{ incentivePrograms(first: 50) { nodes { program { id } inForce { id } } } }",
      );
      const versionId = data?.incentivePrograms.nodes.find(
        (node: Answer) => node["program"].id === programId,
      )["inForce"].id;
      const period = { from: "2026-02-01", until: "2026-03-01" };
      const asked = await desk.run(
        desk.finance,
        "simulateProgram",
        { programVersionId: versionId, ...period },
        "simulation { id }",
      );
      expect(asked.errors).toEqual([]);
      const simulationId = asked.simulation.id as SimulationId;
      const clock = () => new Date("2026-03-11T10:00:00.000Z");
      await runSimulation({ database: desk.world.database, clock })({ simulationId }, "test");
      const [row] = await desk.world.asOwner<{ told: string }>(
        "select result ->> 'afterMinor' as told from simulation where id = $1",
        [uuidOf(simulationId)],
      );
      expect(row?.told).toBe(after.replace(".", ""));
    }
    const estimated = await desk.accepted(desk.alpha, programId, {
      estimatedValue: { amount: "30000.00", currency: "USD" },
    });
    const { data } = await desk.api.run(
      desk.alpha,
      "query ($id: ID!) { estimateEarnings(leadId: $id) { amount { amount } explanation } }",
      { id: estimated },
    );
    // nothing counted under a version that did not accelerate: 1,000.00, 1,800.00 and 750.00
    expect(data?.["estimateEarnings"][0]).toMatchObject({
      amount: { amount: "3550.00" },
      explanation: expect.arrayContaining([
        "Your deals of February 2026 before it are worth 0.00 USD: of it count 10000.00 USD times 1, 15000.00 USD times 1.2 and 5000.00 USD times 1.5.",
      ]),
    });
  });
});

describe("the database refuses", () => {
  const tampered = async (text: string, leadId: LeadId): Promise<string> =>
    ((await desk.world.asOwner(text, [uuidOf(leadId)]).catch((error: unknown) => error)) as Answer)[
      "constraint"
    ];
  const changing = (worth: string, n = 1) => `
    insert into volume_unit_change (unit_award_id, n, changed_at, worth_minor, base_numerator, base_denominator, weights, own_weight)
    select award_id, ${n}, now(), ${worth}, base_numerator, base_denominator, weights, own_weight
    from volume_unit where award_id in (select id from award where lead_id = $1 and kind = 'AWARD')`;

  test("what does not come to the brackets, is corrected out of turn, or changes what counts and does not say for how much", async () => {
    const programId = await desk.paying([accelerated("MARGINAL")]);
    const first = await won(programId, "9000.00");
    await won(programId, "2000.00");
    // a cent more of the first, and one of the second counts 1.2 times
    expect(await tampered(changing("worth_minor + 100000"), first)).toBe(
      "volume_comes_to_its_brackets",
    );
    expect(await tampered(changing("worth_minor", 2), first)).toBe("volume_unit_change_of_unit");
    expect(
      await tampered(
        `insert into award (id, incentive_program_id, version_id, lead_id, product_line_ids, rule_key, milestone, occurrence, generation, kind, n,
           adjusts_award_id, gross_minor, forfeited_minor, currency, event_at, effective_on, calculation, engine_version)
         select gen_random_uuid(), incentive_program_id, version_id, lead_id, product_line_ids, rule_key, milestone, occurrence, generation, 'ADJUST', 1,
           id, 1, 1, currency, now(), effective_on, '{}', engine_version
         from award where lead_id = $1 and kind = 'AWARD'`,
        first,
      ),
    ).toBe("award_change_counts");
    await reversed(first);
    expect(await tampered(changing("worth_minor"), first)).toBe("volume_unit_change_of_unit");
  });

  test("a version that counts deals of which no part is paid, or by sums that do not begin with nothing", async () => {
    const programId = await desk.paying([percent("10")]);
    const draft = (rule: string, measure: string, begins: string) => `
      do $$
      declare
        draft uuid := gen_random_uuid();
      begin
        insert into incentive_program_version (id, incentive_program_id, number, state, created_by, created_at, changed_by, changed_at, rounding)
        select draft, v.incentive_program_id, 90, 'DRAFT', v.created_by, now(), v.created_by, now(), 'HALF_UP'
        from incentive_program_version as v
        join incentive_program as i on i.id = v.incentive_program_id and i.program_id = '${uuidOf(programId as `prg_${string}`)}';
        insert into incentive_rule (version_id, key, milestone, kind, amount_minor, rate_ppm) values (draft, 'won', 'WON', ${rule});
        insert into incentive_accelerator (version_id, rule_key, kind, period, measure, ${measure}, multipliers_ppm)
        values (draft, 'won', 'MARGINAL', 'MONTH', 'AMOUNT', '${begins}', '{1000000,1200000}');
        raise exception 'it was taken';
      end $$`;
    const said = async (rule: string, measure: string, begins: string): Promise<string> => {
      const text = draft(rule, measure, begins);
      const error: unknown = await desk.world.asOwner(text).catch((thrown: unknown) => thrown);
      return error instanceof Error ? error.message : "";
    };
    expect(await said("'FIXED_BOUNTY', 100, null", "above_minor", "{0,3}")).toContain(
      "where a part of them is paid",
    );
    const paid = "'PERCENT_OF_DEAL', null, 100000";
    for (const [measure, begins, why] of [
      ["above_minor", "{1,3}", "incentive_accelerator_brackets"],
      ["above_minor", "{0,0}", "incentive_accelerator_brackets"],
      ["from_units", "{1,3}", "incentive_accelerator_measure"],
      ["above_minor", "{0,3}", "it was taken"],
    ] as const)
      expect(await said(paid, measure, begins)).toContain(why);
  });
});

test("of deals that are won, corrected and taken back at once each is counted once", async () => {
  const programId = await desk.paying([accelerated("RETROACTIVE")]);
  const [first, second] = [await won(programId, "5000.00"), await won(programId, "5000.00")];
  const coming: LeadId[] = [];
  for (let n = 0; n < 4; n += 1) {
    const leadId = await desk.accepted(desk.alpha, programId);
    await desk.move("qualifyLead", leadId, MET);
    coming.push(leadId);
  }
  later();
  const amount = { amount: "4000.00", currency: "USD" };
  await Promise.all([
    ...coming.map((leadId) => desk.move("winLead", leadId, { amount, closedOn: "2026-02-01" })),
    changed(first, "6000.00"),
    reversed(second),
  ]);
  // 6,000.00 and 16,000.00, all of it 1.2 times
  expect(await owed(programId)).toEqual(["Alpha 264000"]);
});

test("all that the data promises holds", async () => {
  expect(await desk.broken()).toEqual([]);
});
