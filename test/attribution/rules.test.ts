import fc from "fast-check";
import { expect, test } from "vitest";

import { settle } from "../../src/attribution/domain/settlement.ts";
import type { Sharing } from "../../src/attribution/domain/settlement.ts";
import { newId } from "../../src/platform/ids.ts";

const at = new Date("2026-02-01T10:00:00.000Z");
const [alpha, beta, gamma] = [newId("prt"), newId("prt"), newId("prt")] as const;
const lead = { id: newId("lead"), partnerId: alpha };

const told = (sharing: readonly Sharing[]) =>
  settle(lead, sharing, at).map(({ partnerId, book, role, sharePpm, touchRank }) => [
    partnerId,
    book,
    role,
    sharePpm,
    touchRank,
  ]);

test("who registered a lead has all of it, where nothing was decided", () => {
  expect(told([])).toEqual([[alpha, "SOURCED", "SOURCED", 1_000_000n, 1]]);
});

test("a split is by the weights that were decided, the earliest claim first", () => {
  expect(
    told([
      { partnerId: beta, weightPpm: 400_000, role: "SOURCED" },
      { partnerId: alpha, weightPpm: 600_000, role: "SOURCED" },
    ]),
  ).toEqual([
    [beta, "SOURCED", "SOURCED", 400_000n, 1],
    [alpha, "SOURCED", "SOURCED", 600_000n, 2],
  ]);
});

test("who helps to sell stands in the other book, and brings nothing of its own", () => {
  expect(
    told([
      { partnerId: alpha, weightPpm: 1_000_000, role: "SOURCED" },
      { partnerId: beta, weightPpm: 0, role: "CO_SELL" },
    ]),
  ).toEqual([
    [alpha, "SOURCED", "SOURCED", 1_000_000n, 1],
    [beta, "INFLUENCED", "CO_SELL", 1_000_000n, 2],
  ]);
});

test("whatever was decided, the SOURCED shares add up to a million, one for each partner", () => {
  const sharing = fc.record({
    partnerId: fc.constantFrom(alpha, beta, gamma),
    weightPpm: fc.integer({ min: 0, max: 1_000_000 }),
    role: fc.constantFrom("SOURCED" as const, "CO_SELL" as const),
  });
  fc.assert(
    fc.property(fc.array(sharing, { maxLength: 6 }), (given) => {
      const sourced = settle(lead, given, at).filter(({ book }) => book === "SOURCED");
      expect(sourced.reduce((sum, share) => sum + share.sharePpm, 0n)).toBe(1_000_000n);
      expect(new Set(sourced.map(({ partnerId }) => partnerId)).size).toBe(sourced.length);
    }),
  );
});
