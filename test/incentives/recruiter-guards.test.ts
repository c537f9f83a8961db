import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { payRecruiters } from "../../src/incentives/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { systemSession, trustedText } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openPayingDesk } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";

import { bounty } from "./incentive-desk.ts";
import { followed, had, openRecruited, put, recruiters } from "./recruiting.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
  await openRecruited(desk);
  put(desk, "2026-03-10T08:00:00.000Z");
});
afterAll(() => desk.world.close());

const paying = (recruiterPay: object) => desk.paying([bounty("SQL", "200.00")], { recruiterPay });
const pass = (deps: object = {}) =>
  payRecruiters(
    {
      ...{ database: desk.world.database, newId },
      ...{ clock: () => new Date("2026-03-10T09:00:00.000Z"), ...deps },
    },
    "test",
  );

/** As whoever serves, past all verbs. */
const served = (text: string) =>
  desk.world.database.transaction({ ...systemSession("test"), role: "vendor" }, (tx) =>
    tx.read(trustedText(text)),
  );

/** By whoever serves, past all verbs: copies what a recruiter has of a credit, changed by a phrase. */
async function copied(of: string, set: string): Promise<string> {
  const [award, credit] = [randomUUID(), randomUUID()];
  try {
    await served(`
      with source as (select * from award where recruited_credit_id = '${of}' and kind = 'RECRUITER' limit 1),
      made as (
        insert into award
        select (jsonb_populate_record(null::award, to_jsonb(source) || jsonb_build_object('id', '${award}'::uuid, 'n', 9) || ${set})).*
        from source
        returning id, gross_minor
      )
      insert into credit
      select (jsonb_populate_record(null::credit, to_jsonb(credit) || jsonb_build_object(
        'id', '${credit}'::uuid, 'award_id', made.id, 'share_minor', made.gross_minor, 'award_gross_minor', made.gross_minor))).*
      from made, source
      join credit on credit.award_id = source.id`);
    return "done";
  } catch (error) {
    const found = error as { constraint?: string; driverError?: { constraint?: string } };
    return found.driverError?.constraint ?? found.constraint ?? String(error);
  }
}

describe("the database", () => {
  test("lets nobody have more than the percent of what counts", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    const [source = ""] = await desk.creditsOf(leadId);
    const of = uuidOf(source as `crd_${string}`);

    expect(await copied(of, "'{}'::jsonb")).toBe("award_is_recruiters_percent");
    expect(await copied(of, `'{"gross_minor": 1}'::jsonb`)).toBe("award_is_recruiters_percent");
    expect(await had(desk, leadId)).toEqual(["RECRUITER 1000 Beta"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("lets no other partner have it, and nothing be had of what a recruiter has", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    const [own] = await desk.world.asOwner<{ id: string }>(
      `select own.id from credit as source join award on award.recruited_credit_id = source.id join credit as own on own.award_id = award.id
       where source.lead_id = $1`,
      [uuidOf(leadId)],
    );
    const [source = ""] = await desk.creditsOf(leadId);
    const of = uuidOf(source as `crd_${string}`);

    expect(await copied(of, `'{"recruited_credit_id": "${own?.id}"}'::jsonb`)).toBe(
      "award_is_recruiters",
    );
    expect(await had(desk, leadId)).toEqual(["RECRUITER 1000 Beta"]);
  });

  test("lets nobody take back by itself what a recruiter has", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    const [source = ""] = await desk.creditsOf(leadId);

    const update = `update award set reversed_at = event_at + interval '1 day' where recruited_credit_id = '${uuidOf(source as `crd_${string}`)}'`;
    await expect(served(update)).rejects.toThrow(/percent of what counts/);
    expect(await had(desk, leadId)).toEqual(["RECRUITER 1000 Beta"]);
  });

  test("lets no version pay recruiters beside a budget, nor more than all", async () => {
    for (const set of [
      "recruiter_ppm = 1000001",
      "recruiter_months = 3",
      "recruiter_ppm = 1, budget_minor = 5, budget_excess = 'FORFEIT'",
    ])
      await expect(
        desk.world.asOwner(
          `insert into incentive_program_version (id, incentive_program_id, number, state, created_by, created_at, changed_by, changed_at, ${set
            .split(", ")
            .map((each) => each.split(" = ")[0])
            .join(", ")})
           select gen_random_uuid(), incentive_program_id, 99, 'DRAFT', created_by, created_at, changed_by, changed_at, ${set
             .split(", ")
             .map((each) => each.split(" = ")[1])
             .join(", ")}
           from incentive_program_version limit 1`,
        ),
      ).rejects.toThrow(/incentive_program_version_recruiter/);
  });
});

describe("several instances at once", () => {
  test("follow each credit once", async () => {
    const programId = await paying({ percent: "5" });
    const leads: LeadId[] = [];
    for (let n = 0; n < 4; n += 1) leads.push(await desk.sql(desk.alpha, programId));
    const passes = await Promise.all([pass(), pass(), pass(), pass()]);

    expect(passes.reduce((sum, each) => sum + each, 0)).toBe(4);
    for (const leadId of leads) expect(await had(desk, leadId)).toEqual(["RECRUITER 1000 Beta"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("lose nothing of what is taken back while one follows it", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    // as the pass has read what counts, and before it writes
    let isBetween = true;
    const between = async () => {
      if (!isBetween) return;
      isBetween = false;
      await desk.takeBack(leadId, "INACCURATE_DATA");
    };
    const slow = {
      read: desk.world.database.read.bind(desk.world.database),
      insert: desk.world.database.insert.bind(desk.world.database),
      transaction: (session: never, work: (tx: unknown) => Promise<unknown>) =>
        desk.world.database.transaction(session, async (tx) => {
          const done = await work(tx);
          await between();
          return done;
        }),
    };
    await pass({ database: slow });
    expect(await recruiters(desk, programId)).toBe(0n);
    await followed(desk);

    expect(isBetween).toBe(false);
    expect(await recruiters(desk, programId)).toBe(0n);
    expect(await had(desk, leadId)).toEqual([]);
    expect(await desk.broken()).toEqual([]);
  });
});
