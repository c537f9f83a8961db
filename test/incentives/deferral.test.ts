import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { capPartners } from "../../src/incentives/domain/caps.ts";
import {
  deferredOf,
  nextWindowStart,
  problemOfDeferral,
  releaseIn,
} from "../../src/incentives/domain/deferral.ts";
import { releaseDeferred } from "../../src/incentives/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

describe("what is over a cap that defers", () => {
  const waiting = { leftMinor: 33_334n, tried: 0, windows: 2 };

  test("of 5,000.00 with 4,820.00 used is 153.34 of 333.34, which wait", () => {
    const alpha = newId("prt");
    const part = { partnerId: alpha, weight: 1n, isPaid: true, minor: 33_334n };
    const window = { limit: 500_000n, used: 482_000n, window: "MONTH", startsOn: "2026-02-01" };
    const { value, traces } = capPartners(
      [part],
      new Map([[alpha, { ...window, window: "MONTH" }]]),
      "DEFER",
      2,
    );
    expect(value.map(({ minor }) => minor)).toEqual([18_000n]);
    expect(deferredOf(traces, alpha)).toBe(15_334n);
    expect(deferredOf(traces, newId("prt"))).toBe(0n);
  });

  test("is earned as far as there is room, and nobody's behind the last window", () => {
    const room = { limit: 500_000n, used: 482_000n };
    expect(releaseIn(waiting, room)).toEqual({ earnedMinor: 18_000n, forfeitedMinor: 0n });
    expect(releaseIn({ ...waiting, tried: 1 }, room)).toEqual({
      ...{ earnedMinor: 18_000n, forfeitedMinor: 15_334n },
    });
    // a cap that was lowered below what was earned takes nothing back
    expect(releaseIn(waiting, { limit: 1n, used: 2n })).toEqual({
      ...{ earnedMinor: 0n, forfeitedMinor: 0n },
    });
    expect(releaseIn(waiting, null)).toEqual({ earnedMinor: 33_334n, forfeitedMinor: 0n });
  });

  test("waits for the next month, quarter or year", () => {
    expect(nextWindowStart("2026-01-31", "MONTH")).toBe("2026-02-01");
    expect(nextWindowStart("2026-02-17", "QUARTER")).toBe("2026-04-01");
    expect(nextWindowStart("2026-12-31", "YEAR")).toBe("2027-01-01");
  });

  test("comes to itself, earned and nobody's, over any windows, and never over their room", () => {
    const windows = fc.array(fc.record({ limit: fc.bigInt(0n, 999n), used: fc.bigInt(0n, 999n) }), {
      ...{ minLength: 1, maxLength: 12 },
    });
    fc.assert(
      fc.property(fc.bigInt(1n, 5_000n), windows, (deferred, rooms) => {
        let [left, ended] = [deferred, 0n];
        for (const [tried, room] of rooms.entries()) {
          const came = releaseIn({ leftMinor: left, tried, windows: rooms.length }, room);
          expect(came.earnedMinor <= (room.used < room.limit ? room.limit - room.used : 0n)).toBe(
            true,
          );
          ended += came.earnedMinor + came.forfeitedMinor;
          left -= came.earnedMinor + came.forfeitedMinor;
          expect(left + ended).toBe(deferred);
        }
        expect(left).toBe(0n);
      }),
    );
  });

  test("says for how many windows it waits, and only it does", () => {
    expect([problemOfDeferral("DEFER", 1), problemOfDeferral("DEFER", 12)]).toEqual([null, null]);
    expect(problemOfDeferral("FORFEIT", null)).toBeNull();
    expect(problemOfDeferral("DEFER", null)).toContain("is needed beside DEFER");
    expect(problemOfDeferral("DEFER", 13)).toContain("must be 1 to 12, got 13");
    expect(problemOfDeferral("FORFEIT", 3)).toContain("is of DEFER, got FORFEIT");
  });
});

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at("2026-02-10T10:00:00.000Z"));

const usd = (amount: string) => ({ amount, currency: "USD" });
const deferring = (amount: string, deferWindows: number) => ({
  partnerCap: { amount: usd(amount), window: "MONTH", onExcess: "DEFER", deferWindows },
});

const paying = (cap: string, windows: number): Promise<string> =>
  desk.paying([bounty("SQL", "200.00")], deferring(cap, windows));

/** Tries what has come by then; how many parts that were. */
function releasedAt(time: string): Promise<number> {
  desk.at(time);
  const { database } = desk.world;
  return releaseDeferred({ database, newId, clock: () => new Date(time) }, "test");
}

const rows = async (text: string, values: readonly unknown[]): Promise<readonly string[]> =>
  (await desk.world.asOwner<{ told: string }>(text, [...values])).map(({ told }) => told);

/** What a lead earned: what kind, day, what was credited, what was deferred, and what is nobody's. */
const earned = (leadId: LeadId) =>
  rows(
    `select concat_ws(' ', award.kind, award.effective_on, credit.share_minor, credit.deferred_minor, award.forfeited_minor,
       case when award.reversed_at is not null then 'reversed' end) as told
     from award join credit on credit.award_id = award.id
     where award.lead_id = $1 order by award.generation, award.adjusts_award_id is not null, award.n, credit.touch_rank`,
    [uuidOf(leadId)],
  );

/** What the ledger says of a lead's credits, by role. */
const booked = (leadId: LeadId) =>
  rows(
    `select concat_ws(' ', account.role, (-sum(entry.amount_minor))::text) as told
     from journal_entry as entry
     join ledger_account as account on account.id = entry.account_id
     join credit on credit.id = entry.credit_id
     where credit.lead_id = $1 group by account.role having sum(entry.amount_minor) <> 0 order by account.role`,
    [uuidOf(leadId)],
  );

/** What was used of the partners' caps under a program, by window. */
const used = (programId: string) =>
  rows(
    `select concat_ws(' ', bucket.starts_on, bucket.used_minor) as told
     from cap_bucket as bucket join incentive_program as i on i.id = bucket.incentive_program_id
     where i.program_id = $1 order by bucket.starts_on, bucket.used_minor`,
    [uuidOf(programId as `prg_${string}`)],
  );

async function takeBack(leadId: LeadId): Promise<Answer> {
  const [first] = await desk.credits(desk.alpha, leadId, "id");
  const why = { creditId: first?.["id"], reason: "INACCURATE_DATA", trueOn: "2026-01-01" };
  const said = { ...why, evidence: "Their letter", statement: "Not so" };
  return desk.run(desk.finance, "reverseCredit", said, "reversal { id state }");
}

describe("a program whose partners' caps defer", () => {
  test("credits what is over in the windows behind, what was earned first before the rest, each by a posting of its own", async () => {
    const programId = await paying("300.00", 2);
    const leads: LeadId[] = [];
    for (const hour of [10, 11, 12, 13]) {
      desk.at(`2026-02-10T${hour}:00:00.000Z`);
      leads.push(await desk.sql(desk.alpha, programId));
    }
    const [first, second, third, fourth] = leads as [LeadId, LeadId, LeadId, LeadId];
    expect(await earned(first)).toEqual(["AWARD 2026-02-10 20000 0 0"]);
    expect(await earned(second)).toEqual(["AWARD 2026-02-10 10000 10000 0"]);
    expect(await booked(second)).toEqual(["accrued 10000", "deferred 10000", "expense -20000"]);
    expect(await earned(third)).toEqual(["AWARD 2026-02-10 0 20000 0"]);

    // midnight of March in Berlin
    expect(await releasedAt("2026-02-28T22:59:59.999Z")).toBe(0);
    expect(await releasedAt("2026-02-28T23:00:00.000Z")).toBe(3);
    expect(await releasedAt("2026-02-28T23:00:00.000Z")).toBe(0);
    expect(await earned(second)).toEqual([
      ...["AWARD 2026-02-10 10000 10000 0", "ADJUST 2026-03-01 10000 -10000 0"],
    ]);
    expect(await booked(second)).toEqual(["accrued 20000", "expense -20000"]);
    expect(await desk.postings(second)).toEqual([
      ...["ACCRUE 2026-02-10 10000", "ADJUST 2026-03-01 10000"],
    ]);
    expect(await earned(fourth)).toEqual(["AWARD 2026-02-10 0 20000 0"]);
    expect(await used(programId)).toEqual(["2026-02-01 30000", "2026-03-01 30000"]);

    // what is earned in April comes behind what waits for it
    expect(await releasedAt("2026-04-10T10:00:00.000Z")).toBe(1);
    expect((await earned(fourth)).slice(1)).toEqual(["ADJUST 2026-04-01 20000 -20000 0"]);
    expect(await used(programId)).toContain("2026-04-01 20000");
    expect(await desk.broken()).toEqual([]);
  });

  test("tells partners what waits, and why what came of it did", async () => {
    const programId = await paying("300.00", 3);
    await desk.sql(desk.alpha, programId);
    const leadId = await desk.sql(desk.alpha, programId);
    const shown = "kind amount { amount } outstanding { amount } deferred { amount } explanation";
    const [credit] = await desk.credits(desk.alpha, leadId, shown);
    expect(credit).toMatchObject({ amount: { amount: "100.00" }, deferred: { amount: "100.00" } });
    expect(credit?.["explanation"].slice(-3)).toEqual([
      "You earn up to 300.00 USD in the month from 2026-02-01 on, and had earned 200.00 USD: 100.00 USD are left.",
      "You earned 100.00 USD.",
      "100.00 USD over that wait: they are earned from the first day of the next 3 months on, as far as there is room, and what is left after that is paid to nobody.",
    ]);
    await releasedAt("2026-03-01T10:00:00.000Z");
    const [then, came] = await desk.credits(desk.alpha, leadId, shown);
    expect(then).toMatchObject({ outstanding: { amount: "200.00" }, deferred: { amount: "0.00" } });
    expect(came).toMatchObject({ kind: "ADJUST", amount: { amount: "100.00" }, deferred: null });
    expect(came?.["explanation"]).toEqual([
      "100.00 USD of the part had waited for room under the cap. You earn up to 300.00 USD in the month from 2026-03-01 on, and had earned 0.00 USD, so that 100.00 USD of it are earned.",
    ]);
    const { awards } = await desk.lead(
      desk.finance,
      leadId,
      "awards(first: 5) { nodes { kind deferred { amount } explanation { sentences steps { kind amount { amount } } } } }",
    );
    const [change, award] = awards.nodes;
    expect(award.explanation.sentences).toContain(
      "Alpha earns up to 300.00 USD in the month from 2026-02-01 on, and had earned 200.00 USD, so that of 200.00 USD it became 100.00 USD. 100.00 USD wait for room in the next 3 months.",
    );
    expect(change).toMatchObject({ kind: "ADJUST", deferred: { amount: "-100.00" } });
    expect(change.explanation.steps).toEqual([
      { kind: "RELEASED", amount: { amount: "100.00" } },
      { kind: "SHARE", amount: { amount: "100.00" } },
    ]);
  });

  test("pays nobody what the last window has no room for, and goes by each window's own day after a standstill", async () => {
    const programId = await paying("100.00", 2);
    const leads = [await desk.sql(desk.alpha, programId), await desk.sql(desk.alpha, programId)];
    // both wait with 100.00 and 200.00: March and April have room for 100.00 each
    expect(await releasedAt("2026-07-01T10:00:00.000Z")).toBe(3);
    expect(await earned(leads[0] as LeadId)).toEqual([
      ...["AWARD 2026-02-10 10000 10000 0", "ADJUST 2026-03-01 10000 -10000 0"],
    ]);
    expect(await earned(leads[1] as LeadId)).toEqual([
      ...["AWARD 2026-02-10 0 20000 0", "ADJUST 2026-04-01 10000 -20000 10000"],
    ]);
    expect(await booked(leads[1] as LeadId)).toEqual(["accrued 10000", "expense -10000"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("gives a window to who waited longest, also where several come at once", async () => {
    const programId = await paying("200.00", 3);
    const at = async (time: string) => {
      desk.at(time);
      return desk.sql(desk.alpha, programId);
    };
    await at("2026-02-10T10:00:00.000Z");
    const longer = await at("2026-02-10T11:00:00.000Z");
    await at("2026-03-10T10:00:00.000Z");
    const shorter = await at("2026-03-10T11:00:00.000Z");
    // March was taken by who came in it, before anybody looked
    await releasedAt("2026-05-01T10:00:00.000Z");
    expect((await earned(longer)).slice(1)).toEqual(["ADJUST 2026-04-01 20000 -20000 0"]);
    expect((await earned(shorter)).slice(1)).toEqual(["ADJUST 2026-05-01 20000 -20000 0"]);
  });

  test("defers a partner's own part alone", async () => {
    const programId = await paying("100.00", 1);
    const [leadId] = await desk.shared(programId, 600_000);
    await desk.move("qualifyLead", leadId, MET);
    expect(await earned(leadId)).toEqual([
      ...["AWARD 2026-02-10 10000 2000 0", "AWARD 2026-02-10 8000 0 0"],
    ]);
    expect(await releasedAt("2026-03-01T10:00:00.000Z")).toBe(1);
    expect((await earned(leadId)).slice(2)).toEqual(["ADJUST 2026-03-01 2000 -2000 0"]);
  });

  test("takes back with a credit what waits of it and what came of it, and gives both windows back", async () => {
    const programId = await paying("300.00", 4);
    await desk.sql(desk.alpha, programId);
    const [leadId, other, waiting] = [
      await desk.sql(desk.alpha, programId),
      await desk.sql(desk.alpha, programId),
      await desk.sql(desk.alpha, programId),
    ];
    await releasedAt("2026-03-01T10:00:00.000Z");
    expect(await booked(waiting)).toEqual(["deferred 20000", "expense -20000"]);
    expect((await takeBack(waiting)).errors).toEqual([]);
    expect(await booked(waiting)).toEqual([]);
    expect(await used(programId)).toEqual(["2026-02-01 30000", "2026-03-01 30000"]);
    expect((await takeBack(leadId)).errors).toEqual([]);
    expect(await booked(leadId)).toEqual([]);
    expect(await used(programId)).toEqual(["2026-02-01 20000", "2026-03-01 20000"]);

    // nothing comes of what was taken back
    expect((await takeBack(other)).errors).toEqual([]);
    expect(await booked(other)).toEqual([]);
    expect(await used(programId)).toEqual(["2026-02-01 20000", "2026-03-01 0"]);
    expect(await releasedAt("2026-12-01T10:00:00.000Z")).toBe(0);
    expect(await desk.broken()).toEqual([]);
  });

  test("lets what waited wait again where an appeal is upheld", async () => {
    const programId = await paying("300.00", 2);
    await desk.sql(desk.alpha, programId);
    const leadId = await desk.sql(desk.alpha, programId);
    await takeBack(leadId);
    const [credit] = await desk.credits(desk.alpha, leadId, "id");
    const said = { creditId: credit?.["id"], grounds: "It is so" };
    const { appeal } = await desk.run(desk.alpha, "appealReversal", said, "appeal { id }");
    const uphold = { appealId: appeal.id, decision: "UPHOLD" };
    const { errors } = await desk.run(desk.sales, "decideReversalAppeal", uphold, "appeal { id }");
    expect(errors).toEqual([]);
    expect(await booked(leadId)).toEqual(["accrued 10000", "deferred 10000", "expense -20000"]);
    expect(await releasedAt("2026-03-01T10:00:00.000Z")).toBe(1);
    expect(await booked(leadId)).toEqual(["accrued 20000", "expense -20000"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is tried by one of two instances, and not beside whoever takes it back", async () => {
    const programId = await paying("100.00", 2);
    const leads = [await desk.sql(desk.alpha, programId), await desk.sql(desk.alpha, programId)];
    const time = "2026-03-01T10:00:00.000Z";
    const [one, other] = await Promise.all([releasedAt(time), releasedAt(time)]);
    // each of the two parts once, by whichever came first
    expect(one + other).toBe(2);
    expect(await used(programId)).toEqual(["2026-02-01 10000", "2026-03-01 10000"]);

    await Promise.all([
      releasedAt("2026-04-01T10:00:00.000Z"),
      takeBack(leads[1] as LeadId).then(({ errors }) => expect(errors).toEqual([])),
    ]);
    expect(await booked(leads[1] as LeadId)).toEqual([]);
    expect(await desk.broken()).toEqual([]);
  });

  test("counts what wholly waits as earned by its company", async () => {
    const programId = await paying("200.00", 2);
    await desk.sql(desk.alpha, programId);
    const company = { name: "Wart", domain: "wart.example.com", country: "DE" };
    const first = await desk.sql(desk.alpha, programId, { company });
    await desk.move("disqualifyLead", first, { reasonCode: "NO_NEED" });
    const second = await desk.sql(desk.alpha, programId, { company });
    expect(await earned(first)).toEqual(["AWARD 2026-02-10 0 20000 0"]);
    expect(await desk.awards(second)).toEqual(["SQL 0 ONE_PER_COMPANY_IN_CYCLE"]);
  });

  test("stands beside nothing that it is not defined for, by the API and by the database", async () => {
    const programId = await paying("300.00", 2);
    const more = deferring("300.00", 2);
    const sql = [bounty("SQL", "200.00")];
    const refusedWith = (draft: object) =>
      desk.nextVersion(programId, draft).then(
        () => "saved",
        (error: unknown) => String(error),
      );
    for (const [draft, named] of [
      [{ rules: [...sql, percent("10")] }, "rules.1.kind PERCENT_OF_DEAL"],
      [{ rules: sql, budget: { amount: usd("900.00") } }, "budget"],
      [{ rules: sql, holdback: { percent: "20", instalments: 2, every: 1 } }, "holdback"],
    ] as const)
      expect(await refusedWith({ ...more, ...draft })).toContain(
        `partnerCap.onExcess is DEFER, which is for fixed bounties alone and not defined beside ${named}`,
      );
    await expect(
      desk.world.asOwner(
        `insert into incentive_program_version
         select (jsonb_populate_record(null::incentive_program_version, to_jsonb(version) || jsonb_build_object(
           'id', $1::uuid, 'number', 98, 'effective_at', '2026-02-12T00:00:00Z', 'budget_minor', 1, 'budget_excess', 'FORFEIT'))).*
         from incentive_program_version as version
         where version.partner_cap_defer_windows is not null
         limit 1`,
        [uuidOf(newId("pgv"))],
      ),
    ).rejects.toThrow("incentive_program_version_defers");
    await desk.sql(desk.alpha, programId);
    const leadId = await desk.sql(desk.alpha, programId);
    await expect(
      desk.world.asOwner(`update deferral set left_minor = left_minor - 10001 where lead_id = $1`, [
        uuidOf(leadId),
      ]),
    ).rejects.toThrow("deferral_left");
  });

  test("is not approved beside a percent, whoever writes it", async () => {
    await paying("300.00", 2);
    await expect(
      desk.world.asOwner(
        `with rule as (
           insert into incentive_rule (version_id, key, milestone, kind, rate_ppm, gl_treatment, on_skip)
           values ($1, 'won', 'WON', 'PERCENT_OF_DEAL', 100000, 'EXPENSE', 'ONLY_REACHED')
           returning version_id
         )
         insert into incentive_program_version
         select (jsonb_populate_record(null::incentive_program_version, to_jsonb(version) || jsonb_build_object(
           'id', rule.version_id, 'number', 99, 'effective_at', '2026-02-11T00:00:00Z'))).*
         from rule
         cross join incentive_program_version as version
         where version.partner_cap_defer_windows is not null
         limit 1`,
        [uuidOf(newId("pgv"))],
      ),
    ).rejects.toThrow("a cap that defers is of fixed bounties");
  });
});
