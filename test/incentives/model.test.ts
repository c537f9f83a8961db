import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ALL_INVARIANTS } from "../../src/app/invariants/all.ts";
import { INCENTIVE_INVARIANTS } from "../../src/app/invariants/incentives.ts";
import { LEDGER_INVARIANTS } from "../../src/app/invariants/ledger.ts";
import { ROLLUP_INVARIANTS } from "../../src/app/invariants/rollups.ts";
import { sealJournals } from "../../src/ledger/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET } from "../protection/timed-desk.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
let programId: string;
let seconds = 0;
beforeAll(async () => {
  desk = await openIncentiveDesk();
  programId = await desk.paying([bounty("SQL", "200.00"), percent("7.5")]);
});
afterAll(() => desk.world.close());

const MONEY_INVARIANTS = ALL_INVARIANTS.filter((each) =>
  [...INCENTIVE_INVARIANTS, ...LEDGER_INVARIANTS, ...ROLLUP_INVARIANTS].includes(each),
).filter(({ whileServing }) => whileServing !== true);

/** A lead as it should stand by what was done to it: what it earned is what is live of it. */
interface Modelled {
  id: LeadId;
  by: Caller;
  /** What it was before it was passed on; what was earned then stays there. */
  readonly before: LeadId[];
  stage: "SAL" | "SQL" | "OPPORTUNITY" | "WON" | "DISQUALIFIED";
  /** What counts of the SQL's credit; null where nothing was earned, or it is taken back. */
  sql: bigint | null;
  won: bigint | null;
  /** By how much of the deal that was earned, in parts per million: as the version said then. */
  wonPpm: bigint;
  deal: bigint;
  /** Whether it stands where a move of the vendor's took it that can be taken back, and what that earned. */
  last: "qualify" | "convert" | "win" | null;
  /** Whether it earned when it was qualified last. */
  hasEarned: boolean;
}

/** What the version in force pays: 200.00 for an SQL and 7.5 % of a deal, to begin with. */
const terms = { bounty: 20_000n, ppm: 75_000n };
/** Halves to the even cent. */
function earned(deal: bigint, ppm: bigint): bigint {
  const [whole, rest] = [(deal * ppm) / 1_000_000n, (deal * ppm) % 1_000_000n];
  if (rest * 2n > 1_000_000n) return whole + 1n;
  return rest * 2n === 1_000_000n && whole % 2n === 1n ? whole + 1n : whole;
}

const usd = (minor: bigint) => ({
  amount: `${minor / 100n}.${(minor % 100n).toString().padStart(2, "0")}`,
  currency: "USD",
});

type Step = { readonly verb: Verb; readonly which: number; readonly minor: bigint };

/** What is done, if the lead stands where it can be; true where it was. */
const VERBS = {
  qualify: async (lead) => {
    if (lead.stage !== "SAL") return false;
    await desk.move("qualifyLead", lead.id, MET);
    lead.hasEarned = lead.sql === null;
    lead.sql ??= terms.bounty;
    Object.assign(lead, { stage: "SQL", last: "qualify" });
    return true;
  },
  convert: async (lead, minor) => {
    if (lead.stage !== "SQL") return false;
    await desk.move("convertLead", lead.id, { amount: usd(minor), closeOn: "2026-12-01" });
    Object.assign(lead, { stage: "OPPORTUNITY", last: "convert" });
    return true;
  },
  win: async (lead, minor) => {
    if (lead.stage !== "OPPORTUNITY") return false;
    await desk.move("winLead", lead.id, { amount: usd(minor), closedOn: "2026-01-01" });
    const { ppm: wonPpm } = terms;
    Object.assign(lead, { stage: "WON", last: "win", deal: minor, wonPpm });
    lead.won = earned(minor, wonPpm);
    return true;
  },
  change: async (lead, minor) => {
    if (lead.stage !== "WON" || lead.deal === minor) return false;
    const input = { leadId: lead.id, amount: usd(minor), reason: "As it was signed" };
    const done = await desk.run(desk.leader, "changeDeal", input, "lead { id }");
    if (done.errors.length > 0) throw new Error(JSON.stringify(done.errors));
    lead.deal = minor;
    if (lead.won !== null) lead.won = earned(minor, lead.wonPpm);
    return true;
  },
  undo: async (lead) => {
    if (lead.last === null) return false;
    await desk.move("undoMove", lead.id, { reason: "The wrong lead" });
    if (lead.last === "win") Object.assign(lead, { stage: "OPPORTUNITY", won: null });
    if (lead.last === "convert") lead.stage = "SQL";
    // what it had earned before it came back stays
    if (lead.last === "qualify") lead.stage = "SAL";
    if (lead.last === "qualify" && lead.hasEarned) lead.sql = null;
    lead.last = null;
    return true;
  },
  disqualify: async (lead) => {
    if (lead.stage === "WON" || lead.stage === "DISQUALIFIED") return false;
    await desk.move("disqualifyLead", lead.id, { reasonCode: "NO_NEED" });
    Object.assign(lead, { stage: "DISQUALIFIED", last: null });
    return true;
  },
  reopen: async (lead) => {
    if (lead.stage !== "DISQUALIFIED") return false;
    await desk.move("reopenLead", lead.id, { reason: "They called" });
    await desk.match(lead.by, lead.id);
    await desk.move("acceptLead", lead.id);
    Object.assign(lead, { stage: "SAL", last: null });
    return true;
  },
  /** Another version pays from now on; what was earned stays what it was. */
  edit: async (_, minor) => {
    Object.assign(terms, { bounty: 1n + (minor % 50_000n), ppm: 100n * (1n + (minor % 4_000n)) });
    const rate = `${terms.ppm / 10_000n}.${(terms.ppm % 10_000n).toString().padStart(4, "0")}`;
    const rules = [
      { milestone: "SQL", kind: "FIXED_BOUNTY", amount: usd(terms.bounty) },
      percent(rate),
    ];
    await desk.nextVersion(programId, { rules });
    return true;
  },
  /** It goes on in the other partner's, as it stands; credit stays where it was earned. */
  transfer: async (lead) => {
    if (!["SAL", "SQL", "OPPORTUNITY"].includes(lead.stage)) return false;
    const to = lead.by === desk.alpha ? desk.beta : desk.alpha;
    const input = { partnerId: to.actor.partnerId, reasonCode: "CUSTOMER_REQUEST" };
    const { id } = await desk.move("transferLead", lead.id, input);
    lead.before.push(lead.id);
    Object.assign(lead, { id, by: to, last: null });
    await desk.match(to, id);
    return true;
  },
  reverse: async (lead) =>
    reverse(lead, "sql", "SQL", {
      reason: "INACCURATE_DATA",
      trueOn: "2026-01-01",
    }),
  cancel: async (lead) => reverse(lead, "won", "WON", { reason: "WON_CANCELLED" }),
} satisfies Readonly<Record<string, (lead: Modelled, minor: bigint) => Promise<boolean>>>;
type Verb = keyof typeof VERBS;

async function reverse(
  lead: Modelled,
  what: "sql" | "won",
  milestone: string,
  why: object,
): Promise<boolean> {
  // what nothing was earned by is not taken back
  if (lead[what] === null || (what === "won" && (await grossOf(lead)) === 0n)) return false;
  // what it earned as another's is another's to take back
  if (lead.before.length > 0) return false;
  const credits = await desk.credits(lead.by, lead.id, "id milestone state");
  const live = credits.find(
    (each) => each["milestone"] === milestone && each["state"] !== "REVERSED",
  );
  const input = { creditId: live?.["id"], evidence: "Their letter", ...why };
  const done = await desk.run(desk.finance, "reverseCredit", input, "reversal { state }");
  expect(done.errors).toEqual([]);
  lead[what] = null;
  return true;
}

/** What the live award of the deal came to at first. */
async function grossOf(lead: Modelled): Promise<bigint> {
  const awards = await desk.awards(lead.id);
  const won = awards.filter((told) => told.startsWith("WON") && !told.endsWith("reversed"));
  return BigInt(won[0]?.split(" ")[1] ?? "0");
}

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom(...(Object.keys(VERBS) as Verb[])),
  which: fc.nat(2),
  minor: fc.oneof(fc.bigInt(0n, 2_000n), fc.bigInt(0n, 10n ** 9n)),
});

/** What the ledger owes for a lead, all lines of its credits together. */
async function owedFor(lead: Modelled): Promise<bigint> {
  const [row] = await desk.world.asOwner<{ minor: string }>(
    `select coalesce(-sum(entry.amount_minor), 0)::text as minor
     from journal_entry as entry
     join ledger_account as account on account.id = entry.account_id and account.role = 'accrued'
     join credit on credit.id = entry.credit_id
     where credit.lead_id = any ($1)`,
    [[lead.id, ...lead.before].map((id) => uuidOf(id))],
  );
  return BigInt(row?.minor ?? "0");
}

test("whatever is done to leads, in any order, the ledger owes what is live of what they earned", async () => {
  const runs = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
    const leads: Modelled[] = [];
    for (const by of [desk.alpha, desk.beta, desk.alpha]) {
      next();
      const id = await desk.accepted(by, programId);
      const stands = {
        stage: "SAL",
        sql: null,
        won: null,
        wonPpm: 0n,
        deal: 0n,
        last: null,
        hasEarned: false,
      } as const;
      leads.push({ id, by, before: [], ...stands });
    }
    for (const { verb, which, minor } of steps) {
      const lead = leads[which];
      if (!lead) throw new Error("there are three");
      next();
      if (!(await VERBS[verb](lead, minor))) continue;
      for (const each of leads)
        expect(await owedFor(each), verb).toBe((each.sql ?? 0n) + (each.won ?? 0n));
      expect(await brokenOfMoney(), verb).toEqual([]);
    }
  });
  await fc.assert(runs, { numRuns: 6 });
  await sealJournals(desk.world.database, "test");
  expect(await brokenOfMoney()).toEqual([]);
  expect(await desk.broken()).toEqual([]);
}, 600_000);

/** A second passes: no two things happen at one instant. */
function next(): void {
  seconds += 1;
  desk.at(new Date(Date.parse("2026-02-02T10:00:00.000Z") + seconds * 1_000).toISOString());
}

async function brokenOfMoney(): Promise<readonly string[]> {
  const [row] = await desk.world.asOwner<{ broken: string[] }>(
    `select array_remove(array[${MONEY_INVARIANTS.map(
      ({ name, sql }) => `case when exists (${sql}) then '${name}' end`,
    ).join(", ")}], null) as broken`,
  );
  return row?.broken ?? ["nothing was asked"];
}
