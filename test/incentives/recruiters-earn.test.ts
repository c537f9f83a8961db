import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { openPayingDesk } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";
import type { Answer } from "../support/api.ts";

import { MET } from "../protection/timed-desk.ts";
import { bounty, percent } from "./incentive-desk.ts";
import { followed, had, openRecruited, put, recruiters } from "./recruiting.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
  await openRecruited(desk);
});
afterAll(() => desk.world.close());
let minute = 0;
/** A minute later, of a day in March. */
const later = (day = 10) => {
  minute += 1;
  const [hours, minutes] = [8 + Math.floor(minute / 60), minute % 60];
  const two = (n: number) => n.toString().padStart(2, "0");
  put(desk, `2026-03-${two(day)}T${two(hours)}:${two(minutes)}:00.000Z`);
};
beforeEach(() => later());

const RULES = [bounty("SQL", "200.00"), percent("10")];
const paying = (recruiterPay: object, more: object = {}) =>
  desk.paying(RULES, { recruiterPay, ...more });

async function won(leadId: LeadId, amount: string): Promise<void> {
  later();
  const money = { amount, currency: "USD" };
  await desk.move("convertLead", leadId, { amount: money, closeOn: "2026-12-01" });
  later();
  await desk.move("winLead", leadId, { amount: money, closedOn: "2026-03-01" });
}

async function changed(leadId: LeadId, amount: string): Promise<void> {
  later();
  const input = { leadId, amount: { amount, currency: "USD" }, reason: "As it was signed" };
  await desk.does(desk.leader, "changeDeal", input, "lead { id }");
}

/** Of what the recruiter has, which is all of the same instant of a day, the latest that is no change. */
async function newest(shown: string) {
  const { credits } = await desk.query(desk.beta, `{ credits(first: 100) { nodes { ${shown} } } }`);
  return credits.nodes.find(({ kind }: { readonly kind: string }) => kind === "RECRUITER");
}

describe("what a recruiter has", () => {
  test("is 5 % of what the partner earns whom it recruited, of the same day, with a posting of its own", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    expect(await followed(desk)).toBe(1);
    expect(await followed(desk)).toBe(0);

    expect(await had(desk, leadId)).toEqual(["RECRUITER 1000 Beta"]);
    const [row] = await desk.world.asOwner(
      `select own.lead_id, own.milestone, own.earned_at = source.effective_on::timestamp at time zone paying.time_zone as is_as_its_day_starts, own.effective_on = source.effective_on as is_same_day,
         txn.kind, txn.effective_date = source.effective_on as is_posted_then
       from award
       join incentive_program as paying on paying.id = award.incentive_program_id
       join credit as own on own.award_id = award.id
       join credit as source on source.id = award.recruited_credit_id
       join journal_txn as txn on txn.source_id = award.id
       where source.lead_id = $1`,
      [uuidOf(leadId)],
    );
    expect(row).toEqual({
      ...{ lead_id: null, milestone: null, is_as_its_day_starts: true, is_same_day: true },
      ...{ kind: "ACCRUE", is_posted_then: true },
    });
    expect(await desk.broken()).toEqual([]);
  });

  test("is not earned by what the recruiter itself earns, nor by what had no recruiter, nor by a recruiter's own", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.beta, programId);

    expect(await followed(desk)).toBe(0);
    expect(await had(desk, leadId)).toEqual([]);
  });

  test("is told to it with its percent and nothing of the other's lead, and to the vendor with all", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);

    const shown =
      "id kind state amount { amount } outstanding { amount } milestone leadId leadExternalReference weightPpm awardGross { amount } explanation";
    expect([await newest(shown)]).toEqual([
      {
        id: expect.stringMatching(/^crd_/),
        ...{ kind: "RECRUITER", state: "ACCRUED", weightPpm: 1_000_000 },
        ...{ amount: { amount: "10.00" }, outstanding: { amount: "10.00" } },
        ...{ awardGross: { amount: "10.00" } },
        ...{ milestone: null, leadId: null, leadExternalReference: null },
        explanation: [
          expect.stringMatching(
            /^You have 5 % of what a partner earns whom you recruited, under .+ \(version 1\): 10\.00 USD\.$/,
          ),
        ],
      },
    ]);
    const { awards } = await desk.lead(
      desk.finance,
      leadId,
      "awards(first: 9) { nodes { kind gross { amount } lead { id } recruitedCreditId explanation { sentences steps { kind amount { amount } } } } }",
    );
    const { kind, lead, recruitedCreditId, explanation } = awards.nodes.find(
      (award: Answer) => award["kind"] === "RECRUITER",
    );
    const [source] = await desk.creditsOf(leadId);
    expect({ kind, lead, recruitedCreditId }).toEqual({
      ...{ kind: "RECRUITER", lead: null, recruitedCreditId: source },
    });
    expect(explanation).toEqual({
      sentences: [
        `Beta recruited Alpha and has 5 % of what counts of its credit ${source}, which is 200.00 USD: 10.00 USD. Of that it had 0.00 USD, and has 10.00 USD more.`,
        "For Beta that is 10.00 USD.",
        "In all that is 10.00 USD.",
      ],
      steps: [
        { kind: "RECRUITER", amount: { amount: "10.00" } },
        { kind: "SHARE", amount: { amount: "10.00" } },
      ],
    });
  });

  test("goes by how the deal is corrected: more is another award, less changes the last", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await won(leadId, "1000.00");
    await followed(desk);
    expect(await had(desk, leadId)).toEqual(["RECRUITER 1000 Beta", "RECRUITER 500 Beta"]);

    await changed(leadId, "1400.00");
    await followed(desk);
    expect((await had(desk, leadId)).toSorted()).toEqual([
      ...["RECRUITER 1000 Beta", "RECRUITER 200 Beta", "RECRUITER 500 Beta"],
    ]);

    await changed(leadId, "600.00");
    await followed(desk);
    expect((await had(desk, leadId)).toSorted()).toEqual([
      "ADJUST -200 Beta",
      "RECRUITER 1000 Beta",
      "RECRUITER 200 Beta reversed BASE_REVERSED",
      "RECRUITER 500 Beta",
    ]);
    expect(await recruiters(desk, programId)).toBe(1300n);
    expect(await desk.broken()).toEqual([]);
  });

  test("goes with what it is of, without appeal, and comes back with it", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    const [creditId] = await desk.creditsOf(leadId);
    later();
    await desk.takeBack(leadId, "INACCURATE_DATA");
    await followed(desk);
    expect(await had(desk, leadId)).toEqual(["RECRUITER 1000 Beta reversed BASE_REVERSED"]);
    const shown = "kind state reversalReason reversalStatement appealUntil outstanding { amount }";
    expect([await newest(shown)]).toEqual([
      {
        kind: "RECRUITER",
        ...{ state: "REVERSED", reversalReason: "BASE_REVERSED", reversalStatement: null },
        ...{ appealUntil: null, outstanding: { amount: "0.00" } },
      },
    ]);

    later();
    const appeal = { creditId, grounds: "We met them" };
    const made = await desk.does(desk.alpha, "appealReversal", appeal, "appeal { id }");
    later();
    const upheld = { appealId: made["appeal"].id, decision: "UPHOLD" };
    await desk.does(desk.sales, "decideReversalAppeal", upheld, "appeal { id }");
    await followed(desk);
    expect(await recruiters(desk, programId)).toBe(1000n);
    expect(await desk.broken()).toEqual([]);
  });

  test("goes with a move that is undone, and with what is qualified again", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    later();
    await desk.move("undoMove", leadId, { reason: "Not yet" });
    await followed(desk);
    expect(await recruiters(desk, programId)).toBe(0n);
    expect(await desk.broken()).toEqual([]);
  });

  test("is 100.00 for one partner at most, and what becomes free goes to what came later", async () => {
    const programId = await paying({ percent: "30", cap: { amount: "100.00", currency: "USD" } });
    const [one, two] = [
      await desk.sql(desk.alpha, programId),
      await desk.sql(desk.alpha, programId),
    ];
    await followed(desk);
    expect(await had(desk, one)).toEqual(["RECRUITER 6000 Beta"]);
    expect(await had(desk, two)).toEqual(["RECRUITER 4000 Beta"]);
    expect(await desk.broken()).toEqual([]);

    await desk.takeBack(one, "INACCURATE_DATA");
    await followed(desk);
    expect(await had(desk, one)).toEqual(["RECRUITER 6000 Beta reversed BASE_REVERSED"]);
    expect(await had(desk, two)).toEqual(["RECRUITER 4000 Beta", "RECRUITER 2000 Beta"]);
    expect(await recruiters(desk, programId)).toBe(6000n);
    expect(await desk.broken()).toEqual([]);
  });

  test("is approved and paid as any other, and what was paid is owed back with what it is of", async () => {
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    const shown = "id kind state outstanding { amount } owedBack { amount }";
    const ofBeta = () => newest(shown);
    const { id } = await ofBeta();
    await desk.approved([id]);
    later();
    await desk.paid("2026-03-10", { partnerIds: [desk.partners[1]] });
    expect((await ofBeta()).state).toBe("PAID");

    later();
    await desk.takeBack(leadId, "INACCURATE_DATA");
    await followed(desk);
    expect(await ofBeta()).toEqual({
      ...{ id, kind: "RECRUITER", state: "REVERSED" },
      ...{ outstanding: { amount: "0.00" }, owedBack: { amount: "10.00" } },
    });
    expect(await desk.broken()).toEqual([]);
  });

  test("waits while a payout has it that is not booked, and keeps nothing else waiting", async () => {
    const programId = await paying({ percent: "12.5" });
    const [one, two] = [
      await desk.sql(desk.alpha, programId),
      await desk.sql(desk.alpha, programId),
    ];
    await followed(desk);
    const { id } = await newest("id kind");
    await desk.approved([id]);
    later();
    const payouts = await desk.sent({ partnerIds: [desk.partners[1]] });
    for (const each of [one, two]) {
      later();
      await desk.takeBack(each, "INACCURATE_DATA");
    }
    await followed(desk);
    expect(await recruiters(desk, programId)).toBe(2500n);
    expect(await desk.broken()).toEqual([]);

    for (const { id: payoutId, method } of payouts)
      if (method !== "OFFSET")
        await desk.does(
          desk.finance,
          "settlePayout",
          { payoutId, bookedOn: "2026-03-10", bankReference: "STMT" },
          "payout { id }",
        );
    later(12);
    await followed(desk);
    expect(await recruiters(desk, programId)).toBe(0n);
    expect(await desk.broken()).toEqual([]);
  });

  test("is not taken back by itself", async () => {
    const programId = await paying({ percent: "5" });
    await desk.sql(desk.alpha, programId);
    await followed(desk);
    const { id } = await newest("id kind");
    const why = { reason: "FRAUD", evidence: "A fax", trueOn: null };
    const input = { creditId: id, ...why };
    const { errors } = await desk.run(desk.finance, "reverseCredit", input, "reversal { id }");

    expect(errors).toEqual([
      {
        ...{ code: "BUSINESS_RULE", path: ["creditId"] },
        message: expect.stringContaining("it follows that, and goes with it"),
      },
    ]);
    expect(await recruiters(desk, programId)).toBe(1000n);
  });

  test("ends with the months of its version, and with the recruiter", async () => {
    put(desk, "2026-03-10T08:00:00.000Z");
    const programId = await paying({ percent: "5", months: 1 });
    // the recruiter counts from the 1st of March, 08:00 UTC, which is 09:00 in Berlin; in April that is 07:00 UTC
    put(desk, "2026-04-01T06:59:59.999Z");
    const last = await desk.sql(desk.alpha, programId);
    put(desk, "2026-04-01T07:00:00.000Z");
    const late = await desk.sql(desk.alpha, programId);
    await followed(desk);

    expect(await had(desk, last)).toEqual(["RECRUITER 1000 Beta"]);
    expect(await had(desk, late)).toEqual([]);
    expect(await desk.broken()).toEqual([]);
  });

  test("follows what a volume makes of each lead, as others come and go", async () => {
    const accelerator = {
      ...{ kind: "RETROACTIVE", period: "MONTH" },
      brackets: [
        { fromLead: 1, multiplier: "1" },
        { fromLead: 3, multiplier: "1.2" },
      ],
    };
    put(desk, "2026-04-02T08:00:00.000Z");
    const programId = await desk.paying([{ ...bounty("SQL", "100.00"), accelerator }], {
      recruiterPay: { percent: "5" },
    });
    const leads: LeadId[] = [];
    for (const minutes of ["01", "02", "03"]) {
      put(desk, `2026-04-02T08:${minutes}:00.000Z`);
      leads.push(await desk.sql(desk.alpha, programId));
    }
    await followed(desk);
    for (const leadId of leads) {
      const all = await had(desk, leadId);
      expect(all).toEqual(["RECRUITER 600 Beta"]);
    }
    expect(await desk.broken()).toEqual([]);

    put(desk, "2026-04-02T09:00:00.000Z");
    const [one, two, three] = leads;
    if (!one || !two || !three) throw new Error("there are three");
    await desk.takeBack(one, "INACCURATE_DATA");
    await followed(desk);
    expect(await had(desk, one)).toEqual(["RECRUITER 600 Beta reversed BASE_REVERSED"]);
    expect(await had(desk, two)).toEqual(["RECRUITER 600 Beta", "ADJUST -100 Beta"]);
    expect(await had(desk, three)).toEqual(["RECRUITER 600 Beta", "ADJUST -100 Beta"]);
    expect(await recruiters(desk, programId)).toBe(1000n);
    expect(await desk.broken()).toEqual([]);
  });

  test("is of each one's own part where a lead is shared, also with the recruiter, which learns nothing by it", async () => {
    put(desk, "2026-04-03T08:00:00.000Z");
    const programId = await paying({ percent: "5" });
    const [alphas, betas] = await desk.shared(programId, 300_000);
    await desk.move("qualifyLead", betas, MET);
    await followed(desk);

    expect(await had(desk, betas)).toEqual(["RECRUITER 300 Beta"]);
    const shown = "kind amount { amount } leadId";
    for (const leadId of [alphas, betas]) {
      const { lead } = await desk.query(
        desk.beta,
        `{ lead(by: { id: "${leadId}" }) { credits(first: 9) { nodes { ${shown} } } } }`,
      );
      expect((lead?.credits.nodes ?? []).map((each: Answer) => each["kind"])).toEqual(
        leadId === betas ? ["AWARD"] : [],
      );
    }
    const { credits } = await desk.query(desk.beta, `{ credits(first: 9) { nodes { ${shown} } } }`);
    expect(credits.nodes.filter((each: Answer) => each["kind"] === "RECRUITER")[0]).toEqual({
      ...{ kind: "RECRUITER", amount: { amount: "3.00" }, leadId: null },
    });
    expect(await desk.broken()).toEqual([]);
  });

  test("stays where it was earned as the lead goes on in another partner's", async () => {
    put(desk, "2026-04-04T08:00:00.000Z");
    const programId = await paying({ percent: "5" });
    const leadId = await desk.sql(desk.alpha, programId);
    await followed(desk);
    put(desk, "2026-04-04T09:00:00.000Z");
    const input = {
      partnerId: desk.partners[1],
      reasonCode: "CUSTOMER_REQUEST",
    };
    await desk.move("transferLead", leadId, input);
    await followed(desk);

    // what was earned before stays where it was earned
    expect(await recruiters(desk, programId)).toBe(1000n);
    expect(await desk.broken()).toEqual([]);
  });
});
