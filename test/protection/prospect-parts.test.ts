import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { mergeParts } from "../../src/protection/domain/merge-parts.ts";
import type { MergeSplit } from "../../src/protection/domain/merge-parts.ts";
import type { PartHolder, StandingPart } from "../../src/protection/domain/prospect-part.ts";
import { shareProspect } from "../../src/protection/domain/share-prospect.ts";

const uuid = (n: number) => `01970000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const leadId = (n: number): LeadId => idOf("lead", uuid(n));
const partner = (name: string): PartnerId =>
  idOf("prt", uuid(["vendor", "alpha", "beta", "gamma"].indexOf(name) + 100));

const lead = (n: number, of: string, more: Partial<PartHolder> = {}): PartHolder => ({
  id: leadId(n),
  partnerId: partner(of),
  isVendors: of === "vendor",
  isFoundByVendor: false,
  ...more,
});

/** A part of a lead that stands, or goes on in another. */
const part = (
  of: PartHolder,
  weightPpm: number,
  more: Partial<StandingPart> = {},
): StandingPart => ({
  leadId: of.id,
  partnerId: of.partnerId,
  isVendors: of.isVendors,
  isFoundByVendor: of.isFoundByVendor,
  weightPpm,
  role: "SOURCED",
  groupId: "one",
  claimedAt: new Date("2026-02-02"),
  rootId: of.id,
  isOver: false,
  ...more,
});

const [A, B, C] = [lead(1, "alpha"), lead(2, "beta"), lead(3, "gamma")];
const V = lead(8, "vendor");
const TAKEN = lead(9, "alpha", { isFoundByVendor: true });
const FOUND = [
  part(V, 1_000_000, { rootId: TAKEN.id }),
  part(TAKEN, 0, { role: "DELIVERED" }),
] as const;

describe("leads that are merged", () => {
  const merging = (
    leads: readonly PartHolder[],
    sharing: readonly StandingPart[],
    split: MergeSplit = "SURVIVOR_HAS_ALL",
    ppm: readonly number[] = [],
  ) => {
    const [survivor = A] = leads;
    const shares = ppm.map((sharePpm, index) => ({ leadId: leads[index]?.id ?? A.id, sharePpm }));
    const merged = mergeParts({ leads, survivor, sharing }, { split, shares });
    return "refused" in merged
      ? merged.code
      : merged.parts.map(({ leadId: id, weightPpm, role }) => [id, weightPpm, role]);
  };

  test("are the survivor's, or as it was said; who only influenced weighs nothing", () => {
    expect(merging([A, B], [])).toEqual([
      [A.id, 1_000_000, "SOURCED"],
      [B.id, 0, "SOURCED"],
    ]);
    expect(merging([A, B], [], "INFLUENCED_ONLY")).toEqual([
      [A.id, 1_000_000, "SOURCED"],
      [B.id, 0, "INFLUENCED"],
    ]);
    expect(merging([A, B], [], "SPLIT", [1, 999_999])).toEqual([
      [A.id, 1, "SOURCED"],
      [B.id, 999_999, "SOURCED"],
    ]);
  });

  test("are split into parts that name each once and make a whole, and never to the vendor", () => {
    expect(merging([A, B], [], "SURVIVOR_HAS_ALL", [1_000_000, 0])).toBe("VALIDATION_FAILED");
    expect(merging([A, B], [], "SPLIT", [1_000_000])).toBe("VALIDATION_FAILED");
    expect(merging([A, B], [], "SPLIT", [600_000, 300_000])).toBe("VALIDATION_FAILED");
    expect(merging([A, V], [], "SPLIT", [500_000, 500_000])).toBe("BUSINESS_RULE");
    expect(merging([A, lead(4, "alpha")], [], "SPLIT", [500_000, 500_000])).toBe("BUSINESS_RULE");
  });

  test("keep what was decided of one of them before, in the same proportions", () => {
    const shared = [part(A, 300_000), part(B, 700_000, { rootId: A.id })];
    expect(merging([A, C], shared)).toEqual([
      [A.id, 300_000, "SOURCED"],
      [B.id, 700_000, "SOURCED"],
      [C.id, 0, "SOURCED"],
    ]);
    expect(merging([A, C], shared, "SPLIT", [500_000, 500_000])).toEqual([
      [A.id, 150_000, "SOURCED"],
      [B.id, 350_000, "SOURCED"],
      [C.id, 500_000, "SOURCED"],
    ]);
    expect(merging([C, A], shared)).toEqual([
      [C.id, 1_000_000, "SOURCED"],
      [A.id, 0, "SOURCED"],
      [B.id, 0, "SOURCED"],
    ]);
  });

  test("of one partner pass what they weigh to the survivor, and leave others theirs", () => {
    const own = lead(4, "alpha");
    const shared = [part(A, 300_000), part(B, 700_000, { rootId: A.id })];
    expect(merging([own, A], shared)).toEqual([
      [own.id, 300_000, "SOURCED"],
      [A.id, 0, "SOURCED"],
      [B.id, 700_000, "SOURCED"],
    ]);
    expect(merging([A, own], shared)).toEqual([]);
    const other = [
      part(own, 500_000, { groupId: "other" }),
      part(C, 500_000, { groupId: "other", rootId: own.id }),
    ];
    expect(merging([own, A], [...shared, ...other])).toBe("BUSINESS_RULE");
  });

  test("of which one was taken from an offer are the vendor's, or a rival's, never the taker's", () => {
    expect(merging([TAKEN, B], FOUND)).toEqual([
      [V.id, 1_000_000, "SOURCED"],
      [TAKEN.id, 0, "DELIVERED"],
      [B.id, 0, "SOURCED"],
    ]);
    expect(merging([B, TAKEN], FOUND)).toEqual([
      [B.id, 1_000_000, "SOURCED"],
      [V.id, 0, "SOURCED"],
      [TAKEN.id, 0, "DELIVERED"],
    ]);
    const own = lead(4, "alpha");
    expect(merging([own, TAKEN], FOUND)).toEqual([
      [own.id, 0, "DELIVERED"],
      [V.id, 1_000_000, "SOURCED"],
      [TAKEN.id, 0, "DELIVERED"],
    ]);
    expect(merging([own, TAKEN, B], FOUND)).toEqual([
      [own.id, 0, "SOURCED"],
      [V.id, 1_000_000, "SOURCED"],
      [TAKEN.id, 0, "DELIVERED"],
      [B.id, 0, "SOURCED"],
    ]);
    expect(merging([TAKEN, B], FOUND, "SPLIT", [1, 999_999])).toBe("BUSINESS_RULE");
    expect(merging([own, TAKEN, B], FOUND, "SPLIT", [500_000, 0, 500_000])).toBe("BUSINESS_RULE");
    // also where the offered lead had gone on in the rival's before
    const gone = FOUND.map((each) => ({ ...each, rootId: B.id, weightPpm: 0 }));
    const rivals = [part(B, 1_000_000), ...gone];
    expect(merging([B, own], rivals, "SPLIT", [500_000, 500_000])).toBe("BUSINESS_RULE");
  });
});

describe("leads that share their prospect by a decision", () => {
  const half = (incumbentPpm: number, role: "SOURCED" | "CO_SELL" = "SOURCED") => ({
    incumbent: { kind: "SHARES", weightPpm: incumbentPpm, role: "SOURCED" } as const,
    challenger: { kind: "SHARES", weightPpm: 1_000_000 - incumbentPpm, role } as const,
  });
  const sharing = (
    [incumbent, challenger]: readonly [PartHolder, PartHolder],
    standing: readonly StandingPart[],
    fates: ReturnType<typeof half>,
    isSplit = true,
  ) => {
    const shared = shareProspect({ incumbent, challenger, sharing: standing }, fates, isSplit);
    return "refused" in shared
      ? shared.code
      : {
          told: [shared.incumbentPpm, shared.challengerPpm],
          parts: shared.parts.map(({ leadId: id, weightPpm, role }) => [id, weightPpm, role]),
        };
  };

  test("divide all of it, or what a third leaves them, and are told what that comes to", () => {
    expect(sharing([A, B], [], half(600_000))).toEqual({
      told: [600_000, 400_000],
      parts: [
        [A.id, 600_000, "SOURCED"],
        [B.id, 400_000, "SOURCED"],
      ],
    });
    const withThird = [part(A, 500_000), part(C, 500_000)];
    expect(sharing([A, B], withThird, half(500_000))).toEqual({
      told: [250_000, 250_000],
      parts: [
        [A.id, 250_000, "SOURCED"],
        [B.id, 250_000, "SOURCED"],
      ],
    });
    const ended = [part(A, 500_000), part(C, 500_000, { isOver: true })];
    expect(sharing([A, B], ended, half(500_000))).toMatchObject({ told: [500_000, 500_000] });
  });

  test("have nothing to divide where others have all, nor where each shares with others", () => {
    const helping = [part(A, 0, { role: "CO_SELL" }), part(C, 1_000_000)];
    expect(sharing([A, B], helping, half(500_000))).toBe("BUSINESS_RULE");
    expect(sharing([A, B], helping, half(1_000_000, "CO_SELL"), false)).toEqual({
      told: [0, 0],
      parts: [
        [A.id, 0, "CO_SELL"],
        [B.id, 0, "CO_SELL"],
      ],
    });
    const both = [part(A, 500_000), part(B, 500_000, { groupId: "other" })];
    expect(sharing([A, B], both, half(500_000))).toBe("BUSINESS_RULE");
  });

  test("give nothing to whoever took the prospect from an offer", () => {
    expect(sharing([TAKEN, B], FOUND, half(500_000))).toBe("BUSINESS_RULE");
    const coSell = half(1_000_000, "CO_SELL");
    expect(sharing([TAKEN, B], FOUND, coSell, false)).toEqual({
      told: [0, 0],
      parts: [
        [V.id, 1_000_000, "SOURCED"],
        [TAKEN.id, 0, "DELIVERED"],
        [B.id, 0, "CO_SELL"],
      ],
    });
    expect(sharing([B, TAKEN], FOUND, coSell, false)).toMatchObject({ told: [1_000_000, 0] });
  });
});

test("however leads are merged, their parts make at most a whole, and no helper weighs anything", () => {
  const weight = fc.integer({ min: 0, max: 1_000_000 });
  const given = fc.record({
    owners: fc.array(fc.constantFrom("alpha", "beta", "gamma"), { minLength: 2, maxLength: 4 }),
    weights: fc.array(weight, { minLength: 8, maxLength: 8 }),
    isShared: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    isFound: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    split: fc.constantFrom<MergeSplit>("SURVIVOR_HAS_ALL", "INFLUENCED_ONLY", "SPLIT"),
    survivor: fc.nat({ max: 3 }),
  });
  fc.assert(
    fc.property(given, ({ owners, weights, isShared, isFound, split, survivor }) => {
      const leads = owners.map((of, n) =>
        lead(n + 1, of, { isFoundByVendor: isFound[n] === true }),
      );
      const whole = 1_000_000 / (2 * leads.length);
      const sharing = leads.flatMap((each, n) => {
        const before = lead(n + 20, each.isFoundByVendor ? "vendor" : "gamma");
        const [own = 0, other = 0] = weights
          .slice(2 * n)
          .map((ppm) => Math.floor((ppm * whole) / 1_000_000));
        const role = each.isFoundByVendor ? "CO_SELL" : "SOURCED";
        return isShared[n] || each.isFoundByVendor
          ? [
              part(each, each.isFoundByVendor ? 0 : own, { role }),
              part(before, other, { rootId: each.id }),
            ]
          : [];
      });
      const shares =
        split === "SPLIT"
          ? leads.map(({ id }, n) => ({ leadId: id, sharePpm: n === 0 ? 1_000_000 : 0 }))
          : [];
      const chosen = leads[survivor % leads.length] ?? A;
      const merged = mergeParts({ leads, survivor: chosen, sharing }, { split, shares });
      if ("refused" in merged) return;
      const sum = merged.parts.reduce((all, { weightPpm }) => all + weightPpm, 0);
      expect(sum).toBeLessThanOrEqual(1_000_000);
      if (new Set(owners).size > 1) expect(sum).toBe(1_000_000);
      const takers = new Set(
        leads.filter((each) => each.isFoundByVendor).map((each) => each.partnerId),
      );
      for (const { partnerId, weightPpm, role } of merged.parts) {
        if (role !== "SOURCED" || takers.has(partnerId)) expect(weightPpm).toBe(0);
      }
      expect(new Set(merged.parts.map((each) => each.leadId)).size).toBe(merged.parts.length);
    }),
  );
});
