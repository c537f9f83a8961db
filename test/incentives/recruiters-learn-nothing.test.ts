import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import { sql, trustedText } from "../../src/platform/database/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openPayingDesk } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";

import { bounty } from "./incentive-desk.ts";
import { followed, openRecruited, put } from "./recruiting.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
  await openRecruited(desk);
  put(desk, "2026-03-10T08:00:00.000Z");
});
afterAll(() => desk.world.close());

const RULES = [bounty("SQL", "200.00")];
const CAP = { amount: "1000.00", currency: "USD" };
const paying = () => desk.paying(RULES, { recruiterPay: { percent: "5", months: 12, cap: CAP } });

const sessionOf = ({ actor }: Caller): Session => ({
  ...{ role: "partner", partnerId: actor.partnerId, actorId: actor.id, requestId: "test" },
});

describe("a recruiter", () => {
  test("finds in no row of its own the lead, the partner, the credit or the award of which it has a percent", async () => {
    const programId = await paying();
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    const [source = ""] = await desk.creditsOf(leadId);
    const [known] = await desk.world.asOwner<Record<string, string>>(
      `select source.award_id, source.id as credit_id, source.lead_id, source.partner_id, company.name as company
       from credit as source
       join company on company.lead_id = source.lead_id
       where source.id = $1`,
      [uuidOf(source as `crd_${string}`)],
    );
    const session = sessionOf(desk.beta);
    const rows: unknown[] = await Promise.all([
      desk.world.database.read(session, sql`select * from credit where kind = 'RECRUITER'`),
      desk.world.database.read(session, sql`select * from notice_occasion`).catch(() => null),
      desk.world.asOwner("select * from notice_occasion where partner_id = $1", [
        uuidOf(desk.partners[1]),
      ]),
    ]);

    expect(rows[0]).toHaveLength(1);
    const told = JSON.stringify(rows, (_, value) =>
      typeof value === "bigint" ? value.toString() : value,
    );
    for (const [what, value] of Object.entries(known ?? {}))
      expect(told, `its ${what}`).not.toContain(value);
    for (const table of ["award", "recruitment", "recruiter_due"])
      await expect(
        desk.world.database.read(session, trustedText(`select * from ${table}`)),
        table,
      ).rejects.toThrow(/permission denied/);
  });

  test("learns the day on which it was earned, and not the instant", async () => {
    const programId = await paying();
    await desk.sql(desk.alpha, programId);
    await followed(desk);

    const session = sessionOf(desk.beta);
    const own = await desk.world.database.read<{ earned_at: Date; effective_on: string }>(
      session,
      sql`select earned_at, effective_on::text as effective_on from credit where kind = 'RECRUITER'`,
    );
    const [source] = await desk.world.asOwner<{ earned_at: Date; starts_at: Date }>(
      `select credit.earned_at, credit.effective_on::timestamp at time zone paying.time_zone as starts_at
       from credit
       join award on award.id = credit.award_id
       join incentive_program as paying on paying.id = award.incentive_program_id
       where paying.program_id = $1 and award.kind = 'AWARD'`,
      [uuidOf(programId as `prg_${string}`)],
    );
    expect(own.map(({ earned_at: at }) => at)).toContainEqual(source?.starts_at);
    expect(own.map(({ earned_at: at }) => at)).not.toContainEqual(source?.earned_at);
  });

  test("is told of it by no mail, and of its being taken back neither", async () => {
    const programId = await paying();
    put(desk, new Date().toISOString());
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    put(desk, new Date(Date.now() + 1000).toISOString());
    await desk.takeBack(leadId, "INACCURATE_DATA");
    await followed(desk);

    const told = await desk.world.asOwner(
      "select kind from notice_occasion where partner_id = $1 and lead_id is not null",
      [uuidOf(desk.partners[1])],
    );
    expect(told).toEqual([]);
  });

  test("reads nothing of what a version pays recruiters, nor does the one that it recruited", async () => {
    await paying();
    const text =
      "{ incentivePrograms(first: 1) { nodes { inForce { number recruiterPay { percent } } } } }";
    for (const by of [desk.alpha, desk.beta]) {
      const { errors } = await desk.api.run(by, text);
      expect(errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");
    }
    const { incentivePrograms } = await desk.query(
      desk.controller,
      "{ incentivePrograms(first: 1) { nodes { inForce { recruiterPay { percent months cap { amount } } } } } }",
    );
    expect(incentivePrograms.nodes[0].inForce.recruiterPay).toEqual({
      ...{ percent: "5", months: 12, cap: { amount: "1000.00" } },
    });
  });
});

describe("a version", () => {
  test("does not pay recruiters what cannot be meant, and says what can", async () => {
    const programId = await paying();
    const saved = (recruiterPay: object, more: object = {}) =>
      desk.nextVersion(programId, { rules: RULES, recruiterPay, ...more });

    for (const [wrong, told] of [
      [{ percent: "0" }, /is 0: leave recruiterPay out/],
      [{ percent: "100.1" }, /is no percent/],
      [{ percent: "5", months: 0 }, /must be 1 to 120, got 0/],
      [{ percent: "5", months: 121 }, /must be 1 to 120, got 121/],
      [{ percent: "5", cap: { amount: "0", currency: "USD" } }, /is 0: leave recruiterPay out/],
      [
        { percent: "5", cap: { amount: "1", currency: "EUR" } },
        /pays in USD: give the amount in USD/,
      ],
    ] as const)
      await expect(saved(wrong), JSON.stringify(wrong)).rejects.toThrow(told);
    const budget = { amount: { amount: "10.00", currency: "USD" } };
    await expect(saved({ percent: "5" }, { budget })).rejects.toThrow(
      /recruiterPay stands beside no budget/,
    );
  });
});

describe("what a recruiter has", () => {
  test("is approved by nobody who qualified the lead behind it, nor while fraud is reported of that", async () => {
    put(desk, "2026-03-11T08:00:00.000Z");
    const programId = await paying();
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    const { credits } = await desk.query(
      desk.finance,
      `{ credits(first: 50, filter: { partnerId: "${desk.partners[1]}" }) { nodes { id kind earnedAt recruitedCreditId } } }`,
    );
    const [source = ""] = await desk.creditsOf(leadId);
    const own = credits.nodes.find(
      (each: Record<string, string>) => each["recruitedCreditId"] === source,
    );
    await desk.world.asOwner(
      "update membership set roles = '{SALES_MANAGER,CONTROLLER}' where id = $1",
      [desk.manager.actor.id],
    );
    const mine = await desk.approve(await desk.proposed([own.id]), {}, desk.manager);
    expect(mine["errors"][0].message).toMatch(/own doing/);

    const why = { reason: "FRAUD", evidence: "A fax", trueOn: null };
    await desk.does(desk.finance, "reverseCredit", { creditId: source, ...why }, "reversal { id }");
    await expect(desk.proposed([own.id])).rejects.toThrow(/reported for fraud/);
  });
});
