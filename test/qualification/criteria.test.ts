import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { CriteriaSetId, LeadId } from "../../src/kernel/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import type { CastMember } from "../support/cast.ts";
import { connect, waitsForLock } from "../ledger/books.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import type { Json } from "../support/served-world.ts";
import {
  CRITERIA_SET,
  draftCriteria,
  publishedCriteria,
  SOME_CRITERIA,
  SOME_CRITERION,
} from "../support/plant-criteria.ts";
import { openSalesFloor } from "../routing/sales-floor.ts";
import type { SalesFloor } from "../routing/sales-floor.ts";

let floor: SalesFloor;
let marketing: CastMember;

beforeAll(async () => {
  floor = await openSalesFloor();
  marketing = await floor.hire("Max", ["MARKETING_OPS"]);
});
afterAll(() => floor.world.close());

const people = () => ({ marketing, sales: floor.manager });
const sign = (who: CastMember, criteriaVersionId: string) =>
  done(floor.world, who.key, "publishCriteria", { criteriaVersionId }, "criteriaVersion { state }");

const retire = (who: CastMember, which: Json) =>
  done(
    floor.world,
    who.key,
    "retireCriteria",
    which,
    "criteriaSet { retiredAt retirementNote retirementSignedBy { id } }",
  );

async function asked(who: CastMember, document: string, variables = {}) {
  const { data, errors } = await floor.world.ask(who.key, document, variables);
  expect(errors).toEqual([]);
  return data;
}
const criteriaFor = async (who: CastMember, leadId: LeadId) =>
  (await asked(who, `query ($id: ID!) { criteriaFor(leadId: $id) { id name } }`, { id: leadId }))?.[
    "criteriaFor"
  ];

async function stoppedBy(who: CastMember, statement: Sql): Promise<string | null> {
  const session: Session = {
    ...{ role: "vendor", actorId: uuidOf(who.memberId), requestId: "test", partnerId: null },
  };
  try {
    await floor.world.database.transaction(session, (tx) => {
      tx.queue(statement);
      return Promise.resolve(null);
    });
    return null;
  } catch (error) {
    return databaseFailure(error)?.constraint ?? databaseFailure(error)?.code ?? String(error);
  }
}

describe("Criteria are published by sales and marketing together", () => {
  test("one signature publishes nothing, nobody gives both, and a partner sees the version once it is published", async () => {
    const set = { name: "Upsell", framework: "OWN", leadKind: "UPSELL" };
    const id = await draftCriteria(floor.world, marketing, {
      ...{ ...set, criteria: [SOME_CRITERION], changeNote: "Upsell by itself" },
    });
    const seenByPartner = () =>
      asked(
        floor.partner,
        `query ($id: ID!) { criteriaVersion(id: $id) { number state } criteriaSets(first: 50) { nodes { name } } }`,
        { id },
      );

    expect(await seenByPartner()).toEqual({
      criteriaVersion: null,
      criteriaSets: { nodes: [{ name: "Default criteria" }] },
    });
    const read = "query ($id: ID!) { criteriaVersion(id: $id) { state } node(id: $id) { id } }";
    expect(await asked(floor.ada, read, { id })).toEqual({ criteriaVersion: null, node: null });
    expect(await asked(floor.manager, read, { id })).toEqual({
      criteriaVersion: { state: "DRAFT" },
      node: { id },
    });
    expect(await sign(marketing, id)).toEqual({ criteriaVersion: { state: "DRAFT" }, errors: [] });
    expect(
      await floor.refused(marketing, "publishCriteria", { criteriaVersionId: id }),
    ).toMatchObject([{ code: "ALREADY_DONE", path: ["criteriaVersionId"] }]);
    expect(await sign(floor.manager, id)).toMatchObject({
      criteriaVersion: { state: "PUBLISHED" },
    });
    expect(
      await floor.refused(floor.manager, "publishCriteria", { criteriaVersionId: id }),
    ).toMatchObject([{ code: "ALREADY_DONE", message: "They were published before." }]);
    expect(await seenByPartner()).toEqual({
      criteriaVersion: { number: 1, state: "PUBLISHED" },
      criteriaSets: { nodes: [{ name: "Default criteria" }, { name: "Upsell" }] },
    });
  });

  test("a draft that does not say how to tell is not published, and says what it lacks", async () => {
    const bare = { ...SOME_CRITERION, guidance: null, evidence: null };
    const id = await draftCriteria(floor.world, marketing, { ...SOME_CRITERIA, criteria: [bare] });
    const data = await asked(
      marketing,
      `query ($id: ID!) { criteriaVersion(id: $id) { findings { criterionKey code } } }`,
      { id },
    );

    expect(data?.["criteriaVersion"].findings).toEqual([
      { criterionKey: "need", code: "NO_GUIDANCE" },
      { criterionKey: "need", code: "NOT_MEASURABLE" },
    ]);
    const [refusal] = await floor.refused(marketing, "publishCriteria", { criteriaVersionId: id });
    expect(refusal?.message).toContain("need: It does not say how to tell whether it is met.");
  });

  test("a second set for the same leads, a name that is taken and a set that is not there are refused", async () => {
    const again = {
      framework: "OWN",
      leadKind: "UPSELL",
      criteria: [SOME_CRITERION],
      changeNote: "x",
    };
    expect(
      await floor.refused(marketing, "saveCriteriaDraft", { ...again, name: "Upsell once more" }),
    ).toMatchObject([{ code: "BUSINESS_RULE", path: ["criteriaSetId"] }]);
    expect(
      await floor.refused(marketing, "saveCriteriaDraft", {
        ...again,
        name: "Upsell",
        leadKind: null,
        productLineId: null,
        programId: "prg_01aaaaaaaaaaaaaaaaaaaaaaaa",
      }),
    ).toMatchObject([{ path: ["name"] }]);
    const nowhere = { ...SOME_CRITERIA, criteriaSetId: "crs_01aaaaaaaaaaaaaaaaaaaaaaaa" };
    expect(await floor.refused(marketing, "saveCriteriaDraft", nowhere)).toMatchObject([
      { code: "NOT_FOUND", path: ["criteriaSetId"] },
    ]);
    const wrong = [{ ...SOME_CRITERION, condition: 'country ==\n "DE" &&' }];
    const [problem] = await floor.refused(marketing, "saveCriteriaDraft", {
      ...SOME_CRITERIA,
      criteria: wrong,
    });
    expect(problem).toMatchObject({ path: ["criteria", "0", "condition"] });
    expect(problem?.message).toContain("at line 2, column ");
  });
});

describe("The database", () => {
  test("changes no version, adds no criterion, and takes no signature for somebody else", async () => {
    const id = await draftCriteria(floor.world, marketing);
    const uuid = sql`${uuidOf(id)}::uuid`;
    const update = (set: Sql) => sql`update criteria_version set ${set} where id = ${uuid}`;

    expect(await stoppedBy(marketing, update(sql`change_note = 'x'`))).toBe("42501");
    expect(
      await stoppedBy(
        marketing,
        sql`insert into criterion (version_id, key, position, slot, label, guidance, required) values (${uuid}, 'more', 9, 'X', 'X', 'X', true)`,
      ),
    ).toBe("criterion_stands");
    expect(await stoppedBy(marketing, update(sql`sales_by = app.actor(), sales_at = now()`))).toBe(
      "criteria_version_by_side",
    );
    const manager = sql`${uuidOf(floor.manager.memberId)}::uuid`;
    expect(await stoppedBy(marketing, update(sql`sales_by = ${manager}, sales_at = now()`))).toBe(
      "criteria_version_by_side",
    );
    expect(
      await stoppedBy(
        marketing,
        update(
          sql`marketing_by = app.actor(), marketing_at = now(), state = 'PUBLISHED', effective_at = now()`,
        ),
      ),
    ).toBe("criteria_version_two_sides");
  });

  test("takes one person with both roles for one", async () => {
    const both = await floor.hire("Bo", ["SALES_MANAGER", "MARKETING_OPS"]);
    const id = await draftCriteria(floor.world, marketing);
    await sign(both, id);

    expect(await floor.refused(both, "publishCriteria", { criteriaVersionId: id })).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
    expect(
      await stoppedBy(
        both,
        sql`update criteria_version set marketing_by = app.actor(), marketing_at = now() where id = ${uuidOf(id)}::uuid`,
      ),
    ).toBe("criteria_version_two_persons");
  });
});

describe("A set of criteria ends by sales and marketing together", () => {
  const told = { criteria: [SOME_CRITERION], changeNote: "x" };
  const ofKind = (leadKind: string) => ({
    ...{ name: `Of ${leadKind}`, framework: "OWN", leadKind, ...told },
  });
  const setOf = async (id: string) => {
    const document = `query ($id: ID!) { criteriaVersion(id: $id) { set { id } } }`;
    const data = await asked(marketing, document, { id });
    return data?.["criteriaVersion"].set.id as CriteriaSetId;
  };

  test("one signature ends nothing, no side gives two, and one from before another publication counts no more", async () => {
    const first = await publishedCriteria(floor.world, people(), ofKind("RENEWAL"));
    const which = { criteriaSetId: await setOf(first), note: "Renewals go with the others" };
    const signedBy = (who: CastMember) => ({
      criteriaSet: {
        ...{ retiredAt: null, retirementNote: which.note },
        retirementSignedBy: { id: who.memberId },
      },
    });
    const second = await floor.hire("Mo", ["SALES_MANAGER"]);

    expect(await retire(floor.manager, which)).toMatchObject(signedBy(floor.manager));
    expect(await floor.refused(floor.manager, "retireCriteria", which)).toMatchObject([
      { code: "ALREADY_DONE", path: ["criteriaSetId"] },
    ]);
    expect(await floor.refused(second, "retireCriteria", which)).toMatchObject([
      {
        code: "BUSINESS_RULE",
        message:
          "Your side has signed that they are retired: somebody else, of the other side, retires them.",
      },
    ]);
    const next = { criteriaSetId: which.criteriaSetId, ...told };
    await publishedCriteria(floor.world, people(), next);
    expect(await retire(marketing, which)).toMatchObject(signedBy(marketing));
    expect(await retire(second, which)).toMatchObject({
      criteriaSet: { retiredAt: expect.any(String), retirementSignedBy: null },
    });
  });

  test("two of marketing and one of sales at once: one of marketing is too late, and it has ended", async () => {
    const id = await publishedCriteria(floor.world, people(), ofKind("CROSS_SELL"));
    const which = { criteriaSetId: await setOf(id), note: "Cross-sell goes with them" };
    const other = await floor.hire("Mia", ["MARKETING_OPS"]);
    const selection = "criteriaSet { retiredAt } errors { code }";
    await using owner = await connect(floor.world.ownerUrl);
    await owner.query("begin");
    await owner.query("select from criteria_set for update");
    const racing = Promise.all(
      [marketing, other, floor.manager].map(({ key }) =>
        mutate(floor.world, key, "retireCriteria", which, { selection }),
      ),
    );
    await waitsForLock(floor.world, 3);
    await owner.query("commit");
    const answers = await racing;
    const payloads = answers.map(({ data }) => data?.["retireCriteria"]);

    expect(payloads.filter(({ errors }) => errors.length === 0)).toHaveLength(2);
    // whoever signed first may read the set once the second has signed it, too
    const ended = payloads.flatMap(({ criteriaSet }) => criteriaSet?.retiredAt ?? []);
    expect(ended.length).toBeGreaterThan(0);
    const rows = await floor.world.asOwner<{ ended: Date }>(
      "select retired_at as ended from criteria_set where id = $1 and retired_at is not null",
      [uuidOf(which.criteriaSetId)],
    );
    expect(rows.map((row) => row.ended.toISOString())).toEqual([...new Set(ended)]);
  });

  test("in the database as well: nobody ends it alone, signs for the other side, or the end of what stands no more", async () => {
    const both = await floor.hire("Bea", ["SALES_MANAGER", "MARKETING_OPS"]);
    const drafted = await draftCriteria(floor.world, marketing, ofKind("NEW_BUSINESS"));
    const criteriaSetId = await setOf(drafted);
    const set = sql`${uuidOf(criteriaSetId)}::uuid`;
    const end = sql`update criteria_set set retired_at = now(), retired_by = app.actor(), retired_note = 'x' where id = ${set}`;
    const signs = (side: string, number: number) =>
      sql`insert into criteria_retirement (set_id, last_number, side, note, signed_at, signed_by)
        values (${set}, ${number}::integer, ${side}, 'x', now(), app.actor())`;

    expect(await stoppedBy(marketing, end)).toBe("criteria_set_ends_by_two_sides");
    expect(await stoppedBy(marketing, signs("SALES", 0))).toBe("criteria_retirement_by_side");
    expect(await stoppedBy(marketing, signs("MARKETING", 1))).toBe(
      "criteria_retirement_of_what_stands",
    );
    expect(await stoppedBy(both, signs("SALES", 0))).toBe(null);
    expect(await stoppedBy(both, signs("MARKETING", 0))).toBe("criteria_retirement_two_persons");
    const again = { criteriaSetId, note: "Once more" };
    expect(await floor.refused(both, "retireCriteria", again)).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
    expect(await stoppedBy(both, end)).toBe("criteria_set_ends_by_two_sides");
    expect(await stoppedBy(both, sql`delete from criteria_retirement`)).toBe("42501");
  });
});

describe("A lead is judged by the most particular criteria", () => {
  test("of its kind before those of all, with their condition and their sum; another version is outdated; retired ones give way", async () => {
    const dear = {
      ...SOME_CRITERION,
      ...{ key: "value", slot: "VALUE", label: "Value", condition: "value >= 50000" },
    };
    const cross = await publishedCriteria(floor.world, people(), {
      ...{ name: "Product-qualified", framework: "OWN", leadKind: "PRODUCT_QUALIFIED" },
      ...{
        criteria: [dear, { ...SOME_CRITERION, required: false }],
        minPoints: 15,
        changeNote: "x",
      },
    });
    const register = (amount: string) =>
      floor.register({ kind: "PRODUCT_QUALIFIED", estimatedValue: { amount, currency: "EUR" } });
    const [small, large] = [await register("49999.99"), await register("50000.00")];
    const plain = await floor.register();
    for (const leadId of [small, large, plain]) await floor.accept(leadId, floor.ada);

    expect(await criteriaFor(floor.partner, large)).toEqual({
      id: cross,
      name: "Product-qualified",
    });
    expect(await criteriaFor(floor.partner, plain)).toMatchObject({ id: CRITERIA });
    const need = (state: string) => [
      { criterionKey: "value", state: "CONFIRMED" },
      { criterionKey: "need", state },
    ];
    const judge = (leadId: LeadId, state: string) => ({
      ...{ leadId, criteriaVersionId: cross, answers: need(state) },
    });
    expect(await floor.refused(floor.ada, "qualifyLead", judge(small, "MET"))).toMatchObject([
      {
        code: "CRITERIA_NOT_MET",
        message: expect.stringContaining("Required and not met: Value."),
      },
    ]);
    expect(await floor.refused(floor.ada, "qualifyLead", judge(large, "NOT_MET"))).toMatchObject([
      {
        code: "CRITERIA_NOT_MET",
        message:
          "What is met weighs 10 in all, and 15 are asked for. It would qualify with the fewest other answers if these were met: Need.",
      },
    ]);
    const old = { leadId: large, criteriaVersionId: CRITERIA, answers: metAnswers() };
    expect(await floor.refused(floor.ada, "qualifyLead", old)).toMatchObject([
      { code: "CRITERIA_OUTDATED", path: ["criteriaVersionId"] },
    ]);
    await done(floor.world, floor.ada.key, "qualifyLead", judge(large, "PARTIAL"), "lead { id }");

    const { criteriaVersion } = (await asked(
      marketing,
      `query ($id: ID!) { criteriaVersion(id: $id) { set { id } } }`,
      { id: cross },
    )) as { criteriaVersion: { set: { id: string } } };
    const which = { criteriaSetId: criteriaVersion.set.id, note: "They go with the others" };
    await retire(floor.manager, which);
    expect(await criteriaFor(floor.partner, small)).toMatchObject({ id: cross });
    await retire(marketing, which);
    expect(await criteriaFor(floor.partner, small)).toMatchObject({ id: CRITERIA });
    expect(await floor.refused(floor.manager, "retireCriteria", which)).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
    expect(
      await floor.refused(floor.manager, "retireCriteria", {
        ...which,
        criteriaSetId: CRITERIA_SET,
      }),
    ).toMatchObject([{ code: "BUSINESS_RULE", path: ["criteriaSetId"] }]);
  });

  test("a partner learns nothing of what counts for another partner's lead", async () => {
    const leadId = await floor.register();
    const made = await done(
      floor.world,
      floor.admin.key,
      "createPartner",
      { name: "Beta", country: "DE", state: "ACTIVE" },
      "partner { id }",
    );
    const { plantMember } = await import("../support/cast.ts");
    const rival = await plantMember(floor.world, ["PARTNER_ADMIN"], made["partner"].id);

    expect(await criteriaFor(rival, leadId)).toBeNull();
  });

  test("those of a program are read by its partners alone", async () => {
    const settings = { name: "Resellers", timeZone: "UTC", needsTerms: false };
    const made = await done(
      floor.world,
      floor.admin.key,
      "createProgram",
      settings,
      "program { id }",
    );
    const programId: string = made["program"].id;
    const id = await publishedCriteria(floor.world, people(), {
      ...{ name: "For resellers", framework: "OWN", programId },
      ...{ criteria: [SOME_CRITERION], changeNote: "x" },
    });
    const read = `query ($id: ID!) { criteriaVersion(id: $id) { name } criteriaInForce { name } criteriaSets(first: 50) { nodes { name } } }`;
    const namesSeen = async () => {
      const data = await asked(floor.partner, read, { id });
      return [
        data?.["criteriaVersion"]?.name ?? null,
        ...[data?.["criteriaInForce"], data?.["criteriaSets"].nodes].map(
          (all: { name: string }[]) => all.some(({ name }) => name === "For resellers"),
        ),
      ];
    };

    expect(await namesSeen()).toEqual([null, false, false]);
    const enrolled = { programId, partnerId: floor.alpha };
    await done(floor.world, floor.admin.key, "enrolPartner", enrolled, "program { id }");
    expect(await namesSeen()).toEqual(["For resellers", true, true]);
  });

  test("one published now is in force, and what it was published by holds", async () => {
    const id = await publishedCriteria(floor.world, people());
    const plain = await floor.register();

    expect(await criteriaFor(floor.ada, plain)).toMatchObject({ id });
    const { jobs, auth } = floor.world.urls;
    const urls = { jobs, auth, owner: floor.world.ownerUrl };
    const checked = await checkInvariants({ urls, isServed: false });
    expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
  });
});
