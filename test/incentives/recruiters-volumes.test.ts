import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { openPayingDesk } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";
import { MET } from "../protection/timed-desk.ts";

import { percent } from "./incentive-desk.ts";
import { followed, openRecruited, put } from "./recruiting.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
  await openRecruited(desk);
});
afterAll(() => desk.world.close());

let minute = 0;
const later = () => {
  minute += 1;
  put(desk, new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString());
};

const usd = (amount: string) => ({ amount, currency: "USD" });

/** A program of 10 % that pays recruiters 10 %. */
const paying = (accelerator: object) =>
  desk.paying([{ ...percent("10"), accelerator }], { recruiterPay: { percent: "10" } });

async function won(programId: string, amount: string): Promise<LeadId> {
  later();
  const leadId = await desk.accepted(desk.alpha, programId);
  later();
  await desk.move("qualifyLead", leadId, MET);
  await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2031-01-01" });
  await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-03-01" });
  return leadId;
}

async function changed(leadId: LeadId, amount: string): Promise<void> {
  later();
  const input = { leadId, amount: usd(amount), reason: "It is known now" };
  expect((await desk.run(desk.leader, "changeDeal", input, "lead { id }")).errors).toEqual([]);
}

/** What the recruiter has of each lead, in cents. */
async function has(...leads: readonly LeadId[]): Promise<readonly number[]> {
  later();
  await followed(desk);
  return Promise.all(
    leads.map(async (leadId) => {
      const [row] = await desk.world.asOwner<{ minor: number }>(
        `select coalesce(sum(own.share_minor), 0)::integer as minor
         from credit as source
         join award on award.recruited_credit_id = source.id and award.reversed_at is null
         join credit as own on own.award_id = award.id
         where source.lead_id = $1`,
        [uuidOf(leadId)],
      );
      return row?.minor ?? 0;
    }),
  );
}

const byAmount = (kind: string) => ({
  ...{ kind, measure: "AMOUNT", period: "MONTH" },
  brackets: [
    { aboveAmount: usd("0.00"), multiplier: "1" },
    { aboveAmount: usd("10000.00"), multiplier: "1.2" },
  ],
});

test("A recruiter has its percent of what amounts raise, and of what corrections leave of that", async () => {
  const programId = await paying(byAmount("RETROACTIVE"));
  const first = await won(programId, "8000.00");
  expect(await has(first)).toEqual([8000]);

  // 960.00 with the true-up of 160.00, and 1,440.00
  const second = await won(programId, "12000.00");
  expect(await has(first, second)).toEqual([9600, 14400]);

  // 14,000.00 in all: 960.00 and 720.00
  await changed(second, "6000.00");
  expect(await has(first, second)).toEqual([9600, 7200]);

  // 10,000.00 in all are not above it: 800.00 and 200.00
  await changed(second, "2000.00");
  expect(await has(first, second)).toEqual([8000, 2000]);
});

test("A recruiter has its percent of a deal where the sums cut it", async () => {
  const programId = await paying(byAmount("MARGINAL"));
  const [first, second] = [await won(programId, "8000.00"), await won(programId, "12000.00")];
  // 800.00; 200.00 and 1,200.00
  expect(await has(first, second)).toEqual([8000, 14000]);

  // 300.00; 700.00 and 5,000.00 at 12 %
  await changed(first, "3000.00");
  expect(await has(first, second)).toEqual([3000, 13000]);
});

test("A recruiter has its percent of what a halved deal counts where leads are counted", async () => {
  const programId = await paying({
    ...{ kind: "RETROACTIVE", period: "MONTH" },
    brackets: [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 2, multiplier: "1.5" },
    ],
  });
  const first = await won(programId, "1000.00");
  expect(await has(first)).toEqual([1000]);
  const second = await won(programId, "1000.00");
  expect(await has(first, second)).toEqual([1500, 1500]);

  // 10 % of 500.00 one and a half times is 75.00
  await changed(first, "500.00");
  expect(await has(first, second)).toEqual([750, 1500]);
});

test("All of it leaves every promise of the data kept", async () => {
  expect(await desk.broken()).toEqual([]);
});
