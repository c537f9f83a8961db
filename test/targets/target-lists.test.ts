import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { readRoutedLead } from "../../src/routing/store/subject-store.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { SOME_MODEL } from "../support/plant-scoring.ts";

let desk: TimedDesk;
let alpha: Caller;
beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
});
afterAll(() => desk.world.close());

const LIST =
  "targetList { id name version retiredAt coverage { accounts withLeads withOpenLeads withSql won } targets(first: 20) { nodes { account { id name } } } }";
const run = (verb: string, input: object, by = desk.sales) => desk.run(by, verb, input, LIST);
const said = (errors: readonly Answer[]) => errors.map(({ message }) => message).join(" ");

async function list(name: string): Promise<string> {
  const { targetList, errors } = await run("saveTargetList", { name });
  if (errors.length > 0) throw new Error(said(errors));
  return targetList.id;
}
const company = (name: string, more: object = {}) => ({
  name,
  domain: `${name.toLowerCase()}.com`,
  ...more,
});
const add = (targetListId: string, ...companies: object[]) =>
  run("addTargets", { targetListId, companies });

const namesOf = (answer: Answer): readonly string[] =>
  answer["targetList"].targets.nodes.map(({ account }: Answer) => account.name).toSorted();

const register = (name: string, by = alpha): Promise<LeadId> =>
  desk.register(by, name, {
    email: `p@${name.toLowerCase()}-mail.example`,
  });

/** For which lists rules find a lead. */
const askedOf = (id: LeadId) =>
  desk.world.database.transaction(desk.sales.session, async (tx) => {
    const { facts } = await readRoutedLead(tx, { id });
    return facts.targetLists;
  });

async function shown(leadId: LeadId, by = desk.sales): Promise<Answer> {
  const { data, errors } = await desk.api.run(
    by,
    `{ lead(by: { id: "${leadId}" }) { targetLists } }`,
  );
  return errors ?? JSON.parse(JSON.stringify(data)).lead;
}

describe("A list of target accounts", () => {
  test("holds accounts by what their companies are known by, each once", async () => {
    const id = await list("Ports");
    const listed = await add(
      id,
      company("Kaiwerk"),
      company("Quaywork"),
      company("Kaiwerk GmbH", { domain: "www.kaiwerk.com" }),
    );
    expect(listed.errors).toEqual([]);
    expect(namesOf(listed)).toEqual(["Kaiwerk", "Quaywork"]);

    expect(said((await add(id, company("Kaiwerk"))).errors)).toContain("on the list already");
    expect(namesOf(await add(id, company("Kaiwerk"), company("Third")))).toHaveLength(3);
  });

  test("finds leads before and after they are accepted, by their company, and not those of another country", async () => {
    const id = await list("Wanted");
    await add(id, company("Zielfirma", { country: "DE" }));
    const leadId = await register("Zielfirma");
    const beta = await desk.partner("Beta");
    const elsewhere = await desk.register(beta, "Zielfirma", { country: "FR" });
    const other = await register("Anderswo");
    expect(await askedOf(leadId)).toEqual(["Wanted"]);
    expect(await askedOf(elsewhere)).toEqual([]);
    expect(await askedOf(other)).toEqual([]);
    expect(await shown(leadId)).toEqual({ targetLists: ["Wanted"] });

    await add(id, company("Zweitziel"));
    const accepted = await register("Zweitziel");
    await desk.done(desk.sales, "acceptLead", accepted);
    expect(await askedOf(accepted)).toEqual(["Wanted"]);
  });

  test("says how far the vendor got with it", async () => {
    const id = await list("Progress");
    await add(id, company("Offenfirma"), company("Leerfirma"), company("Ablehnfirma"));
    await register("Offenfirma");
    const rejected = await register("Ablehnfirma");
    const refusing = { reasonCode: "TOO_EARLY" };
    await desk.run(desk.sales, "rejectLead", { leadId: rejected, ...refusing }, "lead { id }");
    const { targetList } = await run("saveTargetList", {
      ...{ targetListId: id, expectedVersion: 1, name: "Progress" },
    });
    expect(targetList.coverage).toMatchObject({ accounts: 3, withSql: 0, won: 0 });
    expect(targetList.coverage.withOpenLeads).toBe(1);
  });

  test("is left by accounts, and retired: no rule finds it then, and nothing of it changes", async () => {
    const id = await list("Leaving");
    const { targetList } = await add(id, company("Gehtfirma"), company("Bleibtfirma"));
    const leadId = await register("Gehtfirma");
    const stays = await register("Bleibtfirma");
    const gone = targetList.targets.nodes.find(
      ({ account }: Answer) => account.name === "Gehtfirma",
    );
    const input = { targetListId: id, accountIds: [gone.account.id] };
    expect(namesOf(await run("removeTargets", input))).toEqual(["Bleibtfirma"]);
    expect(said((await run("removeTargets", input)).errors)).toContain("is not on the list");
    expect([await askedOf(leadId), await askedOf(stays)]).toEqual([[], ["Leaving"]]);
    // and comes back
    expect(namesOf(await run("addTargets", input))).toEqual(["Bleibtfirma", "Gehtfirma"]);

    const retired = await run("retireTargetList", { targetListId: id, reason: "Over" });
    expect(retired.errors).toEqual([]);
    expect(await askedOf(stays)).toEqual([]);
    for (const [verb, more] of [
      ["addTargets", { accountIds: input.accountIds }],
      ["removeTargets", { accountIds: input.accountIds }],
      ["retireTargetList", { reason: "Again" }],
      ["saveTargetList", { name: "Leaving", expectedVersion: 2 }],
    ] as const)
      expect(said((await run(verb, { targetListId: id, ...more })).errors)).toContain(
        "was retired",
      );
    // its name is free
    await list("Leaving");
  });

  test("has a name that no other in use has, whatever its letters, and changes by its version", async () => {
    const id = await list("Named");
    expect(said((await run("saveTargetList", { name: "NAMED" })).errors)).toContain("of this name");
    const stale = { targetListId: id, expectedVersion: 7, name: "Renamed" };
    expect(said((await run("saveTargetList", stale)).errors)).toContain("somebody changed it");
    expect(said((await run("addTargets", { targetListId: id })).errors)).toContain("name nobody");
  });
});

describe("The database", () => {
  const stopped = (statement: string) =>
    desk.world.asOwner(
      `select set_config('app.actor_id', '${desk.sales.actor.id}', true); ${statement}`,
    );

  test("keeps who is on a list, and lets a retired one be", async () => {
    const id = uuidOf((await list("Kept")) as `tgl_${string}`);
    await expect(stopped(`delete from target_list where id = '${id}'`)).rejects.toThrow(/are kept/);
    await expect(
      stopped(`update target_list set name = 'Other' where id = '${id}'`),
    ).rejects.toThrow(/one version at a time/);
    await expect(
      desk.world.asOwner(
        `insert into target (list_id, account_id, n, added_at, added_by)
         select '${id}', account.id, 1, now(), gen_random_uuid() from account limit 1`,
      ),
    ).rejects.toThrow(/who acts puts an account on a list/);
    await stopped(
      `update target_list set retired_at = now(), retired_by = '${desk.sales.actor.id}', retire_reason = 'Over', version = version + 1,
         updated_at = now() where id = '${id}'`,
    );
    await expect(
      stopped(
        `insert into target (list_id, account_id, n, added_at, added_by)
         select '${id}', account.id, 1, now(), '${desk.sales.actor.id}' from account limit 1`,
      ),
    ).rejects.toThrow(/retired does not change/);
  });
});

test("leads of an account that comes to a list, or leaves one, are scored anew", async () => {
  const waiting = async () =>
    (
      await desk.world.asOwner<{ id: string }>(
        `select key as id from graphile_worker._private_jobs where key = 'score_lead:' || $1`,
        [uuidOf(scored)],
      )
    ).length;
  const forget = () => desk.world.asOwner("delete from graphile_worker._private_jobs");
  const scored = await register("Punktfirma");
  const id = await list("Scoring");
  await add(id, company("Punktfirma"));
  expect(await waiting()).toBe(0); // nobody has published by what leads are scored
  const of = (by: Caller, verb: string, input: object) =>
    desk.run(by, verb, input, "scoringModel { id }");
  const { scoringModel } = await of(desk.sales, "saveScoringModel", SOME_MODEL);
  await of(desk.manager, "publishScoringModel", { scoringModelId: scoringModel.id });

  await forget();
  await add(await list("Scoring too"), company("Punktfirma"));
  expect(await waiting()).toBe(1);
  await forget();
  const { targetList } = await run("saveTargetList", {
    name: "Scoring",
    targetListId: id,
    expectedVersion: 1,
  });
  const accountIds = [targetList.targets.nodes[0].account.id];
  await run("removeTargets", { targetListId: id, accountIds });
  expect(await waiting()).toBe(1);
});

test("two who list the same company at once make one account of it", async () => {
  const [one, other] = [await list("Race one"), await list("Race two")];
  const answers = await Promise.all([
    add(one, company("Wettlauf")),
    add(other, company("Wettlauf")),
  ]);
  const ids = answers.map(({ targetList }) => targetList.targets.nodes[0].account.id);
  expect(ids[0]).toBe(ids[1]);
});

test("no partner learns who is wanted", async () => {
  await list("Secret");
  const leadId = await register("Geheim");
  expect(JSON.stringify(await shown(leadId, alpha))).toContain("FORBIDDEN");
  const { errors } = await desk.api.run(alpha, "{ targetLists(first: 5) { nodes { name } } }");
  expect(JSON.stringify(errors)).toContain("FORBIDDEN");
  const asked = desk.world.database.read(alpha.session, sql`select from target_list`);
  await expect(asked).rejects.toMatchObject({ code: "42501" });
});
