import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Sql } from "../../src/platform/database/index.ts";
import type { CastMember } from "../support/cast.ts";
import type { Json } from "../support/served-world.ts";
import { draftCriteria, publishedCriteria, SOME_CRITERIA } from "../support/plant-criteria.ts";
import { openSalesFloor } from "../routing/sales-floor.ts";
import type { SalesFloor } from "../routing/sales-floor.ts";

let floor: SalesFloor;
let marketing: CastMember;

beforeAll(async () => {
  floor = await openSalesFloor();
  marketing = await floor.hire("Max", ["MARKETING_OPS"]);
});
afterAll(() => floor.world.close());

const question = (key: string, type: string, more: Json = {}): Json => ({
  ...{ key, label: `What of ${key}?`, type, required: false, ...more },
});
const region = question("region", "ONE_OF", {
  options: [
    { key: "emea", label: "Europe" },
    { key: "apac", label: "Asia" },
  ],
});
const why = question("why", "ONE_OF", {
  ...{ required: true, criterionKey: "need", condition: 'region == "emea" && is_urgent' },
  labels: [{ language: "de", label: "Warum?" }],
  options: [
    { key: "audit", label: "An audit", suggests: "MET" },
    { key: "wish", label: "A wish", suggests: "PARTIAL" },
  ],
});
const QUESTIONS = [region, question("is_urgent", "YES_NO"), why];
const asking = (questions: readonly Json[]): Json => ({ ...SOME_CRITERIA, questions });
const refused = async (questions: readonly Json[]) =>
  (await floor.refused(marketing, "saveCriteriaDraft", asking(questions))).map(
    ({ code, path, message }) => ({
      code,
      path: path instanceof Array ? path.join(".") : path,
      message,
    }),
  );

const READ = `query ($id: ID!) { criteriaVersion(id: $id) { questions {
  key label labels { language label } type required criterionKey condition options { key suggests }
} } }`;

async function stoppedBy(who: CastMember, statement: Sql): Promise<string | null> {
  try {
    await floor.world.database.transaction(
      { role: "vendor", actorId: uuidOf(who.memberId), requestId: "test", partnerId: null },
      (tx) => {
        tx.queue(statement);
        return Promise.resolve(null);
      },
    );
    return null;
  } catch (error) {
    return databaseFailure(error)?.constraint ?? databaseFailure(error)?.code ?? String(error);
  }
}

describe("A questionnaire goes with its criteria", () => {
  test("a partner reads it as it was written once both sides signed it, and nothing of a draft", async () => {
    const draft = await draftCriteria(floor.world, marketing, asking([region]));
    const id = await publishedCriteria(
      floor.world,
      { marketing, sales: floor.manager },
      asking(QUESTIONS),
    );

    const seen = await floor.world.ask(floor.partner.key, READ, { id });
    const form = await floor.world.ask(
      floor.partner.key,
      "query ($id: ID!) { criteriaVersion(id: $id) { answersSchema } }",
      { id },
    );
    const hidden = await floor.world.ask(floor.partner.key, READ, { id: draft });

    expect(hidden.data).toEqual({ criteriaVersion: null });
    expect(seen.errors).toEqual([]);
    const schema = JSON.parse(form.data?.["criteriaVersion"].answersSchema);
    const takes = new Ajv2020({ formats: { date: true } }).compile(schema);
    expect(takes({ region: "emea", is_urgent: true, why: "audit" })).toBe(true);
    expect(takes({ region: "emea", is_urgent: true })).toBe(false);
    expect(takes({ region: "apac", is_urgent: true })).toBe(true);
    expect(takes({ region: "apac", is_urgent: true, why: "audit" })).toBe(false);
    expect(takes({})).toBe(true);
    expect(seen.data?.["criteriaVersion"].questions).toEqual([
      {
        ...{ key: "region", label: "What of region?", labels: [], type: "ONE_OF", required: false },
        ...{ criterionKey: null, condition: null },
        options: [
          { key: "emea", suggests: null },
          { key: "apac", suggests: null },
        ],
      },
      {
        ...{ key: "is_urgent", label: "What of is_urgent?", labels: [], type: "YES_NO" },
        ...{ required: false, criterionKey: null, condition: null, options: [] },
      },
      {
        ...{ key: "why", label: "What of why?", type: "ONE_OF", required: true },
        labels: [{ language: "de", label: "Warum?" }],
        ...{ criterionKey: "need", condition: 'region == "emea" && is_urgent' },
        options: [
          { key: "audit", suggests: "MET" },
          { key: "wish", suggests: "PARTIAL" },
        ],
      },
    ]);
    const { jobs, auth } = floor.world.urls;
    const urls = { jobs, auth, owner: floor.world.ownerUrl };
    const checked = await checkInvariants({ urls, isServed: false });
    expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
  });

  test("what was signed is not asked otherwise, whoever writes past the verbs", async () => {
    const change = sql`update criteria_version set questions = '[]' where number > 1`;
    const write = (questions: string, number: number) => sql`
      insert into criteria_version (id, set_id, number, state, asked, change_note, findings, questions, created_at, created_by)
      select gen_random_uuid(), set_id, ${number}::integer, 'DRAFT', 1, 'x', '[]', ${questions}::jsonb, now(), ${uuidOf(marketing.memberId)}::uuid
      from criteria_version
      limit 1`;
    const one = { key: "why", type: "TEXT", options: [] };

    expect(await stoppedBy(marketing, change)).toBe("42501");
    for (const wrong of [
      { ...one, key: "Why" },
      { ...one, type: "FILE" },
      { ...one, type: "ONE_OF" },
      { ...one, options: ["x"] },
      "why",
    ])
      expect(await stoppedBy(marketing, write(JSON.stringify([wrong]), 900))).toBe(
        "criteria_version_questions",
      );
    expect(await stoppedBy(marketing, write(JSON.stringify([one, one]), 900))).toBe(
      "criteria_version_questions",
    );
    expect(await stoppedBy(marketing, write("{}", 900))).toBe("criteria_version_questions");
  });

  test("that names a criterion of another version is stopped by the database", async () => {
    const versionId = sql`'01970000-0000-7000-8000-0000000fff01'::uuid`;
    const question = { key: "why", type: "TEXT", options: [], criterionKey: "budget" };
    const both = sql`
      with made as (
        insert into criteria_version (id, set_id, number, state, asked, change_note, findings, questions, created_at, created_by)
        select ${versionId}, set_id, 901, 'DRAFT', 1, 'x', '[]', ${JSON.stringify([question])}::jsonb, now(), ${uuidOf(marketing.memberId)}::uuid
        from criteria_version
        limit 1)
      insert into criterion (version_id, key, position, slot, label, labels, guidance, required, weight, axis)
      values (${versionId}, 'need', 1, 'NEED', 'Need', '[]', 'x', true, 10, 'INTENT')`;

    expect(await stoppedBy(marketing, both)).toBe("criteria_version_questions_of_criteria");
  });
});

describe("A questionnaire that cannot be asked is refused as it is saved", () => {
  test("a condition asks what comes before it alone, and is refused with line and column", async () => {
    const ask = (condition: string) => [
      region,
      question("a", "TEXT", { condition }),
      question("b", "NUMBER"),
    ];
    const said = async (condition: string) => {
      const refusals = await refused(ask(condition));
      expect(refusals).toMatchObject([
        { code: "VALIDATION_FAILED", path: "questions.1.condition" },
      ]);
      return refusals[0]?.message;
    };

    expect(await said('region == "emea"\n  && b > 1')).toMatch(/line 2, column 6.*region$/u);
    expect(await said('a == "x"')).toContain("line 1, column 1");
    expect(await said("region > 1")).toContain("line 1, column 1");
    expect(await said("region")).toContain("must be true or false");
    expect(await said('region == "latam"')).toContain(
      "line 1, column 11 for no option of region: there are emea, apac",
    );
    expect(await said('region in ["emea", "latam"]')).toContain("for no option of region");
    expect(await said('region.startsWith("e")')).toContain("what a form cannot check by itself");
    expect(await said("region == region")).toContain("what a form cannot check by itself");
    expect(await said('region.matches("(a+)+")')).toContain("regular expressions");
    expect(await said("region ==")).toContain("is no condition");
    expect(await said(`region == "${"x".repeat(1_000)}"`)).toContain("1000 characters");
  });

  test("a question that no answers lead to would never be asked", async () => {
    const never = async (condition: string) =>
      (await refused([region, question("is_urgent", "YES_NO"), { ...why, condition }])).map(
        ({ path, message }) => `${String(path)}: ${message.includes("never be asked")}`,
      );
    const isNever = ["questions.2.condition: true"];

    expect(await never('region == "emea" && region == "apac"')).toEqual(isNever);
    expect(await never("is_urgent && !is_urgent")).toEqual(isNever);
    expect(await never("false")).toEqual(isNever);
    await draftCriteria(floor.world, marketing, asking([region, { ...why, condition: "true" }]));
  });

  test("keys, options and criteria that do not fit are told all at once, each where it stands", async () => {
    const options = [
      { key: "x", label: "X", suggests: "MET" },
      { key: "x", label: "Y" },
    ];
    const refusals = await refused([
      question("Big", "TEXT"),
      question("if", "TEXT"),
      question("in", "TEXT"),
      question("int", "TEXT"),
      question("twice", "TEXT", { options }),
      question("twice", "ONE_OF", { options, criterionKey: null }),
      question("alone", "SOME_OF", { options: options.slice(0, 1), criterionKey: "need" }),
      question("lost", "DATE", { criterionKey: "budget" }),
      question("mute", "ONE_OF", { ...region, key: "mute", criterionKey: "need" }),
      question("told", "TEXT", {
        labels: [
          { language: "de", label: "A" },
          { language: "de", label: "B" },
        ],
      }),
    ]);

    expect(refusals.every(({ code }) => code === "VALIDATION_FAILED")).toBe(true);
    expect(refusals.map(({ path }) => path)).toEqual([
      ...["questions.0.key", "questions.9.labels.1.language"],
      ...["questions.1.key", "questions.2.key", "questions.3.key"],
      ...["questions.4.options", "questions.4.options.0.suggests"],
      ...["questions.5.key", "questions.5.options.1.key", "questions.5.options.0.suggests"],
      ...["questions.6.options", "questions.7.criterionKey", "questions.8.options"],
    ]);
  });

  test("thirty questions and twenty options are taken, and one more is not", async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => question(`q_${index}`, "YES_NO"));
    const wide = (count: number) =>
      question("wide", "SOME_OF", {
        options: Array.from({ length: count }, (_, index) => ({ key: `o_${index}`, label: "O" })),
      });
    const after = question("after", "TEXT", { condition: '"o_1" in wide && size(wide) > 3' });

    await draftCriteria(floor.world, marketing, asking(many(30)));
    await draftCriteria(floor.world, marketing, asking([wide(20), after]));

    expect(await refused(many(31))).toMatchObject([{ path: "questions" }]);
    expect(await refused([wide(21)])).toMatchObject([{ path: "questions.0.options" }]);
  });
});
