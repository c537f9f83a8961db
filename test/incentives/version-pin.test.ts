import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep } from "../support/people.ts";

let desk: TimedDesk;
let alpha: Caller;
let marketing: Caller;
let controller: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  marketing = await addSalesRep(desk.world, "Mia Market");
  controller = await addSalesRep(desk.world, "Carl Control");
});
afterAll(() => desk.world.close());

const SHOWN = "incentiveProgram { id version versionPin }";

async function done(by: Caller, verb: string, input: object): Promise<Answer> {
  const { incentiveProgram, errors } = await desk.run(by, verb, input, SHOWN);
  expect(errors).toEqual([]);
  return incentiveProgram;
}

const of = ({ id, version }: Answer) => ({ incentiveProgramId: id, expectedVersion: version });

async function putInForce(program: Answer, amount: string): Promise<Answer> {
  const rules = [{ milestone: "SQL", kind: "FIXED_BOUNTY", amount: { amount, currency: "EUR" } }];
  const drafted = await done(marketing, "saveIncentiveDraft", { ...of(program), rules });
  return done(controller, "approveIncentiveVersion", of(drafted));
}

/** 200.00 from February on, 250.00 from March on; a lead of each month, both qualified in March. */
async function told(versionPin: string) {
  desk.at("2026-02-02T09:00:00Z");
  const settings = { name: randomUUID(), timeZone: "UTC" };
  const { program } = await desk.run(desk.sales, "createProgram", settings, "program { id }");
  const programId: string = program.id;
  const enrolled = { programId, partnerId: alpha.actor.partnerId };
  await desk.run(desk.sales, "enrolPartner", enrolled, "program { id }");
  const made = { name: randomUUID(), programId, currency: "EUR", timeZone: "UTC", versionPin };
  const created = await done(marketing, "createIncentiveProgram", made);
  const first = await putInForce(created, "200.00");
  const accepted = async (): Promise<LeadId> => {
    const name = randomUUID().slice(0, 8);
    const leadId = await desk.register(alpha, name, { input: { programId } });
    await desk.done(desk.manager, "acceptLead", leadId);
    return leadId;
  };
  const early = await accepted();
  desk.at("2026-03-01T09:00:00Z");
  const second = await putInForce(first, "250.00");
  desk.at("2026-03-02T09:00:00Z");
  const late = await accepted();
  return { incentives: second, early, late };
}

const qualify = (leadId: LeadId) => desk.done(desk.manager, "qualifyLead", leadId, MET);

const awards = async (leadId: LeadId): Promise<string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select concat_ws(' ', award.gross_minor, 'v' || version.number, case when reversed_at is not null then 'reversed' end) as told
       from award join incentive_program_version as version on version.id = award.version_id
       where lead_id = $1 order by generation`,
      [uuidOf(leadId)],
    )
  ).map(({ told: each }) => each);

describe("a lead is paid", () => {
  test("by the version in force when it reaches the milestone, where nothing else was promised", async () => {
    const { incentives, early, late } = await told("EVENT");
    expect(incentives.versionPin).toBe("EVENT");
    for (const leadId of [early, late]) await qualify(leadId);
    expect([await awards(early), await awards(late)]).toEqual([["25000 v2"], ["25000 v2"]]);
  });

  test("by the version in force when it was claimed, where that was promised, also the second time", async () => {
    const { incentives, early, late } = await told("REGISTRATION");
    expect(incentives.versionPin).toBe("REGISTRATION");
    for (const leadId of [early, late]) await qualify(leadId);
    expect([await awards(early), await awards(late)]).toEqual([["20000 v1"], ["25000 v2"]]);
    desk.at("2026-03-02T10:00:00Z");
    await desk.done(desk.manager, "undoMove", early, { reason: "Another firm" });
    desk.at("2026-03-10T09:00:00Z");
    await qualify(early);
    expect(await awards(early)).toEqual(["20000 v1 reversed", "20000 v1"]);
  });

  test("what it was promised, also once that has ended", async () => {
    const { incentives, early, late } = await told("REGISTRATION");
    desk.at("2026-03-03T09:00:00Z");
    const ending = { ...of(incentives), number: 2 };
    await done(controller, "retireIncentiveVersion", ending);
    desk.at("2026-03-05T09:00:00Z");
    for (const leadId of [early, late]) await qualify(leadId);
    expect([await awards(early), await awards(late)]).toEqual([["20000 v1"], ["25000 v2"]]);
  });
});
