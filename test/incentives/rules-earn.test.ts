import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
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

const usd = (amount: string) => ({ amount, currency: "USD" });
const large = {
  ...{ key: "large", label: "The lead is worth 50000 or more." },
  expression: "value >= 50000",
};
const sized = {
  ...{ key: "size", label: "The company is large." },
  expression: 'fields["size"] == "large"',
};
const WORTH = { estimatedValue: usd("60000.00") };

const explained = async (by: Caller, leadId: LeadId): Promise<readonly string[][]> =>
  (await desk.credits(by, leadId, "explanation")).map(({ explanation }) => explanation);

describe("a rule that asks something of a lead", () => {
  test("pays where it holds, and keeps an award of nothing where it does not, and says why", async () => {
    const asking = { ...bounty("SQL", "200.00"), conditions: [large, sized] };
    const programId = await desk.paying([asking]);
    const leadId = await desk.sql(desk.alpha, programId, WORTH);
    const small = await desk.sql(desk.alpha, programId, { estimatedValue: usd("49999.99") });

    expect(await desk.awards(leadId)).toEqual(["SQL 0 CONDITION_NOT_MET"]);
    expect(await desk.owed(leadId)).toEqual([]);
    const [pays] = (await explained(desk.alpha, leadId))[0] ?? [];
    expect(await explained(desk.alpha, leadId)).toEqual([
      [
        pays,
        "Nothing is earned here: the rule asks something that does not hold.",
        "It could not be told of this lead, which counts as not met: The company is large.",
      ],
    ]);
    expect(await explained(desk.alpha, small)).toEqual([
      [
        pays,
        "Nothing is earned here: the rule asks something that does not hold.",
        "It is not met: The lead is worth 50000 or more.",
        "It could not be told of this lead, which counts as not met: The company is large.",
      ],
    ]);

    desk.at("2026-02-03T10:00:00Z");
    await desk.nextVersion(programId, {
      rules: [{ ...bounty("SQL", "200.00"), conditions: [large] }],
    });
    const other = await desk.sql(desk.alpha, programId, WORTH);
    expect([await desk.awards(other), await desk.owed(other)]).toEqual([
      ["SQL 20000"],
      ["Alpha 20000"],
    ]);
  });

  test("is asked of all that it may know, and what that was is kept with the award", async () => {
    const expression = [
      'kind == "NEW_BUSINESS" && source == "PARTNER_API" && campaign == "" && country == ""',
      'size(productLines) > 0 && value == 60000 && currency == "USD" && dealAmount == 1234',
      'dealCurrency == "USD" && cycle == 1 && !isTender && contacts == 1 && evidence == 0',
      "daysSinceClaim == 2 && size(fields) == 0",
    ].join(" && ");
    const all = { key: "all", label: "All of it.", expression };
    const programId = await desk.paying([{ ...percent("10"), conditions: [all] }]);
    desk.at("2026-03-02T10:00:00Z");
    const leadId = await desk.sql(desk.alpha, programId, WORTH);
    desk.at("2026-03-05T09:59:59Z");
    const deal = { amount: usd("1234.56") };
    await desk.move("convertLead", leadId, { ...deal, closeOn: "2026-03-05" });
    await desk.move("winLead", leadId, { ...deal, closedOn: "2026-03-05" });

    expect(await desk.awards(leadId)).toEqual(["WON 12346"]);
    const [row] = await desk.world.asOwner<{ conditions: Answer }>(
      "select calculation->'conditions' as conditions from award where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(row?.conditions).toMatchObject({
      outcomes: [{ key: "all", label: "All of it.", isMet: true }],
      facts: { value: "60000", dealAmount: "1234", daysSinceClaim: "2", contacts: "1" },
    });
  });

  test("is read by the vendor in CEL, and by partners in words", async () => {
    const programId = await desk.paying([{ ...bounty("SQL", "200.00"), conditions: [large] }]);
    const read = async (by: Caller, fields: string) =>
      desk.api.run(
        by,
        `{ incentivePrograms(first: 50) { nodes { program { id } inForce { rules { conditions { ${fields} } } } } } }`,
      );
    const of = ({ data }: Answer) =>
      data.incentivePrograms.nodes.find(({ program }: Answer) => program.id === programId)?.inForce;

    expect(of(await read(desk.finance, "key label expression"))).toEqual({
      rules: [{ conditions: [large] }],
    });
    expect(of(await read(desk.alpha, "key label"))).toEqual({
      rules: [{ conditions: [{ key: large.key, label: large.label }] }],
    });
    const { errors } = await read(desk.alpha, "expression");
    expect(errors?.[0]).toMatchObject({ extensions: { code: "FORBIDDEN" } });
    await expect(
      desk.world.asOwner(
        `insert into incentive_condition (version_id, rule_key, key, label, expression)
         select version_id, rule_key, 'another', label, expression from incentive_condition limit 1`,
      ),
    ).rejects.toThrow("the rules of an approved program version never change");
  });

  test("is refused with line and column where it is no condition", async () => {
    const draft = (conditions: readonly object[]) =>
      desk.paying([{ ...bounty("SQL", "200.00"), conditions }]);
    const wrong = { ...large, expression: 'value > 1 &&\n  contry == "DE"' };
    await expect(draft([wrong])).rejects.toThrow(
      "rules.0.conditions.0.expression is no condition at line 2, column 3: Unknown variable: contry",
    );
    await expect(draft([large, large])).rejects.toThrow("rules.0.conditions.1.key is there twice");
    await expect(draft([{ ...large, key: "No key" }])).rejects.toThrow(
      "rules.0.conditions.0.key is no key",
    );
    await expect(draft([{ ...large, label: " " }])).rejects.toThrow(
      "rules.0.conditions.0.label is missing",
    );
    const six = Array.from({ length: 6 }, (_, index) => ({ ...large, key: `k${index}` }));
    await expect(draft(six)).rejects.toThrow("rules.0.conditions may hold 5, got 6");
  });

  test("goes by what was asked at the milestone where the lead earns it later in another's place", async () => {
    const asking = { ...bounty("OPPORTUNITY", "100.00"), conditions: [large] };
    const programId = await desk.paying([bounty("SQL", "50.00"), asking]);
    const [alphas, betas] = await desk.shared(programId, 600_000);
    await desk.act(desk.alpha, "updateLead", alphas, WORTH);
    const deal = { amount: usd("10.00"), closeOn: "2026-04-01" };
    for (const leadId of [alphas, betas]) {
      await desk.move("qualifyLead", leadId, MET);
      await desk.move("convertLead", leadId, deal);
    }
    expect(await desk.awards(betas)).toContain("OPPORTUNITY 0 MILESTONE_EARNED");
    await desk.act(desk.beta, "updateLead", betas, WORTH);
    const undone = await desk.act(desk.leader, "undoMove", alphas, { reason: "by mistake" });

    expect(undone.errors).toEqual([]);
    expect(await desk.awards(betas)).toContain("OPPORTUNITY 0 CONDITION_NOT_MET again");
  });

  test("costs one round trip where a version asks, and none where it does not", async () => {
    const { traffic } = desk.world.database;
    const trips = async (rule: object): Promise<number> => {
      const leadId = await desk.accepted(desk.alpha, await desk.paying([rule]));
      const before = traffic.roundTrips;
      await desk.move("qualifyLead", leadId, MET);
      return traffic.roundTrips - before;
    };
    expect(await trips(bounty("SQL", "200.00"))).toBe(3);
    expect(await trips({ ...bounty("SQL", "200.00"), conditions: [large] })).toBe(4);
  });
});

describe("a spiff", () => {
  const march = {
    ...{ key: "march", name: "March push" },
    ...{ startsAt: "2026-03-01T00:00:00.000Z", endsAt: "2026-04-01T00:00:00.000Z" },
  };
  const spiff = (milestone: string, amount: string, more: object = {}) => ({
    ...bounty(milestone, amount),
    spiff: { ...march, ...more },
  });

  test("pays on top from its first instant until right before its last", async () => {
    desk.at("2026-02-27T10:00:00Z");
    const programId = await desk.paying([bounty("SQL", "200.00"), spiff("SQL", "50.00")]);
    const leads: LeadId[] = [];
    for (const at of [
      "2026-02-28T23:59:59.999Z",
      "2026-03-01T00:00:00.000Z",
      "2026-03-31T23:59:59.999Z",
      "2026-04-01T00:00:00.000Z",
    ]) {
      const leadId = await desk.accepted(desk.alpha, programId);
      leads.push(leadId);
      desk.at(at);
      await desk.move("qualifyLead", leadId, MET);
    }
    expect(await Promise.all(leads.map(desk.owed))).toEqual([
      ...[["Alpha 20000"], ["Alpha 25000"], ["Alpha 25000"], ["Alpha 20000"]],
    ]);
    // a call that came in time, and was served behind one that came later: the milestone is reached when that was
    const behind = await desk.accepted(desk.alpha, programId);
    desk.at("2026-03-31T23:59:59.999Z");
    await desk.move("qualifyLead", behind, MET);
    expect(await desk.owed(behind)).toEqual(["Alpha 20000"]);
    await expect(
      desk.world.asOwner(
        `insert into award
         select (jsonb_populate_record(earned, jsonb_build_object('id', gen_random_uuid(), 'generation', 9, 'reversed_at', now(), 'event_at', '2026-04-01T00:00:00Z'))).*
         from award as earned
         where earned.rule_key = 'spiff_march'
         limit 1`,
      ),
    ).rejects.toThrow("a spiff is earned in its time");
    const [, second] = leads;
    if (!second) throw new Error("there are four");
    expect(
      (await explained(desk.alpha, second)).map(([first]) => first?.replace(/^\S{36}/, "P")),
    ).toEqual(
      expect.arrayContaining([
        expect.stringContaining(", version 1, pays 200.00 USD for a lead that is qualified."),
        expect.stringMatching(
          /^March push of \S+, version 1, from 2026-03-01T00:00:00.000Z until 2026-04-01T00:00:00.000Z, pays on top 50.00 USD for a lead that is qualified\.$/,
        ),
      ]),
    );
  });

  test("takes of the same caps as the rule beside it, once for each, and gives back what it took", async () => {
    desk.at("2026-03-10T10:00:00Z");
    const rules = [bounty("SQL", "200.00"), spiff("SQL", "50.00")];
    const leadCap = usd("220.00");
    const partnerCap = { amount: usd("300.00"), window: "MONTH" };
    const budget = { amount: usd("1000.00") };
    const programId = await desk.paying([bounty("SQL", "1.00")]);
    desk.at("2026-03-10T10:00:01Z");
    await desk.nextVersion(programId, { rules, leadCap, partnerCap, budget });
    // 200.00 and 20.00 of the lead's 220.00; then 80.00 are left of the partner's 300.00, and nothing for the spiff
    const one = await desk.sql(desk.alpha, programId);
    const other = await desk.sql(desk.alpha, programId);
    const used = () =>
      desk.world.asOwner<{ told: string }>(
        `select kind || ' ' || used_minor as told
         from cap_bucket
         where incentive_program_id = (select incentive_program_id from award where lead_id = $1 limit 1)
         order by kind`,
        [uuidOf(one)],
      );
    expect([await desk.owed(one), await desk.owed(other)]).toEqual([
      ...[["Alpha 22000"], ["Alpha 8000"]],
    ]);
    expect(await used()).toEqual([{ told: "BUDGET 30000" }, { told: "PARTNER 30000" }]);
    await desk.act(desk.leader, "undoMove", one, { reason: "by mistake" });
    expect(await used()).toEqual([{ told: "BUDGET 8000" }, { told: "PARTNER 8000" }]);
  });

  test("is earned in another lead's place as it was reached, though it is over by then", async () => {
    desk.at("2026-03-20T10:00:00Z");
    const programId = await desk.paying([
      bounty("SQL", "10.00"),
      bounty("OPPORTUNITY", "100.00"),
      spiff("OPPORTUNITY", "25.00"),
    ]);
    const [alphas, betas] = await desk.shared(programId, 600_000);
    for (const [index, leadId] of [alphas, betas].entries()) {
      desk.at(`2026-03-31T23:0${index}:00Z`);
      await desk.move("qualifyLead", leadId, MET);
      await desk.move("convertLead", leadId, { amount: usd("10.00"), closeOn: "2026-04-01" });
    }
    const deals = async (leadId: LeadId) =>
      (await desk.awards(leadId)).filter((award) => award.startsWith("OPPORTUNITY")).toSorted();
    desk.at("2026-04-01T10:00:00Z");
    await desk.act(desk.leader, "undoMove", alphas, { reason: "by mistake" });

    expect(await deals(alphas)).toEqual([
      "OPPORTUNITY 10000 reversed",
      "OPPORTUNITY 2500 reversed",
    ]);
    expect(await deals(betas)).toEqual([
      ...["OPPORTUNITY 0 MILESTONE_EARNED reversed", "OPPORTUNITY 0 MILESTONE_EARNED reversed"],
      ...["OPPORTUNITY 10000 again", "OPPORTUNITY 2500 again"],
    ]);
  });

  test("shares its lead's cap with the rule beside it where the deal is corrected: 500.00 and 250.00 become 750.00 and 250.00", async () => {
    desk.at("2026-03-10T10:00:00Z");
    const programId = await desk.paying([bounty("SQL", "1.00")]);
    desk.at("2026-03-10T10:00:01Z");
    const rules = [percent("10"), { ...percent("5"), spiff: march }];
    await desk.nextVersion(programId, { rules, leadCap: usd("1000.00") });
    const leadId = await desk.sql(desk.alpha, programId);
    const deal = { amount: usd("5000.00") };
    await desk.move("convertLead", leadId, { ...deal, closeOn: "2026-03-11" });
    await desk.move("winLead", leadId, { ...deal, closedOn: "2026-03-10" });
    expect((await desk.awards(leadId)).toSorted()).toEqual(["WON 25000", "WON 50000"]);
    desk.at("2026-03-11T10:00:00Z");
    const changed = { amount: usd("10000.00"), reason: "As signed" };
    expect((await desk.act(desk.leader, "changeDeal", leadId, changed)).errors).toEqual([]);

    expect(await desk.owed(leadId)).toEqual(["Alpha 100000"]);
    // of the spiff nothing: 1,000.00 less 750.00 is what it has
    expect((await desk.awards(leadId)).toSorted()).toEqual(["WON 25000", "WON 25000", "WON 50000"]);
  });

  test("that was earned alone leaves the rule that it is on top of to be earned by the next lead of the company", async () => {
    desk.at("2026-03-10T10:00:00Z");
    const programId = await desk.paying([bounty("OPPORTUNITY", "1.00"), spiff("SQL", "50.00")]);
    const company = { name: "Nagel", domain: "nagel.example.com", country: "DE" };
    const ended = (leadId: LeadId) =>
      desk.move("disqualifyLead", leadId, { reasonCode: "NO_NEED" });
    const first = await desk.sql(desk.alpha, programId, { company });
    expect(await desk.awards(first)).toEqual(["SQL 5000"]);
    await ended(first);
    desk.at("2026-03-10T11:00:00Z");
    await desk.nextVersion(programId, {
      rules: [bounty("OPPORTUNITY", "1.00"), bounty("SQL", "200.00"), spiff("SQL", "50.00")],
    });
    const second = await desk.sql(desk.alpha, programId, { company });
    expect((await desk.awards(second)).toSorted()).toEqual([
      ...["SQL 0 ONE_PER_COMPANY_IN_CYCLE", "SQL 20000"],
    ]);
    expect(await desk.owed(second)).toEqual(["Alpha 20000"]);
    // by now the rule itself has paid, which closes both
    await ended(second);
    const third = await desk.sql(desk.alpha, programId, { company });
    expect(await desk.awards(third)).toEqual([
      ...["SQL 0 ONE_PER_COMPANY_IN_CYCLE", "SQL 0 ONE_PER_COMPANY_IN_CYCLE"],
    ]);
  });

  test("that was earned alone leaves a deal's milestone to another lead of it, and comes to that once it is undone", async () => {
    desk.at("2026-03-10T10:00:00Z");
    const programId = await desk.paying([bounty("WON", "1.00"), spiff("OPPORTUNITY", "25.00")]);
    const [one, other] = await desk.shared(programId, 500_000);
    const open = async (leadId: LeadId) => {
      await desk.move("qualifyLead", leadId, MET);
      const deal = { amount: { amount: "900.00", currency: "USD" }, closeOn: "2031-01-01" };
      await desk.move("convertLead", leadId, deal);
    };
    await open(one);
    desk.at("2026-03-10T10:30:00Z");
    await desk.nextVersion(programId, {
      rules: [
        bounty("WON", "1.00"),
        bounty("OPPORTUNITY", "150.00"),
        spiff("OPPORTUNITY", "25.00"),
      ],
    });
    desk.at("2026-03-10T11:00:00Z");
    await open(other);
    expect(await desk.awards(one)).toEqual(["OPPORTUNITY 2500"]);
    expect((await desk.awards(other)).toSorted()).toEqual([
      ...["OPPORTUNITY 0 MILESTONE_EARNED", "OPPORTUNITY 15000"],
    ]);

    await desk.run(desk.leader, "undoMove", { leadId: one, reason: "Too early" }, "lead { id }");
    expect((await desk.awards(other)).toSorted()).toEqual([
      ...["OPPORTUNITY 0 MILESTONE_EARNED reversed", "OPPORTUNITY 15000", "OPPORTUNITY 2500 again"],
    ]);
    expect(await desk.broken()).toEqual([]);
  });

  // one earned the spiff alone, two the rule alone, and three nothing: what the spiff earned keeps three from no rule
  test("that stands yet closes no more than spiffs for whoever comes next, and a rule that stands closes both", async () => {
    desk.at("2026-03-11T10:00:00Z");
    const push = spiff("OPPORTUNITY", "25.00");
    const programId = await desk.paying([bounty("WON", "1.00"), push]);
    const [one, two] = await desk.shared(programId, 500_000);
    const three = await desk.accepted(desk.alpha, programId);
    await desk.world.asOwner(
      `insert into shared_prospect (partner_id, lead_id, group_id, weight_ppm, role)
       select l.partner_id, l.id, shared.group_id, 0, 'SOURCED'
       from lead as l, shared_prospect as shared where l.id = $1 and shared.lead_id = $2`,
      [uuidOf(three), uuidOf(one)],
    );
    const open = async (leadId: LeadId) => {
      await desk.move("qualifyLead", leadId, MET);
      const deal = { amount: usd("900.00"), closeOn: "2031-01-01" };
      await desk.move("convertLead", leadId, deal);
    };
    await open(one);
    desk.at("2026-03-11T10:30:00Z");
    const rules = [bounty("WON", "1.00"), bounty("OPPORTUNITY", "150.00"), push];
    await desk.nextVersion(programId, { rules });
    for (const [leadId, hour] of [
      [two, 11],
      [three, 12],
    ] as const) {
      desk.at(`2026-03-11T${hour}:00:00Z`);
      await open(leadId);
    }
    const nothing = "OPPORTUNITY 0 MILESTONE_EARNED";
    expect([await desk.awards(one), (await desk.awards(two)).toSorted()]).toEqual([
      ["OPPORTUNITY 2500"],
      [nothing, "OPPORTUNITY 15000"],
    ]);
    expect(await desk.awards(three)).toEqual([nothing, nothing]);

    const why = { leadId: two, reason: "Too early" };
    await desk.run(desk.leader, "undoMove", why, "lead { id }");
    expect((await desk.awards(three)).toSorted()).toEqual([
      ...[nothing, `${nothing} reversed`, "OPPORTUNITY 15000 again"],
    ]);
    await desk.run(desk.leader, "undoMove", { ...why, leadId: one }, "lead { id }");
    expect((await desk.awards(three)).toSorted()).toEqual([
      ...[`${nothing} reversed`, `${nothing} reversed`],
      ...["OPPORTUNITY 15000 again", "OPPORTUNITY 2500 again"],
    ]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is refused where nobody could earn it, or where it is there twice", async () => {
    desk.at("2026-03-20T10:00:00Z");
    const drafting = (...rules: readonly object[]) =>
      desk.paying([bounty("SQL", "200.00"), ...rules]);
    await expect(drafting(spiff("SQL", "1.00", { endsAt: march.startsAt }))).rejects.toThrow(
      "rules.1.spiff.endsAt must be later than startsAt",
    );
    await expect(drafting(spiff("SQL", "1.00"), spiff("WON", "1.00"))).rejects.toThrow(
      "rules.2.spiff.key is there twice",
    );
    await expect(drafting(bounty("SQL", "1.00"))).rejects.toThrow(
      "rules.1.milestone is said twice: a version pays it by one rule",
    );
    desk.at("2026-04-01T00:00:00Z");
    await expect(drafting(spiff("SQL", "1.00"))).rejects.toThrow(
      "rules.1.spiff.endsAt is 2026-04-01T00:00:00.000Z, and the version pays from 2026-04-01T00:00:00.000Z on: nobody could earn it.",
    );
  });

  test("keeps a draft from its approval once it is over", async () => {
    desk.at("2026-03-20T10:00:00Z");
    const programId = await desk.paying([bounty("SQL", "200.00")]);
    const draft = { rules: [bounty("SQL", "200.00"), spiff("SQL", "1.00")] };
    await expect(
      desk.nextVersion(programId, draft, () => {
        desk.at("2026-04-01T00:00:00Z");
      }),
    ).rejects.toThrow("A spiff of the draft is over before the version would begin");
  });
});

describe("a version that goes by how leads fare", () => {
  const terms = {
    ...{ targetPercent: "50", prior: 4, windowDays: 90 },
    ...{ floor: "0.8", ceiling: "1.3" },
  };
  const going = async (more: object = {}): Promise<string> => {
    const programId = await desk.paying([bounty("WON", "1.00")]);
    desk.at("2026-05-01T10:00:00Z");
    const rules = [bounty("SQL", "200.00")];
    await desk.nextVersion(programId, { rules, quality: { ...terms, ...more } });
    return programId;
  };
  const qualified = async (programId: string, at: string): Promise<LeadId> => {
    const leadId = await desk.accepted(desk.alpha, programId);
    desk.at(at);
    await desk.move("qualifyLead", leadId, MET);
    return leadId;
  };

  test("pays by what had been won and lost within the window right before, whatever became known since", async () => {
    desk.at("2026-05-01T09:00:00Z");
    const programId = await going();
    const deal = { amount: usd("10.00") };
    const leads: LeadId[] = [];
    for (let index = 0; index < 4; index += 1) {
      const leadId = await desk.sql(desk.alpha, programId);
      await desk.move("convertLead", leadId, { ...deal, closeOn: "2026-05-02" });
      leads.push(leadId);
    }
    const [lost, ...won] = leads;
    const [undone] = won;
    if (!lost || !undone) throw new Error("there are four");
    desk.at("2026-05-02T10:00:00Z");
    for (const leadId of won)
      await desk.move("winLead", leadId, { ...deal, closedOn: "2026-05-02" });
    await desk.move("loseLead", lost, { reasonCode: "PRICE" });

    // at that instant nothing had been closed yet; then 3 of 4, (3 + 2) / (4 + 4) of 50 %
    const earned: string[][] = [];
    const earn = async (at: string): Promise<LeadId> => {
      const leadId = await qualified(programId, at);
      earned.push([at, ...(await desk.owed(leadId))]);
      return leadId;
    };
    await earn("2026-05-02T10:00:00.000Z");
    const settled = await earn("2026-05-03T08:00:00.000Z");
    desk.at("2026-05-03T09:00:00Z");
    await desk.act(desk.leader, "undoMove", undone, { reason: "Not signed" });
    // 2 of 3: 4 / 7 of 50 % are 1.142857
    await earn("2026-05-03T11:00:00.000Z");
    await earn("2026-07-31T10:00:00.000Z");
    await earn("2026-07-31T10:00:00.001Z");
    expect(earned).toEqual([
      ["2026-05-02T10:00:00.000Z", "Alpha 20000"],
      ["2026-05-03T08:00:00.000Z", "Alpha 25000"],
      ["2026-05-03T11:00:00.000Z", "Alpha 22857"],
      ["2026-07-31T10:00:00.000Z", "Alpha 22857"],
      ["2026-07-31T10:00:00.001Z", "Alpha 20000"],
    ]);
    expect((await explained(desk.alpha, settled))[0]?.[1]).toBe(
      "Your part is 100 %, times 1.25 for how your leads fared: of 4 that were closed in the 90 days before, 3 were won.",
    );

    // settled otherwise once one of the wins is none: 60 % × 1.25 and 40 % of 200.00
    desk.at("2026-05-04T10:00:00Z");
    const proposal = {
      leadId: settled,
      shares: [
        { partnerId: desk.alpha.actor.partnerId, sharePpm: 600_000 },
        { partnerId: desk.beta.actor.partnerId, sharePpm: 400_000 },
      ],
      reason: "As they agreed",
    };
    const shown = "attributionProposal { id }";
    const { attributionProposal } = await desk.run(
      desk.finance,
      "proposeAttribution",
      proposal,
      shown,
    );
    const decision = { attributionProposalId: attributionProposal.id, isApproved: true };
    const decided = await desk.run(desk.leader, "decideAttributionProposal", decision, shown);
    expect(decided.errors).toEqual([]);
    expect(await desk.owed(settled)).toEqual(["Alpha 15000", "Beta 8000"]);
  });

  test("is read by partners, and refused where nobody would be paid once", async () => {
    desk.at("2026-05-01T09:00:00Z");
    const programId = await going();
    const fields = "targetPercent prior windowDays floor ceiling";
    const { data } = await desk.api.run(
      desk.alpha,
      `{ incentivePrograms(first: 50) { nodes { program { id } inForce { quality { ${fields} } } } } }`,
    );
    const found = data?.["incentivePrograms"].nodes.find(
      ({ program }: Answer) => program.id === programId,
    );
    expect(found?.inForce).toEqual({ quality: terms });
    for (const [wrong, problem] of [
      [{ targetPercent: "0" }, "quality.targetPercent must be more than 0"],
      [{ prior: 0 }, "quality.prior must be 1 to 1000, got 0"],
      [{ windowDays: 3_651 }, "quality.windowDays must be 1 to 3650, got 3651"],
      [{ floor: "1.1" }, "quality.floor must be up to 1"],
      [{ ceiling: "0.9" }, "quality.ceiling must be 1 or more"],
    ] as const)
      await expect(going(wrong)).rejects.toThrow(problem);
  });

  test("costs one round trip", async () => {
    desk.at("2026-05-01T09:00:00Z");
    const leadId = await desk.accepted(desk.alpha, await going());
    const { traffic } = desk.world.database;
    const before = traffic.roundTrips;
    await desk.move("qualifyLead", leadId, MET);
    expect(traffic.roundTrips - before).toBe(4);
  });
});

describe("an SQL that is won at once", () => {
  const deal = { amount: usd("5000.00"), closedOn: "2026-06-01" };
  const skipping = (onSkip: string) =>
    desk.paying([
      bounty("SQL", "10.00"),
      { ...bounty("OPPORTUNITY", "100.00"), onSkip },
      percent("10"),
    ]);

  test("earns its opportunity where the rule pays what is passed over, and takes back all of it", async () => {
    desk.at("2026-06-01T10:00:00Z");
    const programId = await skipping("PAY_SKIPPED");
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at("2026-06-01T11:00:00Z");
    await desk.move("winLead", leadId, deal);

    expect(await desk.awards(leadId)).toEqual(["SQL 1000", "OPPORTUNITY 10000", "WON 50000"]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 61000"]);
    const shown =
      "stage stagesReached { stage implied } opportunity { state amount { amount } openedAt closedAt }";
    expect(await desk.lead(desk.sales, leadId, shown)).toEqual({
      stage: "WON",
      stagesReached: expect.arrayContaining([
        { stage: "OPPORTUNITY", implied: true },
        { stage: "WON", implied: false },
      ]),
      opportunity: {
        ...{ state: "WON", amount: { amount: "5000.00" } },
        ...{ openedAt: "2026-06-01T11:00:00.000Z", closedAt: "2026-06-01T11:00:00.000Z" },
      },
    });

    await desk.act(desk.leader, "undoMove", leadId, { reason: "Not signed" });
    expect(await desk.owed(leadId)).toEqual(["Alpha 1000"]);
    expect(await desk.lead(desk.sales, leadId, "stage opportunity { state }")).toEqual({
      ...{ stage: "SQL", opportunity: null },
    });
    // and is opened and won one after the other
    await desk.move("convertLead", leadId, { amount: deal.amount, closeOn: deal.closedOn });
    await desk.move("winLead", leadId, deal);
    expect(await desk.owed(leadId)).toEqual(["Alpha 61000"]);
  });

  test("earns nothing for it where the rule pays what is reached alone, and says so", async () => {
    desk.at("2026-06-01T10:00:00Z");
    const leadId = await desk.sql(desk.alpha, await skipping("ONLY_REACHED"));
    await desk.move("winLead", leadId, deal);

    expect(await desk.awards(leadId)).toEqual([
      ...["SQL 1000", "OPPORTUNITY 0 MILESTONE_SKIPPED", "WON 50000"],
    ]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 51000"]);
    expect((await explained(desk.alpha, leadId)).map((sentences) => sentences?.at(-1))).toContain(
      "Nothing is earned here: the deal was won at once, and the rule pays where it is opened first.",
    );
  });

  test("earns both within its lead's cap: 100.00 and then 350.00 of 500.00, of which the SQL had 50.00", async () => {
    desk.at("2026-06-01T10:00:00Z");
    const programId = await desk.paying([bounty("SQL", "1.00")]);
    desk.at("2026-06-01T10:00:01Z");
    const opened = { ...bounty("OPPORTUNITY", "100.00"), onSkip: "PAY_SKIPPED" };
    const rules = [bounty("SQL", "50.00"), opened, percent("10")];
    await desk.nextVersion(programId, { rules, leadCap: usd("500.00") });
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("winLead", leadId, deal);

    expect(await desk.owed(leadId)).toEqual(["Alpha 50000"]);
  });

  test("is refused to a rule of what nothing passes over", async () => {
    await expect(
      desk.paying([{ ...bounty("SQL", "10.00"), onSkip: "PAY_SKIPPED" }]),
    ).rejects.toThrow("rules.0.onSkip is of OPPORTUNITY: nothing passes over SQL");
  });
});

test("all promises about money are kept", async () => {
  expect(await desk.broken()).toEqual([]);
});
