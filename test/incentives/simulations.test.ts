import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Accelerator } from "../../src/incentives/domain/accelerator.ts";
import { NO_CAPS } from "../../src/incentives/domain/cap-terms.ts";
import type { CapTerms } from "../../src/incentives/domain/cap-terms.ts";
import type { LeadFacts } from "../../src/incentives/domain/conditions.ts";
import { Simulation } from "../../src/incentives/domain/simulation.ts";
import type { MilestonePast, RuleToTry } from "../../src/incentives/domain/simulation.ts";
import { runSimulation } from "../../src/incentives/index.ts";
import { idOf, money, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, SimulationId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

const [ALPHA, BETA] = [newId("prt"), newId("prt")];

const trying = (caps: CapTerms = NO_CAPS, minor = 25_000n, more: Partial<RuleToTry> = {}) =>
  new Simulation([
    {
      ...{ programId: newId("inc"), programName: "Next", versionId: newId("pgv") },
      ...{ versionNumber: 2, ruleKey: "sql_bounty", milestone: "SQL", currency: "EUR" },
      ...{ rounding: "HALF_EVEN", timeZone: "Europe/Berlin", caps },
      ...{ pay: { kind: "FIXED_BOUNTY", amount: money(minor, "EUR") }, accelerator: null },
      ...{ conditions: [], ...more },
    },
  ]);

/** An SQL that earned its partner 200.00. */
const sql = (at: string, more: Partial<MilestonePast> = {}, partnerId = ALPHA): MilestonePast => ({
  ...{ leadId: newId("lead"), milestone: "SQL", at: new Date(at), gate: null, spiffGate: null },
  ...{ deal: null, exchange: null, tender: null, earned: new Map([[partnerId, 20_000n]]) },
  ...{ sourcedBy: partnerId, isPassedOver: false, isTakenBack: false, facts: null },
  shares: [
    {
      ...{ partnerId, partnerName: partnerId === ALPHA ? "Alpha" : "Beta", tier: "Gold" },
      ...{ sharePpm: 1_000_000n, isPaid: true, factor: null, quality: null },
    },
  ],
  ...more,
});

describe("a simulation", () => {
  test("uses up a partner's cap window by window, by days of the program's zone", () => {
    const partnerCap = { minor: 40_000n, window: "MONTH", onExcess: "FORFEIT" } as const;
    const simulation = trying({ ...NO_CAPS, partnerCap });
    simulation.add(sql("2026-02-10T10:00:00Z"));
    simulation.add(sql("2026-02-11T10:00:00Z"));
    // half past midnight of the first of March in Berlin
    simulation.add(sql("2026-02-28T23:30:00Z"));
    simulation.add(sql("2026-03-02T10:00:00Z", {}, BETA));

    // Alpha: 250.00 and 150.00, and in March 250.00
    expect(simulation.result()).toEqual({
      ...{ leads: 4, milestones: 4, beforeMinor: "80000", afterMinor: "90000" },
      forfeitedMinor: "10000",
      byMilestone: [{ milestone: "SQL", count: 4, beforeMinor: "80000", afterMinor: "90000" }],
      byTier: [{ tier: "Gold", beforeMinor: "80000", afterMinor: "90000" }],
      byPartner: [
        { partnerId: ALPHA, name: "Alpha", beforeMinor: "60000", afterMinor: "65000" },
        { partnerId: BETA, name: "Beta", beforeMinor: "20000", afterMinor: "25000" },
      ].toSorted((one, other) => (one.partnerId < other.partnerId ? -1 : 1)),
      gates: [],
    });
  });

  test("uses up a lead's cap and the budget in the order in which milestones were reached", () => {
    const leadId = newId("lead");
    const budget = { minor: 60_000n, onExcess: "FORFEIT" } as const;
    const simulation = trying({ ...NO_CAPS, leadCap: 30_000n, budget });
    for (const id of [leadId, leadId, newId("lead"), newId("lead")])
      simulation.add(sql("2026-02-10T10:00:00Z", { leadId: id }));
    // 250.00, 50.00 of the lead's, 250.00, and 50.00 of the budget's
    expect(simulation.result()).toMatchObject({
      leads: 3,
      afterMinor: "60000",
      forfeitedMinor: "40000",
    });
  });

  test("counts what nothing would have been earned for, and whoever loses is told as losing", () => {
    const simulation = trying(NO_CAPS, 10_000n);
    simulation.add(sql("2026-02-10T10:00:00Z"));
    const gate = "ONE_PER_COMPANY_IN_CYCLE";
    simulation.add(sql("2026-02-11T10:00:00Z", { gate, earned: new Map() }, BETA));
    const { byPartner, gates } = simulation.result();
    expect(gates).toEqual([{ gate, count: 1 }]);
    expect(byPartner.map(({ beforeMinor, afterMinor }) => [beforeMinor, afterMinor])).toEqual([
      ["0", "0"],
      ["20000", "10000"],
    ]);
  });

  const FACTS: LeadFacts = {
    ...{ kind: "NEW_BUSINESS", source: "PARTNER_API", campaign: "", country: "DE" },
    ...{ productLines: [], value: 9_000n, currency: "EUR", dealAmount: 0n, dealCurrency: "" },
    ...{ cycle: 1n, isTender: false, contacts: 1n, evidence: 0n, daysSinceClaim: 2n, fields: {} },
  };

  // from the third lead of a month on 1.5 times: 100.00 and 100.00, then 150.00 and twice 50.00 for the first two, then 150.00
  test("counts a partner's leads window by window, and raises those before", () => {
    const accelerator: Accelerator = {
      ...{ kind: "RETROACTIVE", period: "MONTH" },
      brackets: [
        { fromUnit: 1, multiplierPpm: 1_000_000n },
        { fromUnit: 3, multiplierPpm: 1_500_000n },
      ],
    };
    const after = (kind: Accelerator["kind"], count: number, more: Partial<MilestonePast> = {}) => {
      const simulation = trying(NO_CAPS, 10_000n, { accelerator: { ...accelerator, kind } });
      for (let n = 1; n <= count; n += 1) simulation.add(sql(`2026-02-0${n}T10:00:00Z`, more));
      simulation.add(sql("2026-03-01T10:00:00Z", more));
      simulation.add(sql("2026-02-20T10:00:00Z", more, BETA));
      const told = simulation.result().byPartner.find(({ partnerId }) => partnerId === ALPHA);
      return told?.afterMinor;
    };
    expect([2, 3, 4].map((count) => after("RETROACTIVE", count))).toEqual([
      ...["30000", "55000", "70000"],
    ]);
    expect([2, 3, 4].map((count) => after("MARGINAL", count))).toEqual([
      ...["30000", "45000", "60000"],
    ]);
    // what the vendor found counts for nobody, and neither does what earns nothing
    expect(after("RETROACTIVE", 4, { sourcedBy: null })).toBe("50000");
    expect(after("RETROACTIVE", 4, { gate: "MILESTONE_EARNED" })).toBe("0");
  });

  test("comes to what the leads of a window come to, whatever their shares are", () => {
    const units = fc.array(
      fc.record({ ppm: fc.bigInt(1n, 1_000_000n), factorPpm: fc.bigInt(1n, 3_000_000n) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(units, fc.bigInt(1n, 90_000n), (all, minor) => {
        const brackets = [1, 4, 8].map((fromUnit) => ({
          ...{ fromUnit, multiplierPpm: 900_000n + BigInt(fromUnit) * 100_000n },
        }));
        const accelerator: Accelerator = { kind: "RETROACTIVE", period: "YEAR", brackets };
        const simulation = trying(NO_CAPS, minor, { accelerator });
        const bracket = brackets.findLast(({ fromUnit }) => fromUnit <= all.length);
        let worth = 0n;
        for (const { ppm, factorPpm } of all) {
          const [own] = sql("2026-02-10T10:00:00Z").shares;
          if (!own) throw new Error("it is somebody's");
          const quality = { won: 1n, closed: 2n, windowDays: 90, factorPpm };
          const shares = [
            { ...own, sharePpm: ppm, quality },
            { ...own, partnerId: BETA, sharePpm: 1_000_000n - ppm, isPaid: false },
          ];
          simulation.add(sql("2026-02-10T10:00:00Z", { shares, earned: new Map() }));
          // what its part comes to in the last bracket, tried on a lead of its own
          const alone = trying(NO_CAPS, minor, {
            accelerator: {
              ...accelerator,
              brackets: [{ fromUnit: 1, multiplierPpm: bracket?.multiplierPpm ?? 0n }],
            },
          });
          alone.add(sql("2026-02-10T10:00:00Z", { shares, earned: new Map() }));
          worth += BigInt(alone.result().afterMinor);
        }
        expect(simulation.result().afterMinor).toBe(worth.toString());
      }),
      { numRuns: 100 },
    );
  });

  test("asks what the rule asks, pays a spiff in its time alone, and not what was passed over", () => {
    const large = { key: "large", label: "Large", expression: "value >= 10000" };
    const asking = trying(NO_CAPS, 10_000n, { conditions: [large] });
    asking.add(sql("2026-02-10T10:00:00Z", { facts: { ...FACTS, value: 10_000n } }));
    asking.add(sql("2026-02-11T10:00:00Z", { facts: FACTS }));
    expect(asking.result()).toMatchObject({
      ...{ afterMinor: "10000", gates: [{ gate: "CONDITION_NOT_MET", count: 1 }] },
    });

    const spiff = {
      name: "March",
      startsAt: "2026-03-01T00:00:00Z",
      endsAt: "2026-04-01T00:00:00Z",
    };
    const march = trying(NO_CAPS, 10_000n, { spiff });
    for (const at of ["2026-02-28T23:59:59.999Z", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"])
      march.add(sql(at));
    expect(march.result()).toMatchObject({ milestones: 3, afterMinor: "10000" });

    // what spiffs earned elsewhere closes spiffs, what a rule did closes both
    const gate = "MILESTONE_EARNED";
    const closed = [{ spiffGate: gate }, { gate, spiffGate: gate }] as const;
    for (const [rule, expected] of [
      [{}, "10000"],
      [{ spiff }, "0"],
    ] as const) {
      const simulation = trying(NO_CAPS, 10_000n, rule);
      for (const each of closed) simulation.add(sql("2026-03-10T10:00:00Z", each));
      expect(simulation.result().afterMinor).toBe(expected);
    }

    const paying = (onSkip: "ONLY_REACHED" | "PAY_SKIPPED") => {
      const simulation = trying(NO_CAPS, 10_000n, { onSkip, milestone: "OPPORTUNITY" });
      simulation.add(sql("2026-02-10T10:00:00Z", { milestone: "OPPORTUNITY", isPassedOver: true }));
      return simulation.result();
    };
    expect(paying("PAY_SKIPPED")).toMatchObject({ afterMinor: "10000", gates: [] });
    expect(paying("ONLY_REACHED")).toMatchObject({
      ...{ afterMinor: "0", gates: [{ gate: "MILESTONE_SKIPPED", count: 1 }] },
    });
  });

  test("takes what was taken back for what it left alone", () => {
    const simulation = trying();
    const earned = new Map([[ALPHA, -5_000n]]);
    simulation.add(sql("2026-02-10T10:00:00Z", { isTakenBack: true, earned }));
    expect(simulation.result()).toMatchObject({
      ...{ leads: 0, milestones: 0, beforeMinor: "-5000", afterMinor: "0" },
    });
  });

  test("adds up the same whichever way it is cut", () => {
    const past = fc.record({ minor: fc.bigInt(0n, 90_000n), isAlphas: fc.boolean() });
    fc.assert(
      fc.property(fc.array(past, { maxLength: 20 }), fc.bigInt(0n, 90_000n), (all, limit) => {
        const partnerCap = { minor: limit, window: "YEAR", onExcess: "FORFEIT" } as const;
        const simulation = trying({ ...NO_CAPS, partnerCap });
        for (const { minor, isAlphas } of all) {
          const partnerId = isAlphas ? ALPHA : BETA;
          const earned = new Map([[partnerId, minor]]);
          simulation.add(sql("2026-02-10T10:00:00Z", { earned }, partnerId));
        }
        const { byMilestone, byTier, byPartner, ...total } = simulation.result();
        for (const cut of [byMilestone, byTier, byPartner])
          for (const key of ["beforeMinor", "afterMinor"] as const)
            expect(cut.reduce((sum, each) => sum + BigInt(each[key]), 0n)).toBe(BigInt(total[key]));
        for (const { afterMinor } of byPartner) expect(BigInt(afterMinor) <= limit).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a draft that is tried on the past", () => {
  let desk: IncentiveDesk;
  let versionId: string;
  beforeAll(async () => {
    desk = await openIncentiveDesk();
    const programId = await desk.paying([bounty("SQL", "200.00")]);
    desk.at("2026-02-03T10:00:00.000Z");
    const first = await desk.sql(desk.alpha, programId);
    desk.at("2026-02-04T10:00:00.000Z");
    await desk.sql(desk.alpha, programId);
    desk.at("2026-02-05T10:00:00.000Z");
    await desk.sql(desk.beta, programId);
    const amount = { amount: "1000.00", currency: "USD" };
    desk.at("2026-02-06T10:00:00.000Z");
    await desk.move("convertLead", first, { amount, closeOn: "2026-12-01" });
    await desk.move("winLead", first, { amount, closedOn: "2026-02-06" });
    desk.at("2026-03-02T10:00:00.000Z");
    await desk.sql(desk.alpha, programId);
    desk.at("2026-03-10T10:00:00.000Z");
    await desk.nextVersion(programId, {
      rules: [bounty("SQL", "250.00"), percent("30")],
      partnerCap: {
        amount: { amount: "600.00", currency: "USD" },
        ...{ window: "MONTH", onExcess: "FORFEIT" },
      },
    });
    const [row] = await desk.world.asOwner<{ id: string }>(
      `select v.id from incentive_program_version as v join incentive_program as i on i.id = v.incentive_program_id
       where i.program_id = $1 and v.number = 2`,
      [uuidOf(programId as `prg_${string}`)],
    );
    versionId = idOf("pgv", row?.id ?? "");
  });
  afterAll(() => desk.world.close());

  const SHOWN = `simulation { id status doneCount failure cancelRequestedAt result {
    leads milestones total { before { amount } after { amount } difference { amount } } forfeited { amount }
    byMilestone { milestone count sum { after { amount } } }
    byPartner { name sum { difference { amount } } } gates { gate } } }`;

  const ask = (more: object = {}, by: Caller = desk.finance): Promise<Answer> => {
    const period = { from: "2026-02-01", until: "2026-03-01" };
    return desk.run(
      by,
      "simulateProgram",
      { programVersionId: versionId, ...period, ...more },
      SHOWN,
    );
  };
  const run = async (id: SimulationId): Promise<void> => {
    const clock = () => new Date("2026-03-11T10:00:00.000Z");
    await runSimulation({ database: desk.world.database, clock })({ simulationId: id }, "test");
  };
  const seen = async (id: SimulationId): Promise<Answer> => {
    const document = `query ($id: ID!) { node(id: $id) { ... on Simulation { ${SHOWN.slice("simulation {".length, -1)} } } }`;
    const { data, errors } = await desk.api.run(desk.finance, document, { id });
    if (errors) throw new Error(JSON.stringify(errors));
    return JSON.parse(JSON.stringify(data?.["node"]));
  };
  const kept = async (id: SimulationId): Promise<string> => {
    const [row] = await desk.world.asOwner<{ told: string }>(
      "select concat_ws(' ', status, result) as told from simulation where id = $1",
      [uuidOf(id)],
    );
    return row?.told ?? "";
  };

  // Alpha: 250.00 + 250.00, and of 300.00 for the deal the 100.00 that its 600.00 leave; Beta: 250.00
  test("says who would have had what beside what was earned, and posts nothing", async () => {
    const count =
      "select (select count(*) from award) + (select count(*) from credit) + (select count(*) from journal_txn) as n";
    const before = await desk.world.asOwner(count);
    const { simulation } = await ask();
    expect(simulation).toMatchObject({ status: "QUEUED", result: null });
    await run(simulation.id);

    expect(await seen(simulation.id)).toMatchObject({
      ...{ status: "DONE", doneCount: 5, failure: null },
      result: {
        ...{ leads: 3, milestones: 5, forfeited: { amount: "200.00" }, gates: [] },
        total: {
          ...{ before: { amount: "600.00" }, after: { amount: "850.00" } },
          difference: { amount: "250.00" },
        },
        byMilestone: [
          { milestone: "SQL", count: 3, sum: { after: { amount: "750.00" } } },
          { milestone: "OPPORTUNITY", count: 1, sum: { after: { amount: "0.00" } } },
          { milestone: "WON", count: 1, sum: { after: { amount: "100.00" } } },
        ],
        byPartner: [
          { name: "Alpha", sum: { difference: { amount: "200.00" } } },
          { name: "Beta", sum: { difference: { amount: "50.00" } } },
        ],
      },
    });
    expect(await desk.world.asOwner(count)).toEqual(before);
  });

  const large = { key: "large", label: "Large", expression: "value >= 50000" };
  const dear = { key: "dear", label: "Dear", expression: "dealAmount == 5000" };
  const brackets = [
    { fromLead: 1, multiplier: "1" },
    { fromLead: 3, multiplier: "1.2" },
  ];
  const late = { key: "late", name: "The late push", startsAt: "2026-02-04T00:00:00.000Z" };
  const ALL_KINDS = [
    {
      ...bounty("SQL", "100.00"),
      accelerator: { kind: "RETROACTIVE", period: "MONTH", brackets },
    },
    { ...bounty("SQL", "30.00"), spiff: { ...late, endsAt: "2026-12-05T00:00:00.000Z" } },
    { ...bounty("OPPORTUNITY", "40.00"), conditions: [large] },
    { ...percent("10"), conditions: [dear] },
  ];
  const TERMS = {
    ...{ rounding: "HALF_EVEN" },
    quality: { targetPercent: "50", prior: 1, windowDays: 30, floor: "0.5", ceiling: "2" },
  };

  /** Three SQLs of Alpha's, of which the first is opened and won and the third is won at once, and one of Beta's. */
  async function reach(programId: string): Promise<void> {
    const amount = { amount: "5000.00", currency: "USD" };
    const worth = { estimatedValue: { amount: "60000.00", currency: "USD" } };
    desk.at("2026-02-03T10:00:00.000Z");
    const first = await desk.sql(desk.alpha, programId, worth);
    desk.at("2026-02-04T10:00:00.000Z");
    await desk.sql(desk.alpha, programId);
    desk.at("2026-02-05T10:00:00.000Z");
    await desk.move("convertLead", first, { amount, closeOn: "2026-12-01" });
    desk.at("2026-02-06T10:00:00.000Z");
    await desk.move("winLead", first, { amount, closedOn: "2026-02-06" });
    desk.at("2026-02-07T10:00:00.000Z");
    const third = await desk.sql(desk.alpha, programId);
    await desk.move("winLead", third, { amount, closedOn: "2026-02-07" });
    desk.at("2026-02-08T10:00:00.000Z");
    await desk.sql(desk.beta, programId);
    desk.at("2026-03-11T10:00:00.000Z");
  }

  /** What a version of a program comes to on February. */
  async function tried(programId: string, number: number): Promise<Answer> {
    const [row] = await desk.world.asOwner<{ id: string }>(
      `select v.id from incentive_program_version as v join incentive_program as i on i.id = v.incentive_program_id
       where i.program_id = $1 and v.number = $2`,
      [uuidOf(programId as `prg_${string}`), number],
    );
    const { simulation } = await ask({ programVersionId: idOf("pgv", row?.id ?? "") });
    await run(simulation.id);
    const { status, result } = await seen(simulation.id);
    expect(status).toBe("DONE");
    return result;
  }

  // By the 7th Alpha has won 1 of 1, with one more at 50 % 1.5 times. Its third SQL is 100.00 × 1.5 × 1.2, and 20.00 more
  // for each of the two before. SQL: 100.00 + 100.00 + 180.00 + 40.00, and Beta's 100.00; on top from the 4th on 30.00
  // and 45.00, and Beta's 30.00. OPPORTUNITY: 40.00, and nothing for what was passed over. WON: 500.00 and 750.00
  test("goes by what leads say, how they fared, how many they were, and in which time", async () => {
    desk.at("2026-02-01T10:00:00.000Z");
    const programId = await desk.paying([bounty("SQL", "200.00")]);
    await reach(programId);
    await desk.nextVersion(programId, { rules: ALL_KINDS, ...TERMS });
    expect(await tried(programId, 2)).toMatchObject({
      ...{ leads: 4, milestones: 8 },
      byMilestone: [
        { milestone: "SQL", count: 4, sum: { after: { amount: "625.00" } } },
        { milestone: "OPPORTUNITY", count: 2, sum: { after: { amount: "40.00" } } },
        { milestone: "WON", count: 2, sum: { after: { amount: "1250.00" } } },
      ],
      byPartner: [
        { name: "Alpha", sum: { difference: { amount: "1185.00" } } },
        { name: "Beta", sum: { difference: { amount: "-70.00" } } },
      ],
      gates: [{ gate: "MILESTONE_SKIPPED" }],
    });
  });

  // the first earned 25.00 by the spiff alone, the second the rule's 150.00 alone: with the rule from the beginning 325.00
  test("leaves the rule to whoever comes behind a spiff that was earned alone", async () => {
    desk.at("2026-02-09T10:00:00.000Z");
    const push = {
      ...bounty("OPPORTUNITY", "25.00"),
      spiff: { ...late, endsAt: "2026-12-05T00:00:00.000Z" },
    };
    const programId = await desk.paying([bounty("WON", "1.00"), push]);
    const [one, other] = await desk.shared(programId, 500_000);
    const deal = { amount: { amount: "900.00", currency: "USD" }, closeOn: "2031-01-01" };
    const open = async (leadId: LeadId) => {
      await desk.move("qualifyLead", leadId, MET);
      await desk.move("convertLead", leadId, deal);
    };
    await open(one);
    desk.at("2026-02-09T11:00:00.000Z");
    const rules = [bounty("WON", "1.00"), bounty("OPPORTUNITY", "150.00"), push];
    await desk.nextVersion(programId, { rules });
    desk.at("2026-02-09T12:00:00.000Z");
    await open(other);
    desk.at("2026-03-11T10:00:00.000Z");

    expect(await tried(programId, 2)).toMatchObject({
      gates: [{ gate: "MILESTONE_EARNED" }],
      total: { before: { amount: "175.00" }, after: { amount: "325.00" } },
    });
  });

  test("comes to what was earned where the version is the one that paid", async () => {
    desk.at("2026-02-01T10:00:00.000Z");
    const programId = await desk.paying(ALL_KINDS, TERMS);
    await reach(programId);
    const same = { before: { amount: "1915.00" }, after: { amount: "1915.00" } };
    expect(await tried(programId, 1)).toMatchObject({
      total: { ...same, difference: { amount: "0.00" } },
      byPartner: [
        { sum: { difference: { amount: "0.00" } } },
        { sum: { difference: { amount: "0.00" } } },
      ],
    });
  });

  test("comes to the same bytes each time, also begun anew after a kill", async () => {
    const [one, other] = [(await ask()).simulation.id, (await ask()).simulation.id];
    await run(one);
    await desk.world.asOwner(
      "update simulation set status = 'RUNNING', done_count = 77, started_at = now() where id = $1",
      [uuidOf(other)],
    );
    await Promise.all([run(other), run(other)]);
    await run(other);
    expect(await kept(one)).toMatch(/^DONE /);
    expect(await kept(other)).toBe(await kept(one));
  });

  test("ends when it is told to, once, and is refused for what no version or period is", async () => {
    const { simulation } = await ask();
    const cancel = () =>
      desk.run(desk.finance, "cancelSimulation", { simulationId: simulation.id }, SHOWN);
    expect((await cancel()).errors).toEqual([]);
    expect((await cancel()).errors[0].code).toBe("ALREADY_DONE");
    await run(simulation.id);
    expect(await kept(simulation.id)).toBe("CANCELLED");
    expect((await cancel()).errors[0].code).toBe("ALREADY_DONE");

    const refused = async (more: object) =>
      (await ask(more)).errors.map(({ code, path }: Answer) => [code, path.at(-1)]);
    expect(await refused({ programVersionId: newId("pgv") })).toEqual([
      ["NOT_FOUND", "programVersionId"],
    ]);
    expect(await refused({ until: "2026-02-01" })).toEqual([["VALIDATION_FAILED", "until"]]);
    expect(await refused({ until: "2027-04-01" })).toEqual([["VALIDATION_FAILED", "until"]]);
  });
});
