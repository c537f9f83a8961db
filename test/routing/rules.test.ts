import { describe, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
import type { PartnerMemberId } from "../../src/kernel/index.ts";
import { chooseHolder, consider } from "../../src/routing/domain/choose-holder.ts";
import type { Subject, Turn, Worker } from "../../src/routing/domain/choose-holder.ts";
import { readCondition } from "../../src/routing/domain/condition.ts";
import type { Facts } from "../../src/routing/domain/condition.ts";
import { problemOf, rulesToAsk } from "../../src/routing/domain/routing-rule.ts";
import type { RoutingRule, Target } from "../../src/routing/domain/routing-rule.ts";
import { territoriesOf } from "../../src/routing/domain/territory.ts";

const uuid = (last: number): string => `01970000-0000-7000-8000-${String(last).padStart(12, "0")}`;
const TEAM = idOf("tem", uuid(1));
const QUEUE = idOf("que", uuid(2));
const GERMAN = idOf("skl", uuid(3));
const NORTH = idOf("ter", uuid(4));
const [ADA, BEN, CLEO] = [11, 12, 13].map((n) => idOf("mem", uuid(n))) as [
  PartnerMemberId,
  PartnerMemberId,
  PartnerMemberId,
];

const FACTS: Facts = {
  stage: "SUBMITTED",
  kind: "NEW_BUSINESS",
  source: "PARTNER_API",
  campaign: "",
  program: "Default",
  partnerId: idOf("prt", uuid(5)),
  tier: "Gold",
  country: "DE",
  region: "",
  postcode: "",
  companyDomain: "acme.example",
  value: 60_000n,
  currency: "EUR",
  cycle: 1n,
  productLines: ["ALL", "Cloud"],
  targetLists: [],
  territories: ["North"],
  fields: { size: "large" },
};

const worker = (id: PartnerMemberId, more: Partial<Worker> = {}): Worker => ({
  id,
  displayName: id,
  openLeads: 0,
  capacity: null,
  skillIds: [],
  territoryIds: [],
  absence: null,
  ...more,
});
const turn = (memberId: PartnerMemberId, lastTurn = 0): Turn => ({
  teamId: TEAM,
  memberId,
  lastTurn,
});
const SUBJECT: Subject = { territoryIds: [NORTH], passedOnBy: [] };
const ofTeam = (kind: "ROUND_ROBIN" | "LEAST_BUSY" | "WEIGHTED", more = {}): Target => ({
  kind,
  teamId: TEAM,
  skillIds: [],
  inTerritory: false,
  ...more,
});
const rule = (name: string, target: Target, condition: string | null = null): RoutingRule => ({
  name,
  condition,
  target,
});
const DEFAULT = rule("Everything else", { kind: "QUEUE", queueId: QUEUE });

const considered = (rules: readonly RoutingRule[]) =>
  consider(rulesToAsk(rules, FACTS.stage, "BY_STAGE"), FACTS);

const choose = (
  rules: readonly RoutingRule[],
  workers: readonly Worker[],
  turns: readonly Turn[] = workers.map(({ id }) => turn(id)),
  subject: Subject = SUBJECT,
) => chooseHolder(considered(rules), { workers, turns }, subject);

const taker = (target: Target, workers: readonly Worker[], turns?: readonly Turn[]) => {
  const chosen = choose([rule("First", target), DEFAULT], workers, turns);
  const outcomes = chosen?.explanation.candidates.map(({ outcome }) => outcome);
  const { holder } = chosen ?? {};
  return { to: holder?.kind === "MEMBER" ? holder.memberId : holder?.queueId, outcomes };
};

describe("rules", () => {
  test("are asked in order: the first that holds and finds somebody gives the lead, and says so", () => {
    const chosen = choose(
      [
        rule("France", { kind: "PERSON", memberId: BEN }, 'country == "FR"'),
        rule("Size", { kind: "PERSON", memberId: BEN }, 'fields["budget"] == "high"'),
        rule("Large", { kind: "PERSON", memberId: CLEO }, "value >= 50000"),
        rule("North", { kind: "PERSON", memberId: ADA }, '"North" in territories'),
        DEFAULT,
      ],
      [worker(ADA), worker(BEN), worker(CLEO, { capacity: 2, openLeads: 2 })],
    );

    expect(chosen).toEqual({
      position: 4,
      holder: { kind: "MEMBER", memberId: ADA, displayName: ADA, turn: null },
      explanation: {
        rules: [
          { position: 1, name: "France", outcome: "NOT_MET" },
          { position: 2, name: "Size", outcome: "UNKNOWN" },
          { position: 3, name: "Large", outcome: "NOBODY" },
          { position: 4, name: "North", outcome: "CHOSEN" },
        ],
        candidates: [
          { memberId: ADA, outcome: "CHOSEN", deputyId: null, openLeads: 0, capacity: null },
        ],
      },
    });
  });

  test("end in a queue, where a lead waits that nobody takes", () => {
    expect(taker(ofTeam("ROUND_ROBIN"), [])).toEqual({ to: QUEUE, outcomes: [] });
  });

  test("must end in one that has no condition and names a queue, and have names of their own", () => {
    const person = rule("A", { kind: "PERSON", memberId: ADA });
    expect(problemOf([])).toMatch(/^must be 1 to 100/);
    expect(problemOf([person])).toMatch(/must end with one/);
    expect(problemOf([{ ...DEFAULT, condition: "true" }])).toMatch(/must end with one/);
    expect(problemOf([person, person, DEFAULT])).toBe(
      "must have names of their own; two are called A",
    );
    expect(problemOf([person, DEFAULT])).toBeNull();
  });
});

describe("of a team", () => {
  test("whoever had no turn for longest is next, however busy", () => {
    const workers = [worker(ADA, { openLeads: 9 }), worker(BEN)];
    expect(taker(ofTeam("ROUND_ROBIN"), workers, [turn(ADA, 3), turn(BEN, 4)])).toEqual({
      to: ADA,
      outcomes: ["CHOSEN", "STOOD_BY"],
    });
  });

  test("the least busy is who holds the fewest leads, and of two alike who had no turn for longest", () => {
    const workers = [
      worker(ADA, { openLeads: 2 }),
      worker(BEN, { openLeads: 1 }),
      worker(CLEO, { openLeads: 1 }),
    ];
    const turns = [turn(ADA, 0), turn(BEN, 2), turn(CLEO, 1)];
    expect(taker(ofTeam("LEAST_BUSY"), workers, turns).to).toBe(CLEO);
  });

  test("weighed by capacity, the least full takes it; whoever has none is left out", () => {
    const workers = [
      worker(ADA, { openLeads: 6, capacity: 10 }),
      worker(BEN, { openLeads: 11, capacity: 20 }),
      worker(CLEO),
    ];
    expect(taker(ofTeam("WEIGHTED"), workers)).toEqual({
      to: BEN,
      outcomes: ["STOOD_BY", "CHOSEN", "NO_CAPACITY"],
    });
  });

  test("whoever is full, gone, unskilled, elsewhere, or passed it on, is left out, and it says why", () => {
    const [DAN, EVE] = [14, 15].map((n) => idOf("mem", uuid(n))) as [
      PartnerMemberId,
      PartnerMemberId,
    ];
    const fit = { skillIds: [GERMAN], territoryIds: [NORTH] };
    const chosen = choose(
      [rule("First", ofTeam("LEAST_BUSY", { skillIds: [GERMAN], inTerritory: true })), DEFAULT],
      [
        worker(ADA, { ...fit, capacity: 1, openLeads: 1 }),
        worker(BEN, { ...fit, skillIds: [] }),
        worker(CLEO, { ...fit, territoryIds: [] }),
        worker(DAN, fit),
      ],
      [turn(ADA), turn(BEN), turn(CLEO), turn(DAN), turn(EVE)],
      { ...SUBJECT, passedOnBy: [DAN] },
    );
    expect(chosen?.explanation.rules.map(({ outcome }) => outcome)).toEqual(["NOBODY", "CHOSEN"]);
    expect(chosen?.holder).toEqual({ kind: "QUEUE", queueId: QUEUE });
    const { explanation } = choose(
      [rule("First", ofTeam("LEAST_BUSY", { skillIds: [GERMAN], inTerritory: true })), DEFAULT],
      [
        worker(ADA, { ...fit, capacity: 1, openLeads: 1 }),
        worker(BEN, { ...fit, skillIds: [] }),
        worker(CLEO, { ...fit, territoryIds: [] }),
        worker(DAN, fit),
      ],
      [turn(ADA), turn(BEN), turn(CLEO), turn(DAN), turn(EVE)],
    )!;
    expect(explanation.candidates.map(({ outcome }) => outcome)).toEqual([
      "FULL",
      "LACKS_SKILL",
      "ELSEWHERE",
      "CHOSEN",
      "GONE",
    ]);
  });
});

describe("the absent", () => {
  test("are left out where nobody stands in for them", () => {
    const workers = [worker(ADA, { absence: { deputyId: null } }), worker(BEN)];
    expect(taker(ofTeam("ROUND_ROBIN"), workers)).toEqual({
      to: BEN,
      outcomes: ["ABSENT", "CHOSEN"],
    });
  });

  test("have a deputy who takes it in their turn, if the deputy is there and has room", () => {
    const absent = worker(ADA, { absence: { deputyId: BEN } });
    const target: Target = { kind: "PERSON", memberId: ADA };
    expect(taker(target, [absent, worker(BEN)]).to).toBe(BEN);
    expect(
      taker(target, [absent, worker(BEN, { absence: { deputyId: CLEO } }), worker(CLEO)]),
    ).toEqual({
      to: QUEUE,
      outcomes: [],
    });
    expect(taker(target, [absent, worker(BEN, { capacity: 0 })]).to).toBe(QUEUE);
    const chosen = choose(
      [rule("Team", ofTeam("ROUND_ROBIN")), DEFAULT],
      [absent, worker(BEN)],
      [turn(ADA)],
    );
    expect(chosen?.holder).toMatchObject({ memberId: BEN, turn: { teamId: TEAM, memberId: ADA } });
    expect(chosen?.explanation.candidates).toMatchObject([{ memberId: ADA, deputyId: BEN }]);
  });
});

describe("a condition", () => {
  test.each([
    ['country == "DE" && value >= 50000'],
    ['"Cloud" in productLines || tier == "Gold"'],
    ['"size" in fields && fields["size"] == "large"'],
    ['productLines.exists(line, line.startsWith("Cl"))'],
  ])("is taken where it is true or false: %s", (text) => {
    expect(readCondition(text)).toEqual({ ok: true, value: text });
    expect(considered([rule("A", DEFAULT.target, text)])[0]?.holds).toBe(true);
  });

  test.each([
    ['contry == "DE"', "is no condition at character 1: Unknown variable: contry"],
    ["country == 3", "is no condition at character 1: no such overload: string == int"],
    ['country = "DE"', "is no condition at character 9: Unexpected character: ="],
    ['kind == "RENEWAL" && lookUp(country)', /^is no condition at character 22: .*lookUp/],
    ["country", "must be true or false, and is a string"],
    ['country.matches("(a+)+$")', /^may hold no regular expressions/],
    [
      "territories.exists(a, productLines.exists(b, a == b))",
      "may hold no loop within a loop, and does at character 23",
    ],
    [
      "cel.bind(a, country + country, a == country)",
      /^may not call bind, and does at character \d+/,
    ],
    ["size(productLines.map(line, productLines)) > 0", /^may not call map, /],
    ['country.split("").size() > 0', /^may not call split, /],
    ['timestamp("2026-01-01T00:00:00Z") > timestamp("2020-01-01T00:00:00Z")', /^may not call/],
    [`${"(".repeat(40)}true${")".repeat(40)}`, /Exceeded maxDepth/],
    [Array.from({ length: 120 }, () => "true").join("||"), /Exceeded maxAstNodes/],
    [`country == "${"x".repeat(1_000)}"`, /^may have 1000 characters/],
  ])("is refused with what is wrong and where (%#)", (text, problem) => {
    const read = readCondition(text);
    expect(read).toEqual({
      ok: false,
      problem: typeof problem === "string" ? problem : expect.stringMatching(problem),
    });
  });
});

test("a company lies in a territory as far as is known where it is", () => {
  const area = (region: string | null, postcodePrefix: string | null) => ({
    ...{ country: "DE", region, postcodePrefix },
  });
  const named = (name: string, areas: ReturnType<typeof area>[]) => ({ id: NORTH, name, areas });
  const all = [
    named("Germany", [area(null, null)]),
    named("Hamburg", [area(null, "20"), area(null, "21")]),
    named("Bavaria", [area("Bayern", null)]),
  ];
  const lying = (where: { country: string; region: string; postcode: string }) =>
    territoriesOf(where, all).map(({ name }) => name);

  expect(lying({ country: "DE", region: "", postcode: "" })).toEqual(["Germany"]);
  expect(lying({ country: "DE", region: "bayern", postcode: "20 095" })).toEqual([
    "Germany",
    "Hamburg",
    "Bavaria",
  ]);
  expect(lying({ country: "FR", region: "Bayern", postcode: "20" })).toEqual([]);
  expect(lying({ country: "", region: "", postcode: "" })).toEqual([]);
});
