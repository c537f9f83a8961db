import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { CriteriaVersionId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { agreementOf } from "../../src/qualification/domain/agreement.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep } from "../support/people.ts";
import { CRITERIA_SET, SOME_CRITERION } from "../support/plant-criteria.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let version: CriteriaVersionId;

/** What each side said of the urgency of Alpha's leads: of twelve both said yes of five, both no of three. */
const SAID: readonly (readonly [partner: boolean, sales: boolean])[] = [
  ...Array.from({ length: 5 }, () => [true, true] as const),
  ...Array.from({ length: 3 }, () => [false, false] as const),
  ...Array.from({ length: 3 }, () => [true, false] as const),
  [false, true],
];

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
  const leader = await addSalesRep(desk.world, "Lena Leads");
  const marketing = await addSalesRep(desk.world, "Mia Market");
  const roles = "update membership set roles = $2 where id = $1";
  await desk.world.asOwner(roles, [leader.actor.id, ["SALES_MANAGER"]]);
  await desk.world.asOwner(roles, [marketing.actor.id, ["MARKETING_OPS"]]);
  desk.at("2026-02-01T10:00:00.000Z");
  const option = (key: string) => ({ key, label: key });
  const drafted = await desk.run(
    marketing,
    "saveCriteriaDraft",
    {
      ...{ criteriaSetId: CRITERIA_SET, criteria: [SOME_CRITERION], changeNote: "x" },
      questions: [
        { key: "urgent", label: "Is it urgent?", type: "YES_NO", required: true },
        { key: "who", label: "Who says so?", type: "TEXT", required: false },
        {
          ...{ key: "uses", label: "What do they use?", type: "SOME_OF", required: false },
          ...{ condition: "urgent", options: [option("mail"), option("sheets")] },
        },
      ],
    },
    "criteriaVersion { id }",
  );
  version = drafted.criteriaVersion.id;
  for (const by of [marketing, leader])
    await desk.run(by, "publishCriteria", { criteriaVersionId: version }, "criteriaVersion { id }");

  for (const [index, [partner, sales]] of SAID.entries())
    await answered(alpha, `Alpha ${index}`, partner, sales);
  await answered(beta, "Beta first", true, false);
  // what was saved last counts, and one side alone says nothing of agreement
  await answered(beta, "Beta second", false, false, true);
  desk.at("2026-02-02T10:00:00.000Z");
  await answer(beta, await desk.register(beta, "Beta third"), true);
});
afterAll(() => desk.world.close());

function answer(by: Caller, leadId: string, urgent: boolean): Promise<Answer> {
  const uses = { questionKey: "uses", values: ["mail"] };
  const answers = [
    { questionKey: "urgent", value: String(urgent) },
    { questionKey: "who", value: "Somebody" },
    ...(urgent ? [uses] : []),
  ];
  const input = { leadId, criteriaVersionId: version, answers };
  return desk.run(by, "answerQuestionnaire", input, "lead { id }");
}

async function answered(
  by: Caller,
  name: string,
  partner: boolean,
  sales: boolean,
  ...before: readonly boolean[]
): Promise<void> {
  desk.at("2026-02-02T10:00:00.000Z");
  const leadId = await desk.register(by, name);
  for (const urgent of [...before, partner]) await answer(by, leadId, urgent);
  await desk.done(desk.manager, "acceptLead", leadId);
  desk.at("2026-02-10T10:00:00.000Z");
  expect((await answer(desk.sales, leadId, sales)).errors).toEqual([]);
}

const PERIOD = { from: "2026-02-10", to: "2026-02-11" };
const asked = (input: object, by = desk.sales) =>
  desk.api.run(
    by,
    `query ($input: QuestionnaireAgreementInput!) { questionnaireAgreement(input: $input) {
      rows { criteriaVersionId questionKey label partnerId leads equal share kappa } } }`,
    { input: { ...PERIOD, ...input } },
  );
async function rowsOf(input: object = {}): Promise<readonly Answer[]> {
  const { data, errors } = await asked(input);
  expect(errors).toBeUndefined();
  const { rows } = JSON.parse(JSON.stringify(data?.questionnaireAgreement));
  for (const row of rows) expect(row.criteriaVersionId).toBe(version);
  return rows.map(({ criteriaVersionId: _, label: __, ...row }: Answer) => row);
}

describe("How far partners and sales agree", () => {
  test("is told question by question: equal answers, and what is beyond chance", async () => {
    // yes: the partners 5 + 3 + 1 = 9 of 14, sales 5 + 1 = 6; no: 5 and 8. Equal are 9; by chance 9·6 + 5·8 = 94 of 196.
    // kappa = (9·14 - 94) / (196 - 94) = 32 / 102
    expect(await rowsOf()).toEqual([
      {
        ...{ questionKey: "urgent", partnerId: null, leads: 14, equal: 9 },
        ...{ share: "0.6429", kappa: "0.3137" },
      },
      { questionKey: "uses", partnerId: null, leads: 5, equal: 5, share: null, kappa: null },
    ]);
  });

  test("and partner by partner, of fewer than ten leads without a rate", async () => {
    // Alpha: yes 8 and 6, no 4 and 6; equal 8; by chance 8·6 + 4·6 = 72 of 144; kappa = (96 - 72) / (144 - 72)
    const alphas = {
      ...{ questionKey: "urgent", partnerId: alpha.actor.partnerId, leads: 12, equal: 8 },
      ...{ share: "0.6667", kappa: "0.3333" },
    };
    expect(
      (await rowsOf({ byPartner: true })).filter((row) => row.questionKey === "urgent"),
    ).toEqual(
      expect.arrayContaining([
        alphas,
        {
          ...{ questionKey: "urgent", partnerId: beta.actor.partnerId, leads: 2, equal: 1 },
          ...{ share: null, kappa: null },
        },
      ]),
    );
    expect((await rowsOf({ partnerId: alpha.actor.partnerId }))[0]).toEqual({
      ...{ ...alphas, partnerId: null },
    });
  });

  test("of a period and a version, in one statement, and to the vendor alone", async () => {
    expect(await rowsOf({ to: "2026-02-12", from: "2026-02-11" })).toEqual([]);
    expect(await rowsOf({ criteriaVersionId: version })).toHaveLength(2);
    const { traffic } = desk.world.database;
    const { statements, roundTrips } = { ...traffic };
    await asked({});
    expect([traffic.statements - statements, traffic.roundTrips - roundTrips]).toEqual([1, 1]);

    const denied = await asked({}, alpha);
    const backwards = await asked({ to: "2026-01-01" });
    expect(denied.errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");
    expect(backwards.errors?.[0]?.extensions).toMatchObject({ inputPath: ["input", "to"] });
  });

  test("is nothing beyond chance where both give one answer to all, and can be less than chance", () => {
    expect(agreementOf({ leads: 10, equal: 10, chance: 100 })).toEqual({ share: 1, kappa: null });
    expect(agreementOf({ leads: 10, equal: 10, chance: 50 })).toEqual({ share: 1, kappa: 1 });
    expect(agreementOf({ leads: 10, equal: 0, chance: 50 })).toEqual({ share: 0, kappa: -1 });
    expect(agreementOf({ leads: 9, equal: 9, chance: 41 })).toEqual({ share: null, kappa: null });
  });
});
