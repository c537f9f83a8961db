import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { halved } from "../../src/kernel/halving.ts";
import { ATTRIBUTION_MODELS, sharesUnder } from "../../src/attribution/domain/models.ts";
import type {
  AttributionModel,
  Touch,
  Touched,
  TouchRole,
  Weighing,
} from "../../src/attribution/domain/models.ts";
import { TOUCH_ROLES } from "../../src/attribution/domain/models.ts";
import type { PartnerId } from "../../src/kernel/index.ts";

const [NORTH, SOUTH, EAST, WEST] = ["prt_north", "prt_south", "prt_east", "prt_west"] as const;
const day = (number: number) => new Date(Date.UTC(2027, 0, number));

/** Registered by North on the 1st, accepted on the 10th, an SQL on the 31st. */
const lead: Touched = {
  finder: NORTH,
  claimedAt: day(1),
  acceptedAt: day(10),
  milestoneAt: day(31),
};
const under = (model: AttributionModel, more: Partial<Weighing> = {}): Weighing => ({
  model,
  halfLifeDays: 7,
  roleWeights: {},
  windowDays: null,
  ...more,
});
const touch = (partnerId: PartnerId, on: number, role: TouchRole = "SOURCED"): Touch => ({
  partnerId,
  role,
  occurredAt: day(on),
});
const sharesOf = (weighing: Weighing, ...touches: readonly Touch[]) =>
  Object.fromEntries(
    sharesUnder(weighing, lead, touches).map(({ partnerId, sharePpm }) => [partnerId, sharePpm]),
  );

describe("Whose a lead is under a model", () => {
  const three = [touch(SOUTH, 8), touch(EAST, 20)];

  test("the registrant has all under DEAL_REGISTRATION, whoever else was there", () => {
    expect(sharesOf(under("DEAL_REGISTRATION"), ...three)).toEqual({ [NORTH]: 1_000_000n });
  });

  test("the first has all, or the last", () => {
    expect(sharesOf(under("FIRST_TOUCH"), touch(SOUTH, -3), ...three)).toEqual({
      [SOUTH]: 1_000_000n,
    });
    expect(sharesOf(under("LAST_TOUCH"), ...three)).toEqual({ [EAST]: 1_000_000n });
  });

  test("all have the same under LINEAR, the odd part the earliest", () => {
    expect(sharesOf(under("LINEAR"), ...three)).toEqual({
      [NORTH]: 333_334n,
      [SOUTH]: 333_333n,
      [EAST]: 333_333n,
    });
  });

  test("what a partner's touches weigh is added up before anything is rounded", () => {
    // six of seven and one of seven: rounded one by one it would be 6 × 142,857 = 857,142
    const six = [2, 3, 4, 5, 6].map((on) => touch(NORTH, on));

    expect(sharesOf(under("LINEAR"), ...six, touch(SOUTH, 7))).toEqual({
      [NORTH]: 857_143n,
      [SOUTH]: 142_857n,
    });
  });

  test("the ends have .4 each under U_SHAPED, and those between .2 together", () => {
    expect(sharesOf(under("U_SHAPED"))).toEqual({ [NORTH]: 1_000_000n });
    expect(sharesOf(under("U_SHAPED"), touch(SOUTH, 8))).toEqual({
      [NORTH]: 500_000n,
      [SOUTH]: 500_000n,
    });
    expect(sharesOf(under("U_SHAPED"), ...three)).toEqual({
      [NORTH]: 400_000n,
      [SOUTH]: 200_000n,
      [EAST]: 400_000n,
    });
    expect(sharesOf(under("U_SHAPED"), ...three, touch(WEST, 15))).toEqual({
      [NORTH]: 400_000n,
      [SOUTH]: 100_000n,
      [WEST]: 100_000n,
      [EAST]: 400_000n,
    });
  });

  test("the first, the last and the one before the acceptance have .3 each under W_SHAPED", () => {
    expect(sharesOf(under("W_SHAPED"), touch(SOUTH, 8))).toEqual({
      [NORTH]: 500_000n,
      [SOUTH]: 500_000n,
    });
    expect(sharesOf(under("W_SHAPED"), ...three)).toEqual({
      [NORTH]: 333_334n,
      [SOUTH]: 333_333n,
      [EAST]: 333_333n,
    });
    // South's on the 9th was the last before the acceptance on the 10th
    expect(sharesOf(under("W_SHAPED"), touch(WEST, 5), touch(SOUTH, 9), touch(EAST, 20))).toEqual({
      [NORTH]: 300_000n,
      [WEST]: 100_000n,
      [SOUTH]: 300_000n,
      [EAST]: 300_000n,
    });
    // all of those between came after the acceptance: the first of them was next to it
    expect(sharesOf(under("W_SHAPED"), touch(WEST, 12), touch(SOUTH, 15), touch(EAST, 20))).toEqual(
      { [NORTH]: 300_000n, [WEST]: 300_000n, [SOUTH]: 100_000n, [EAST]: 300_000n },
    );
  });

  test("a touch of a half-life ago counts half under TIME_DECAY", () => {
    // ages of 30, 23 and 16 days: 1, 2 and 4 of 7
    expect(sharesOf(under("TIME_DECAY"), touch(SOUTH, 8), touch(EAST, 15))).toEqual({
      [NORTH]: 142_857n,
      [SOUTH]: 285_714n,
      [EAST]: 571_429n,
    });
  });

  test("also in parts of half-lives, and long ago", () => {
    // 2^(-1/7) through 1 + 2^(-1/7) = 0.905724 / 1.905724 = 0.475265
    expect(sharesOf(under("TIME_DECAY"), touch(SOUTH, 2))).toEqual({
      [NORTH]: 475_265n,
      [SOUTH]: 524_735n,
    });
    expect(sharesOf(under("TIME_DECAY", { halfLifeDays: 1 }), touch(SOUTH, -900))).toEqual({
      [NORTH]: 1_000_000n,
    });
  });

  test("roles have their weights under ROLE_WEIGHTED", () => {
    const weighing = under("ROLE_WEIGHTED", { roleWeights: { SOURCED: 3, CO_SELL: 1 } });

    expect(sharesOf(weighing, touch(SOUTH, 8, "CO_SELL"), touch(EAST, 9, "DELIVERED"))).toEqual({
      [NORTH]: 750_000n,
      [SOUTH]: 250_000n,
    });
  });

  test("only those that brought the prospect count under the other models", () => {
    expect(
      sharesOf(under("LINEAR"), touch(SOUTH, 8, "CO_SELL"), touch(EAST, 9, "INFLUENCED")),
    ).toEqual({ [NORTH]: 1_000_000n });
  });

  test("of what a partner did in one role on one day the first counts, however much it tells", () => {
    const often = [9, 10, 11, 12].map((hour) => ({
      ...touch(SOUTH, 8),
      occurredAt: new Date(Date.UTC(2027, 0, 8, hour)),
    }));

    expect(sharesOf(under("LINEAR"), ...often)).toEqual({ [NORTH]: 500_000n, [SOUTH]: 500_000n });
    expect(sharesOf(under("U_SHAPED"), ...often, touch(EAST, 20))).toEqual({
      [NORTH]: 400_000n,
      [SOUTH]: 200_000n,
      [EAST]: 400_000n,
    });
    // the last of all is the last, also where it was not the only one of its day
    const between = { ...touch(EAST, 8), occurredAt: new Date(Date.UTC(2027, 0, 8, 10, 30)) };
    expect(sharesOf(under("LAST_TOUCH"), ...often, between)).toEqual({ [SOUTH]: 1_000_000n });
  });

  test("nothing counts that came after the milestone, or before the window", () => {
    const weighing = under("LINEAR", { windowDays: 14 });

    expect(sharesOf(under("LINEAR"), touch(SOUTH, 32))).toEqual({ [NORTH]: 1_000_000n });
    expect(sharesOf(weighing, touch(SOUTH, 16), touch(EAST, 17))).toEqual({ [EAST]: 1_000_000n });
    expect(sharesOf(weighing, touch(SOUTH, 16))).toEqual({ [NORTH]: 1_000_000n });
  });
});

describe("Under every model", () => {
  const partner = fc.constantFrom(NORTH, SOUTH, EAST, WEST);
  const someTouch = fc.record({
    partnerId: partner,
    role: fc.constantFrom(...TOUCH_ROLES),
    occurredAt: fc
      .integer({ min: -400, max: 40 })
      .map((days) => new Date(Date.UTC(2027, 0, days, days))),
  });
  const someWeighing = fc.record({
    model: fc.constantFrom(...ATTRIBUTION_MODELS),
    halfLifeDays: fc.integer({ min: 1, max: 90 }),
    windowDays: fc.option(fc.integer({ min: 1, max: 400 })),
    roleWeights: fc.record({
      SOURCED: fc.integer({ min: 0, max: 1000 }),
      CO_SELL: fc.integer({ min: 0, max: 1000 }),
      RESOLD: fc.integer({ min: 0, max: 1000 }),
    }),
  });
  const touches = fc.array(someTouch, { maxLength: 30 });

  test("the shares add up to exactly a million, each partner once and none without any", () => {
    fc.assert(
      fc.property(someWeighing, touches, (weighing, given) => {
        const shares = sharesUnder(weighing, lead, given);

        expect(shares.reduce((sum, { sharePpm }) => sum + sharePpm, 0n)).toBe(1_000_000n);
        expect(new Set(shares.map(({ partnerId }) => partnerId)).size).toBe(shares.length);
        expect(shares.map(({ touchRank }) => touchRank)).toEqual(
          shares.map((_, index) => index + 1),
        );
      }),
    );
  });

  test("the order in which touches are told does not matter", () => {
    fc.assert(
      fc.property(
        someWeighing,
        touches.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length }),
          ),
        ),
        (weighing, [given, shuffled]) => {
          expect(sharesUnder(weighing, lead, shuffled)).toEqual(sharesUnder(weighing, lead, given));
        },
      ),
    );
  });

  test("a touch whose role weighs nothing changes nothing", () => {
    fc.assert(
      fc.property(someWeighing, touches, someTouch, (weighing, given, one) => {
        const weightless: Touch = { ...one, role: "INFLUENCED" };

        expect(sharesUnder(weighing, lead, [...given, weightless])).toEqual(
          sharesUnder(weighing, lead, given),
        );
      }),
    );
  });

  test("weights of roles that are all so many times as large give the same shares", () => {
    fc.assert(
      fc.property(
        someWeighing,
        touches,
        fc.integer({ min: 1, max: 50 }),
        (weighing, given, times) => {
          const weighted: Weighing = { ...weighing, model: "ROLE_WEIGHTED" };
          const { SOURCED, CO_SELL, RESOLD } = weighing.roleWeights;
          const larger = {
            ...{ SOURCED: SOURCED * times, CO_SELL: CO_SELL * times, RESOLD: RESOLD * times },
          };

          expect(sharesUnder({ ...weighted, roleWeights: larger }, lead, given)).toEqual(
            sharesUnder(weighted, lead, given),
          );
        },
      ),
    );
  });

  test("each share is within a millionth of the exact one, which for roles is known", () => {
    fc.assert(
      fc.property(someWeighing, touches, (weighing, given) => {
        const weighted: Weighing = { ...weighing, model: "ROLE_WEIGHTED", windowDays: null };
        const told = [
          { partnerId: NORTH, role: "SOURCED", occurredAt: day(1) } as const,
          ...given,
        ].filter(({ occurredAt }) => occurredAt.getTime() <= day(31).getTime());
        // of a partner's in one role on one day one counts
        const keyOf = ({ partnerId, role, occurredAt }: Touch) =>
          `${partnerId} ${role} ${Math.floor(occurredAt.getTime() / 86_400_000)}`;
        const counted = [...new Map(told.map((each) => [keyOf(each), each])).values()];
        const weightOf = ({ role }: Pick<Touch, "role">) =>
          BigInt((weighing.roleWeights as Partial<Record<TouchRole, number>>)[role] ?? 0);
        const whole = counted.reduce((sum, each) => sum + weightOf(each), 0n);
        fc.pre(whole > 0n);

        for (const { partnerId, sharePpm } of sharesUnder(weighted, lead, given)) {
          const own = counted
            .filter((each) => each.partnerId === partnerId)
            .reduce((sum, each) => sum + weightOf(each), 0n);
          const off = sharePpm * whole - own * 1_000_000n;
          expect(off < whole && off > -whole).toBe(true);
        }
      }),
    );
  });

  test("what halves is halved exactly, never grows, and stands as the power does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40_000 }),
        fc.integer({ min: 1, max: 900 }),
        (elapsed, halfLife) => {
          const left = halved(BigInt(elapsed), BigInt(halfLife));

          expect(halved(BigInt(elapsed + halfLife), BigInt(halfLife))).toBe(left >> 1n);
          expect(halved(BigInt(elapsed + 1), BigInt(halfLife)) <= left).toBe(true);
          expect(Number(left) / 2 ** 128).toBeCloseTo(0.5 ** (elapsed / halfLife), 12);
        },
      ),
    );
  });
});
