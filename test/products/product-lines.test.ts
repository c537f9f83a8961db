import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, ProductLineId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
/** Suite over Cloud and Desktop; Cloud over Mail. */
let suite: ProductLineId;
let cloud: ProductLineId;
let desktop: ProductLineId;
let mail: ProductLineId;
let number = 0;

beforeAll(async () => {
  desk = await openTimedDesk();
  [alpha, beta] = [await desk.partner("Alpha"), await desk.partner("Beta")];
});
afterAll(() => desk.world.close());

beforeEach(async () => {
  number += 1;
  suite = await added("Suite");
  [cloud, desktop] = [await added("Cloud", suite), await added("Desktop", suite)];
  mail = await added("Mail", cloud);
});

const LINE = "productLine { id name version retiredAt parent { id name } }";
const save = (input: object) => desk.run(desk.sales, "saveProductLine", input, LINE);

async function added(name: string, parentId?: ProductLineId): Promise<ProductLineId> {
  const made = await save({ name: `${name} ${number}`, parentId });
  expect(made.errors).toEqual([]);
  return made.productLine.id;
}

const moved = (productLineId: ProductLineId, parentId: ProductLineId, expectedVersion = 1) =>
  save({ productLineId, parentId, expectedVersion });

/** The lines, and a person of their own: an address is claimed for all lines. */
const about = (...productLineIds: ProductLineId[]) => ({
  email: `p${(number += 1)}@mail.example`,
  input: { productLineIds },
});

const duplicate = async (by: Caller, name: string, ...lines: ProductLineId[]) => {
  const { email, input } = about(...lines);
  const made = await desk.run(
    by,
    "registerLead",
    {
      company: { name, domain: `${name.toLowerCase()}.com` },
      contact: { name: "Anna", email, consent: { basis: "CONSENT" } },
      ...input,
    },
    "lead { id }",
  );
  return made.errors.map(({ code }: { code: string }) => code);
};

const accept = (leadId: LeadId) => desk.act(desk.sales, "acceptLead", leadId);

const linesOf = async (leadId: LeadId) =>
  (await desk.lead(alpha, leadId, "productLines { name }")).productLines.map(
    ({ name }: { name: string }) => name,
  );

describe("product lines are a tree", () => {
  test("both sides read it, ALL above all", async () => {
    const query = "{ productLines(first: 100) { nodes { id name parent { id } } } }";
    for (const caller of [alpha, desk.sales]) {
      const { data, errors } = await desk.api.run(caller, query);
      expect(errors).toBeUndefined();
      const { nodes } = data?.productLines ?? {};
      expect(nodes[0]).toMatchObject({ name: "ALL", parent: null });
      expect(nodes).toContainEqual(expect.objectContaining({ id: mail, parent: { id: cloud } }));
    }
  });

  test("a line is renamed and moved, and never stands beneath itself", async () => {
    const renamed = await save({ productLineId: mail, name: `Post ${number}`, expectedVersion: 1 });
    expect(renamed.productLine).toMatchObject({ name: `Post ${number}`, version: 2 });
    const circle = await moved(suite, mail);
    expect(circle.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["parentId"] }]);
    const elsewhere = await moved(mail, desktop, 2);
    expect(elsewhere.productLine).toMatchObject({ version: 3, parent: { id: desktop } });
  });

  test("two that are moved beneath one another at once make no circle", async () => {
    const [one, other] = [await added("One"), await added("Other")];
    const both = await Promise.all([moved(one, other), moved(other, one)]);
    const codes: string[] = both.map(({ errors }) => errors[0]?.code ?? "DONE");
    expect(codes.toSorted()).toEqual(["BUSINESS_RULE", "DONE"]);
  });

  test("the database itself refuses a circle, and that ALL ends", async () => {
    const circle = desk.world.asOwner(
      "update product_line set parent_id = $1, version = version + 1 where id = $2",
      [uuidOf(mail), uuidOf(suite)],
    );
    await expect(circle).rejects.toMatchObject({ constraint: "product_line_no_circle" });
    const end = desk.world.asOwner("update product_line set retired_at = now() where name = 'ALL'");
    await expect(end).rejects.toMatchObject({ constraint: "product_line_all_stands" });
  });

  test("a line that is retired is named by no new lead, and stays with those that name it", async () => {
    const before = await desk.register(alpha, `Frueh${number}`, about(mail));
    const early = await desk.run(
      desk.sales,
      "retireProductLine",
      { productLineId: cloud, expectedVersion: 1 },
      LINE,
    );
    expect(early.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const retired = await desk.run(
      desk.sales,
      "retireProductLine",
      { productLineId: mail, expectedVersion: 1 },
      LINE,
    );
    expect(retired.productLine).toMatchObject({ version: 2, retiredAt: expect.any(String) });
    expect(await duplicate(alpha, `Spaet${number}`, mail)).toEqual(["NOT_FOUND"]);
    expect(await linesOf(before)).toEqual([expect.stringContaining("Mail")]);
    await desk.done(desk.sales, "acceptLead", before);
  });
});

describe("a lead names product lines", () => {
  test("all, where it names none; those beneath another one that it names are within it", async () => {
    const whole = await desk.register(alpha, `Ganz${number}`);
    expect(await linesOf(whole)).toEqual(["ALL"]);
    const scoped = await desk.register(alpha, `Teil${number}`, about(mail, cloud, desktop));
    expect(await linesOf(scoped)).toEqual([
      expect.stringContaining("Cloud"),
      expect.stringContaining("Desktop"),
    ]);
  });

  test("all that its program sells, and none that it does not", async () => {
    const scope = "update program set product_line_ids = $1 where is_default";
    await desk.world.asOwner(scope, [[uuidOf(cloud)]]);
    const whole = await desk.register(alpha, `Programm${number}`);
    expect(await linesOf(whole)).toEqual([expect.stringContaining("Cloud")]);
    expect(await duplicate(alpha, `Darin${number}`, mail)).toEqual([]);
    expect(await duplicate(alpha, `Daneben${number}`, desktop)).toEqual(["NOT_FOUND"]);
    await desk.world.asOwner(scope, [[uuidOf(mail), uuidOf(desktop)]]);
    const retire = { productLineId: desktop, expectedVersion: 1 };
    await desk.run(desk.sales, "retireProductLine", retire, LINE);
    const sold = await desk.register(alpha, `Verkauft${number}`);
    expect(await linesOf(sold)).toEqual([expect.stringContaining("Mail")]);
    await desk.world.asOwner(scope, [null]);
  });

  test("a company is the partner's own duplicate only where the lines overlap", async () => {
    const name = `Eigen${number}`;
    await desk.register(alpha, name, about(cloud));
    expect(await duplicate(alpha, name, cloud)).toEqual(["DUPLICATE_LEAD"]);
    expect(await duplicate(alpha, name, mail)).toEqual(["DUPLICATE_LEAD"]);
    expect(await duplicate(alpha, name, suite)).toEqual(["DUPLICATE_LEAD"]);
    expect(await duplicate(alpha, name)).toEqual(["DUPLICATE_LEAD"]);
    expect(await duplicate(alpha, name, desktop)).toEqual([]);
  });

  test("of several that come together each sees those before it", async () => {
    const name = `Reihe${number}`;
    const row = (lines: readonly ProductLineId[]) => ({ lead: registrationOf(lines) });
    const registrationOf = (lines: readonly ProductLineId[]) => ({
      company: { name, domain: `${name.toLowerCase()}.com` },
      contact: { name: "Anna", email: about().email, consent: { basis: "CONSENT" } },
      productLineIds: lines,
    });
    const rows = [row([mail]), row([desktop]), row([cloud]), row([])];
    const made = await desk.run(
      alpha,
      "registerLeads",
      { rows, errorPolicy: "REJECT_FAILED" },
      "results { lead { id } errors { code } }",
    );
    expect(
      made.results.map(({ errors }: { errors: { code: string }[] }) => errors[0]?.code ?? "DONE"),
    ).toEqual(["DONE", "DONE", "DUPLICATE_LEAD", "DUPLICATE_LEAD"]);
  });

  test("of overlapping ones that are registered at once one is", async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = `Zugleich${(number += 1)}`;
      const all = [[mail], [cloud], [suite], [], [mail]] as const;
      const codes = await Promise.all(all.map((lines) => duplicate(alpha, name, ...lines)));
      expect(codes.filter((each) => each.length === 0)).toHaveLength(1);
      const apart = `Getrennt${number}`;
      const both = await Promise.all([
        duplicate(alpha, apart, mail),
        duplicate(alpha, apart, desktop),
      ]);
      expect(both).toEqual([[], []]);
    }
  });

  test("what is let go can be claimed again, whichever line it was", async () => {
    const name = `Frei${number}`;
    const first = await desk.register(alpha, name, about(mail));
    const second = await desk.register(alpha, name, about(desktop));
    await desk.done(alpha, "withdrawLead", first);
    expect(await duplicate(alpha, name)).toEqual(["DUPLICATE_LEAD"]);
    await desk.done(alpha, "withdrawLead", second);
    const marks = await desk.world.asOwner(
      "select from lead_claim where lead_id is null and key = $1",
      [`domain:${name.toLowerCase()}.com`],
    );
    expect(marks).toEqual([]);
    expect(await duplicate(alpha, name)).toEqual([]);
  });
});

describe("a correction of the lines", () => {
  const correct = (leadId: LeadId, ...productLineIds: ProductLineId[]) =>
    desk.act(alpha, "updateLead", leadId, { productLineIds });

  test("is done at once before acceptance, and claims what it names", async () => {
    const name = `Korrektur${number}`;
    const leadId = await desk.register(alpha, name, about(mail));
    expect((await correct(leadId, cloud)).errors).toEqual([]);
    expect(await duplicate(alpha, name, mail)).toEqual(["DUPLICATE_LEAD"]);
    expect((await desk.act(alpha, "updateLead", leadId, { productLineIds: null })).errors).toEqual(
      [],
    );
    expect(await linesOf(leadId)).toEqual(["ALL"]);
    expect((await correct(leadId, desktop)).errors).toEqual([]);
    expect(await duplicate(alpha, name, mail)).toEqual([]);
    expect((await correct(leadId, suite)).errors).toMatchObject([{ code: "DUPLICATE_LEAD" }]);
  });

  test("is a proposal after it, and protects the new lines once it is taken", async () => {
    const name = `Vorschlag${number}`;
    const leadId = await desk.register(alpha, name, about(mail));
    await desk.done(desk.sales, "acceptLead", leadId);
    expect((await correct(leadId, mail, desktop)).errors).toEqual([]);
    expect(await linesOf(leadId)).toHaveLength(1);
    const rival = await desk.register(beta, name, about(desktop));
    await desk.done(desk.sales, "takeCorrection", leadId);
    await desk.match(alpha, leadId);
    expect(await linesOf(leadId)).toHaveLength(2);
    const refused = await accept(rival);
    expect(refused.errors).toMatchObject([
      { code: expect.stringMatching(/CONFLICT_OPEN|PROSPECT_PROTECTED/) },
    ]);
  });

  test("is not taken where another partner's lead is protected for one of them", async () => {
    const name = `Vergeben${number}`;
    const leadId = await desk.register(alpha, name, about(mail));
    const rival = await desk.register(beta, name, about(desktop));
    await desk.done(desk.sales, "acceptLead", leadId);
    await desk.done(desk.sales, "acceptLead", rival);
    expect((await correct(leadId, suite)).errors).toEqual([]);
    const taken = await desk.act(desk.sales, "takeCorrection", leadId);
    expect(taken.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
    expect(await linesOf(leadId)).toEqual([expect.stringContaining("Mail")]);
  });
});

describe("a protection is of the lines that its lead names", () => {
  test("and of all beneath them: of disjoint ones two stand, of overlapping ones never", async () => {
    const name = `Schutz${number}`;
    const first = await desk.register(alpha, name, about(cloud));
    const second = await desk.register(beta, name, about(desktop));
    await desk.done(desk.sales, "acceptLead", first);
    await desk.done(desk.sales, "acceptLead", second);
    const gamma = await desk.partner(`Gamma ${number}`);
    for (const lines of [[mail], [cloud], [suite], []]) {
      const third = await desk.register(gamma, name, about(...lines));
      const refused = await accept(third);
      expect(refused.errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
      await desk.done(gamma, "withdrawLead", third);
    }
    for (const [leadId, rivals] of [
      [first, 4],
      [second, 2],
    ] as const) {
      const { conflicts } = await desk.lead(desk.sales, leadId, "conflicts { totalCount }");
      expect(conflicts.totalCount).toBe(rivals);
    }
  });

  test("a line that is added beneath a protected one is protected", async () => {
    const name = `Neu${number}`;
    await desk.done(desk.sales, "acceptLead", await desk.register(alpha, name, about(cloud)));
    const later = await added("Calendar", cloud);
    const rival = await desk.register(beta, name, about(later));
    expect((await accept(rival)).errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
  });

  test("one that is moved beneath it, too; where another's protection stands it is not moved", async () => {
    const name = `Umzug${number}`;
    await desk.done(desk.sales, "acceptLead", await desk.register(alpha, name, about(cloud)));
    await desk.done(desk.sales, "acceptLead", await desk.register(beta, name, about(desktop)));
    const refused = await moved(desktop, cloud);
    expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["parentId"] }]);
    const free = await added("Free");
    const beneath = await added("Beneath", free);
    expect((await moved(free, cloud)).errors).toEqual([]);
    const gamma = await desk.partner(`Gamma ${number}`);
    const rival = await desk.register(gamma, name, about(beneath));
    expect((await accept(rival)).errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
  });

  test("accepted while its line is moved, it holds where the line then stands", async () => {
    for (let round = 0; round < 4; round += 1) {
      const name = `Rennen${(number += 1)}`;
      const line = await added("Racing");
      const held = await desk.register(alpha, name, about(cloud));
      await desk.done(desk.sales, "acceptLead", held);
      const rival = await desk.register(beta, name, about(line));
      const [accepted, shifted] = await Promise.all([accept(rival), moved(line, cloud)]);
      const done = [accepted, shifted].filter(({ errors }) => errors.length === 0);
      expect(done).toHaveLength(1);
    }
  });

  test("a partner that has leads for both is not made its own duplicate by a move", async () => {
    const name = `Beide${number}`;
    await desk.register(alpha, name, about(cloud));
    const second = await desk.register(alpha, name, about(desktop));
    const refused = await moved(desktop, cloud);
    expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["parentId"] }]);
    await desk.done(alpha, "withdrawLead", second);
    expect((await moved(desktop, cloud)).errors).toEqual([]);
    expect(await duplicate(alpha, name, desktop)).toEqual(["DUPLICATE_LEAD"]);
  });
});

describe("what the vendor claims itself, and what is asked", () => {
  test("count for the lines that they name", async () => {
    const name = `Direkt${number}`;
    const company = { name, domain: `${name.toLowerCase()}.com` };
    const claim = { company, productLineIds: [cloud], evidence: "Minutes" };
    const made = await desk.run(
      desk.sales,
      "recordDirectClaim",
      claim,
      "directClaim { productLines { id } }",
    );
    expect(made.directClaim).toEqual({ productLines: [{ id: cloud }] });
    const answer = async (...productLineIds: ProductLineId[]) =>
      (await desk.run(beta, "checkLead", { company, productLineIds }, "availability")).availability;
    expect([await answer(mail), await answer(desktop), await answer()]).toEqual([
      "NOT_AVAILABLE",
      "AVAILABLE",
      "NOT_AVAILABLE",
    ]);
    desk.at("2026-02-02T10:00:01Z");
    const within = await desk.register(alpha, name, about(mail));
    expect((await accept(within)).errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
    await desk.done(desk.sales, "acceptLead", await desk.register(alpha, name, about(desktop)));
  });
});
