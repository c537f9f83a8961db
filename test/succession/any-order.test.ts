import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { INCENTIVE_INVARIANTS } from "../../src/app/invariants/incentives.ts";
import { SHARING_INVARIANTS } from "../../src/app/invariants/sharing.ts";
import { SUCCESSION_INVARIANTS } from "../../src/app/invariants/succession.ts";
import { idOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import { addSalesRep } from "../support/people.ts";

let desk: TimedDesk;
/** Judges nothing that it registers, as nobody may. */
let finder: Caller;
let partners: readonly Caller[];
let prospects = 0;
/** How often each step was done, and not refused. */
const done = new Map<string, number>();

beforeAll(async () => {
  desk = await openTimedDesk();
  finder = await addSalesRep(desk.world, "Ida Berg");
  partners = [await desk.partner("Alpha"), await desk.partner("Beta"), await desk.partner("Gamma")];
});
afterAll(() => desk.world.close());

/** What somebody does next to a prospect; the numbers choose which of its leads, and how. */
interface Step {
  readonly act: (typeof NAMES)[number];
  readonly one: number;
  readonly two: number;
  readonly ppm: number;
}

interface Prospect {
  readonly name: string;
  readonly leads: () => Promise<
    readonly { readonly id: LeadId; readonly partner: string; readonly stage: string }[]
  >;
}

const NAMES = [
  ...(["register", "find", "accept", "offer", "merge"] as const),
  ...(["decide", "transfer", "qualify", "giveUp"] as const),
] as const;

const pick = <Item>(items: readonly Item[], n: number): Item | undefined => items[n % items.length];
const callerOf = (partnerId: string): Caller =>
  partners.find(({ actor }) => actor.partnerId === partnerId) ?? {
    ...desk.sales,
    actor: { ...desk.sales.actor, partnerId: VENDOR_PARTNER_ID },
  };

const FURTHEST = ["SQL", "SAL", "SUBMITTED"];
const SPLITS = ["SURVIVOR_HAS_ALL", "INFLUENCED_ONLY", "SPLIT"];
const OUTCOMES = ["SPLIT", "CO_SELL", "CO_SELL", "SECOND_WINS"];

const ACTS: {
  readonly [Name in Step["act"]]: (about: Prospect, step: Step) => Promise<void>;
} = {
  register: async ({ name }: Prospect, { one, two }: Step) => {
    const by = pick(partners, one) ?? desk.sales;
    // a partner's second lead of it is by other words, which are not compared with its own
    const domain = two % 3 === 0 ? `${name}-zwei.com` : `${name}.com`;
    await desk.register(by, name, { domain, email: `p${one}${two}@${domain}` });
  },
  find: async ({ name }: Prospect) => {
    const input = {
      company: { name, domain: `${name}.com` },
      contact: { name: "Anna", email: `anna@${name}.com`, consent: { basis: "CONSENT" } },
    };
    const made = await desk.run(finder, "registerVendorLead", input, "lead { id }");
    if (!made.lead) throw new Error("refused");
    await desk.match(callerOf(VENDOR_PARTNER_ID), made.lead.id);
  },
  accept: async ({ leads }: Prospect, { one }: Step) => {
    const lead = pick(
      (await leads()).filter(({ stage }) => stage === "SUBMITTED"),
      one,
    );
    if (!lead) throw new Error("refused");
    await desk.match(callerOf(lead.partner), lead.id);
    await desk.done(desk.sales, "acceptLead", lead.id);
  },
  offer: async (about: Prospect, step: Step) => {
    const ofVendor = async () =>
      (await about.leads()).find(({ partner }) => partner === VENDOR_PARTNER_ID);
    if (!(await ofVendor())) await ACTS.find(about, step);
    const lead = await ofVendor();
    const to = pick(partners, step.two);
    if (!lead || !to) throw new Error("refused");
    if (lead.stage === "SUBMITTED") await desk.done(desk.sales, "acceptLead", lead.id);
    const input = { leadId: lead.id, partnerId: to.actor.partnerId, role: "DELIVERED", need: "-" };
    const { offer } = await desk.run(desk.manager, "offerLead", input, "offer { id version }");
    if (!offer) throw new Error("refused");
    const answer = { offerId: offer.id, expectedVersion: offer.version };
    const taken = await desk.run(to, "acceptOffer", answer, "lead { id }");
    if (!taken.lead) throw new Error("refused");
    await desk.match(to, taken.lead.id);
  },
  merge: async ({ leads }: Prospect, { one, two, ppm }: Step) => {
    const open = (await leads()).toSorted(
      (a, b) => FURTHEST.indexOf(a.stage) - FURTHEST.indexOf(b.stage),
    );
    const pair = [pick(open, one)?.id, pick(open, two)?.id];
    // a pair is mostly in conflict with others, which must be merged as well
    const chosen = ppm % 4 === 0 ? open.filter(({ id }) => pair.includes(id)) : open.slice(0, 10);
    const split = pick(SPLITS, ppm);
    const shares = chosen.map(({ id: leadId }, index) => ({
      leadId,
      sharePpm: [ppm, 1_000_000 - ppm][index] ?? 0,
    }));
    const input = { leadIds: chosen.map(({ id }) => id), survivorId: chosen[0]?.id, split };
    const more = split === "SPLIT" ? { shares } : {};
    const merged = await desk.run(
      desk.manager,
      "mergeLeads",
      { ...input, ...more, reason: "One" },
      "lead { id }",
    );
    if (merged.errors.length > 0) throw new Error("refused");
  },
  decide: async ({ name }: Prospect, { one, two, ppm }: Step) => {
    const open = await desk.world.asOwner<{ id: string; version: number }>(
      `select distinct conflict.id, conflict.version from conflict
       join company on company.lead_id = conflict.incumbent_lead_id
       where conflict.state = 'OPEN' and company.name = $1 order by conflict.id`,
      [name],
    );
    const conflict = pick(open, one);
    const outcome = pick(OUTCOMES, two);
    if (!conflict) throw new Error("refused");
    const input = {
      conflictId: idOf("cfl", conflict.id),
      expectedVersion: conflict.version,
      ...{ outcome, rule: "POLICY", evidence: "-" },
    };
    const more = outcome === "SPLIT" ? { incumbentSharePpm: ppm } : {};
    const made = await desk.run(
      desk.manager,
      "decideConflict",
      { ...input, ...more },
      "conflict { id }",
    );
    if (made.errors.length > 0) throw new Error("refused");
  },
  transfer: async ({ leads }: Prospect, { one, two }: Step) => {
    const lead = pick(await leads(), one);
    const to = pick(partners, two)?.actor.partnerId;
    if (!lead) throw new Error("refused");
    const input = { leadId: lead.id, partnerId: to, reasonCode: "CUSTOMER_REQUEST" };
    const made = await desk.run(desk.manager, "transferLead", input, "lead { id }");
    if (made.errors.length > 0) throw new Error("refused");
    await desk.match(callerOf(to ?? ""), made.lead.id);
  },
  qualify: async ({ leads }: Prospect, { one }: Step) => {
    const lead = pick(
      (await leads()).filter(({ stage }) => stage === "SAL"),
      one,
    );
    if (!lead) throw new Error("refused");
    await desk.done(desk.sales, "qualifyLead", lead.id, MET);
  },
  giveUp: async ({ leads }: Prospect, { one }: Step) => {
    const lead = pick(
      (await leads()).filter(({ stage }) => stage === "SAL"),
      one,
    );
    if (!lead) throw new Error("refused");
    await desk.done(desk.sales, "disqualifyLead", lead.id, { reasonCode: "NO_NEED" });
  },
};

function prospect(): Prospect {
  const name = `firma${(prospects += 1)}`;
  return {
    name,
    leads: async () => {
      const rows = await desk.world.asOwner<{ id: string; partner_id: string; stage: string }>(
        `select lead.id, lead.partner_id, lead.stage from lead join company on company.lead_id = lead.id
         where company.name = $1 and lead.stage in ('SUBMITTED', 'SAL', 'SQL') order by lead.id`,
        [name],
      );
      return rows.map(({ id, partner_id, stage }) => ({
        ...{ id: idOf("lead", id), stage },
        partner: idOf("prt", partner_id),
      }));
    },
  };
}

const PROMISES = [...SHARING_INVARIANTS, ...INCENTIVE_INVARIANTS, ...SUCCESSION_INVARIANTS];

const likely = (act: Step["act"], weight: number) => ({ arbitrary: fc.constant(act), weight });
const step = fc.record({
  act: fc.oneof(
    ...[likely("register", 5), likely("find", 1), likely("accept", 4), likely("offer", 4)],
    ...[likely("merge", 4), likely("decide", 4), likely("transfer", 2), likely("qualify", 2)],
    likely("giveUp", 2),
  ),
  one: fc.nat({ max: 5 }),
  two: fc.nat({ max: 5 }),
  ppm: fc.integer({ min: 1, max: 999_999 }),
});

test("in whatever order a prospect is registered, offered, merged, decided and qualified, it is owed once and to whom it may be", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 20 }), async (steps) => {
      const about = prospect();
      for (const [hour, each] of steps.entries()) {
        desk.at(`2026-02-05T${String(hour).padStart(2, "0")}:00:00Z`);
        try {
          await ACTS[each.act](about, each);
          done.set(each.act, (done.get(each.act) ?? 0) + 1);
        } catch (error) {
          // refused, as many an order of these must be; a fault is none of the refusals
          expect(String(error)).toMatch(/refused|"code":"[A-Z_]+"/);
          expect(String(error)).not.toContain("INTERNAL");
        }
      }
      for (const { name, sql } of PROMISES)
        expect([name, await desk.world.asOwner(sql)]).toEqual([name, []]);
    }),
    { numRuns: 20, endOnFailure: true, seed: 20_260_202 },
  );
  // it was not all refused
  for (const act of NAMES)
    expect([act, done.get(act) ?? 0]).toEqual([act, expect.toSatisfy((n: number) => n > 0)]);
}, 600_000);
