import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { plantLead } from "../support/plant-lead.ts";
import { plantProgram } from "../support/plant-program.ts";
import type { Json } from "../support/served-world.ts";

import { openClockDesk } from "./clock-desk.ts";

const POINTS = [
  { key: "needNamed", label: "The need is named" },
  { key: "contactAgrees", label: "The contact agrees to be called" },
];
const KEYS: readonly string[] = POINTS.map(({ key }) => key);
const PROGRAM = "01970000-0000-7000-8000-000000000001";

describe("whoever accepts a lead", () => {
  let world: LivingWorld;
  let sales: string;
  beforeAll(async () => {
    world = await openLivingWorld();
    sales = world.members.SALES_REP.key;
  });
  afterAll(() => world.close());
  beforeEach(() => setList(POINTS));

  const ownerId = () => world.members.SALES_REP.memberId;
  const lead = (): Promise<LeadId> =>
    plantLead(world, { partnerId: world.alpha, stage: "SUBMITTED", ownerId: ownerId() });

  /** What the default program asks for, whatever it asked for before. */
  async function setList(points: readonly object[]): Promise<void> {
    const { data } = await world.ask(
      world.staff.key,
      "{ programs(first: 1) { nodes { id version isDefault } } }",
    );
    const [{ id: programId, version: expectedVersion }] = data?.["programs"].nodes ?? [];
    const input = { programId, expectedVersion, handoverChecklist: points };
    await done(world, world.staff.key, "updateProgram", input);
  }

  async function confirmed(leadId: LeadId, bearer = sales): Promise<Json | null> {
    const query = `query ($id: ID!) {
      lead(by: { id: $id }) { stage acceptanceChecklist { acceptedAt waived points { key label } } } }`;
    const answer = await world.ask(bearer, query, { id: leadId });
    return answer.data?.["lead"];
  }

  const kept = (leadId: LeadId) =>
    world.asOwner("select keys from acceptance_checklist where lead_id = $1", [uuidOf(leadId)]);

  test("confirms what the program asks for, which is kept by the labels of then", async () => {
    const leadId = await lead();
    await done(world, sales, "acceptLead", { leadId, checklist: [...KEYS].toReversed() });
    await setList([{ key: "needNamed", label: "Something else by now" }]);

    const accepted = await confirmed(leadId);
    expect(accepted).toEqual({
      stage: "SAL",
      acceptanceChecklist: { acceptedAt: expect.any(String), waived: false, points: POINTS },
    });
  });

  test("is told what is missing, and nothing is accepted", async () => {
    const leadId = await lead();
    for (const [checklist, missing] of [
      [undefined, KEYS],
      [[], KEYS],
      [["needNamed"], ["contactAgrees"]],
    ] as readonly (readonly [string[] | undefined, readonly string[]])[]) {
      const { data } = await mutate(world, sales, "acceptLead", { leadId, checklist });
      const [error] = data?.["acceptLead"].errors ?? [];
      expect(error).toMatchObject({
        __typename: "BusinessRuleError",
        code: "CHECKLIST_INCOMPLETE",
        path: ["checklist"],
      });
      for (const { key, label } of POINTS) {
        expect(error.message.includes(`${key} ("${label}")`)).toBe(missing.includes(key));
      }
    }
    expect(await confirmed(leadId)).toEqual({ stage: "SUBMITTED", acceptanceChecklist: null });
    expect(await kept(leadId)).toEqual([]);
  });

  test("is told of each point that the program does not know", async () => {
    const leadId = await lead();
    const checklist = ["needNamed", "needNamd", "contactAgrees", "x"];
    const { data } = await mutate(world, sales, "acceptLead", { leadId, checklist });
    expect(data?.["acceptLead"].errors).toMatchObject([
      { __typename: "ValidationError", code: "VALIDATION_FAILED", path: ["checklist", "1"] },
      { __typename: "ValidationError", code: "VALIDATION_FAILED", path: ["checklist", "3"] },
    ]);
    expect(data?.["acceptLead"].errors[0].message).toContain('"needNamd"; it has needNamed,');
    const many = Array.from({ length: 21 }, () => "needNamed");
    const tooMany = await mutate(world, sales, "acceptLead", { leadId, checklist: many });
    expect(tooMany.data?.["acceptLead"].errors).toMatchObject([{ path: ["checklist"] }]);
    expect(await confirmed(leadId)).toMatchObject({ stage: "SUBMITTED" });
  });

  test("confirms nothing where the program asks for nothing", async () => {
    await setList([]);
    const leadId = await lead();
    const named = await mutate(world, sales, "acceptLead", { leadId, checklist: KEYS });
    expect(named.data?.["acceptLead"].errors[0]).toMatchObject({ path: ["checklist", "0"] });
    await done(world, sales, "acceptLead", { leadId });
    expect(await confirmed(leadId)).toEqual({ stage: "SAL", acceptanceChecklist: null });
    expect(await kept(leadId)).toEqual([]);
  });

  test("reads the list again where it changed meanwhile", async () => {
    await setList([]);
    const leadId = await lead();
    const release = world.asOwner(`
      begin;
      lock table lead_event in exclusive mode;
      select pg_sleep(1);
      insert into program_checklist (program_id, keys, labels) values ('${PROGRAM}', '{late}', '{Late}')
      on conflict on constraint program_checklist_pkey do update set keys = excluded.keys, labels = excluded.labels;
      commit;`);
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
    const { data } = await mutate(world, sales, "acceptLead", { leadId });
    await release;
    expect(data?.["acceptLead"].errors).toMatchObject([{ code: "CHECKLIST_INCOMPLETE" }]);
    expect(await confirmed(leadId)).toMatchObject({ stage: "SUBMITTED" });
  });

  test("is of the vendor: no partner learns what is asked, or what was confirmed", async () => {
    const leadId = await lead();
    await done(world, sales, "acceptLead", { leadId, checklist: KEYS });
    for (const bearer of [world.members.PARTNER_ADMIN.key, world.rival.key]) {
      for (const query of [
        `query ($id: ID!) { lead(by: { id: $id }) { acceptanceChecklist { waived } } }`,
        `query ($id: ID!) { programs(first: 5) { nodes { id handoverChecklist { key } } } lead(by: { id: $id }) { id } }`,
      ]) {
        const answer = await world.ask(bearer, query, { id: leadId });
        expect(answer.errors[0]?.["extensions"].code).toBe("FORBIDDEN");
        expect(answer.text).not.toContain("needNamed");
      }
    }
    const partner = {
      role: "partner",
      partnerId: world.alpha,
      actorId: uuidOf(world.members.PARTNER_ADMIN.memberId),
      requestId: "test",
    } as const;
    for (const table of [sql`program_checklist`, sql`acceptance_checklist`]) {
      await expect(world.database.read(partner, sql`select 1 from ${table}`)).rejects.toThrow(
        "permission denied",
      );
    }
  });

  test("a program says what it asks for, and keeps it where a change says nothing of it", async () => {
    const SELECTION = "program { id version handoverChecklist { key label } }";
    const settings = { name: "With a list", timeZone: "UTC", handoverChecklist: POINTS };
    const { key } = world.staff;
    const { program } = await done(world, key, "createProgram", settings, SELECTION);
    expect(program.handoverChecklist).toEqual(POINTS);
    const change = { programId: program.id, expectedVersion: 1, appealDays: 20 };
    const changed = await done(world, key, "updateProgram", change, SELECTION);
    expect(changed["program"]).toEqual({ ...program, version: 2 });
    const empty = { programId: program.id, expectedVersion: 2, handoverChecklist: [] };
    const emptied = await done(world, key, "updateProgram", empty, SELECTION);
    expect(emptied["program"]).toMatchObject({ version: 3, handoverChecklist: [] });
    const plain = await plantProgram(world);
    const { data } = await world.ask(
      sales,
      "query ($id: ID!) { program(id: $id) { handoverChecklist { key } } }",
      { id: plain },
    );
    expect(data?.["program"]).toEqual({ handoverChecklist: [] });
  });

  test.each([
    [
      "more than 20 points",
      Array.from({ length: 21 }, (_, n) => ({ key: `p${n}`, label: "P" })),
      [],
    ],
    [
      "a key twice",
      [
        { key: "one", label: "1" },
        { key: "ONe", label: "2" },
      ],
      ["1", "key"],
    ],
    [
      "a key twice but for its case",
      [
        { key: "oNe", label: "1" },
        { key: "one", label: "2" },
      ],
      ["1", "key"],
    ],
    ["no key", [{ key: "Not a key", label: "1" }], ["0", "key"]],
    ["no label", [{ key: "one", label: " " }], ["0", "label"]],
  ])("a list of %s is refused", async (_, handoverChecklist, at) => {
    const settings = { name: `Bad ${String(_)}`, timeZone: "UTC", handoverChecklist };
    const { data } = await mutate(world, world.staff.key, "createProgram", settings);
    expect(data?.["createProgram"].errors[0]).toMatchObject({
      code: "VALIDATION_FAILED",
      path: ["handoverChecklist", ...at],
    });
  });

  test("the database takes no list and no acceptance that the verbs would not", async () => {
    const list = (keys: string, labels: string) =>
      world.asOwner(
        `update program_checklist set keys = $1::text[], labels = $2::text[] where program_id = $3`,
        [keys, labels, PROGRAM],
      );
    for (const [keys, labels] of [
      ["{a,a}", "{A,B}"],
      ["{a,A}", "{A,B}"],
      ["{a,null}", "{A,B}"],
      ["{a}", '{""}'],
      ["{a}", "{}"],
    ] as const)
      await expect(list(keys, labels)).rejects.toThrow(/checklist/);

    const leadId = await lead();
    const another = await lead();
    await done(world, sales, "acceptLead", { leadId, checklist: KEYS });
    for (const change of [
      "update acceptance_checklist set waived = true",
      "delete from acceptance_checklist",
    ])
      await expect(world.asOwner(change)).rejects.toThrow("append-only");
    const session = {
      role: "vendor",
      partnerId: null,
      actorId: uuidOf(ownerId()),
      requestId: "test",
    } as const;
    // an acceptance without its list
    await setList([]);
    const bare = await lead();
    await done(world, sales, "acceptLead", { leadId: bare });
    const [event] = await world.asOwner<{ id: string }>(
      "select id from lead_event where lead_id = $1 and type = 'ACCEPTED'",
      [uuidOf(bare)],
    );
    await setList(POINTS);
    const labels = POINTS.map(({ label }) => label);
    const late = ({ of = bare, seq = 2, keys = KEYS, says = labels, waived = false }) =>
      world.database.transaction(session, async (tx) => {
        tx.queue(sql`
          insert into acceptance_checklist (event_id, partner_id, lead_id, seq, keys, labels, waived)
          values (${event?.id ?? ""}::uuid, ${uuidOf(world.alpha)}::uuid, ${uuidOf(of)}::uuid, ${seq}::integer,
            ${keys}::text[], ${says}::text[], ${waived}::boolean)`);
        return { kind: "Done", subjects: [] };
      });
    await expect(late({ of: another })).rejects.toThrow("confirmed with an acceptance");
    await expect(late({ seq: 1 })).rejects.toThrow("confirmed with an acceptance");
    await expect(late({ waived: true })).rejects.toThrow("waived by clocks");
    await expect(late({ keys: KEYS.slice(1), says: labels.slice(1) })).rejects.toThrow("all of it");
    await expect(late({ says: ["Other", "Labels"] })).rejects.toThrow("all of it");
    expect(await kept(bare)).toEqual([]);
  });
});

test("where a clock accepts a lead, what the program asks for is recorded as waived", async () => {
  const desk = await openClockDesk();
  try {
    await desk.world.asOwner(
      `insert into program_checklist (program_id, keys, labels) select id, '{needNamed}', '{The need is named}' from program where is_default`,
    );
    await desk.policy({
      ...{ clock: "ACCEPTANCE", targetMinutes: 60, consequence: "AUTO_ACCEPT" },
      heldBackPercent: 10,
    });
    const leadId = await desk.newLead();
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();
    const accepted = await desk.lead(
      desk.sales,
      leadId,
      "stage acceptanceChecklist { acceptedAt waived points { key label } }",
    );
    expect(accepted).toEqual({
      stage: "SAL",
      acceptanceChecklist: {
        acceptedAt: "2026-02-02T11:00:00.000Z",
        waived: true,
        points: [{ key: "needNamed", label: "The need is named" }],
      },
    });
  } finally {
    await desk.world.close();
  }
});
