import fc from "fast-check";
import { expect, test } from "vitest";

import { money } from "../../src/kernel/index.ts";
import { tenderPart } from "../../src/incentives/domain/tender.ts";
import { newId } from "../../src/platform/ids.ts";

const [programId, other] = [newId("inc"), newId("inc")];
const rule = { programId, ruleKey: "sql_bounty", amount: money(20_000n, "EUR") };
const spent = (minor: bigint) => [{ programId, ruleKey: "sql_bounty", minor }];

test("what a tender has left is divided among those who are yet to earn, the odd cent to the first", () => {
  expect(tenderPart(rule, { partners: 3, earned: [] }).minor).toBe(6_667n);
  expect(tenderPart(rule, { partners: 2, earned: spent(6_667n) }).minor).toBe(6_667n);
  expect(tenderPart(rule, { partners: 1, earned: spent(13_334n) }).minor).toBe(6_666n);
  expect(tenderPart(rule, { partners: 1, earned: spent(20_000n) })).toMatchObject({
    left: 0n,
    minor: 0n,
  });
  // a rule that pays less by now takes nothing back
  expect(tenderPart(rule, { partners: 1, earned: spent(25_000n) }).minor).toBe(0n);
  // what another program paid is another program's
  const others = [{ ...spent(20_000n)[0]!, programId: other }];
  expect(tenderPart(rule, { partners: 1, earned: others }).minor).toBe(20_000n);
});

test("whoever comes and goes meanwhile, a tender never earns more than the rule pays", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }), (waiting) => {
      const sum = waiting.reduce(
        (all, partners) => all + tenderPart(rule, { partners, earned: spent(all) }).minor,
        0n,
      );
      expect(sum).toBeLessThanOrEqual(20_000n);
    }),
  );
});
