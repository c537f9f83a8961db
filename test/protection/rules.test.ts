import { expect, test } from "vitest";

import { newId } from "../../src/platform/ids.ts";
import { compareProspects } from "../../src/protection/domain/compare-prospects.ts";
import type { Prospect } from "../../src/protection/domain/compare-prospects.ts";
import { inOrder } from "../../src/protection/domain/conflict.ts";
import { refuseUnlessCustomer, refuseUnlessFree } from "../../src/protection/index.ts";

const early = new Date("2027-02-01T10:00:00.000Z");
const late = new Date("2027-02-01T10:00:00.001Z");
const [lower, higher] = [newId("lead"), newId("lead")].sort() as [
  `lead_${string}`,
  `lead_${string}`,
];

const nord: Prospect = {
  emailKeys: ["anna@nord.de"],
  companyKeys: ["domain:nord.de"],
  phones: [],
  country: null,
  name: { words: ["nord"], remarks: [] },
};
const weightOf = () => 1;
const both = compareProspects(nord, nord, weightOf);

test("whoever claimed earlier is the incumbent, whichever side is looked at", () => {
  const first = { leadId: higher, claimedAt: early };
  const second = { leadId: lower, claimedAt: late };

  const seenByFirst = inOrder(first, second, both);
  const seenBySecond = inOrder(second, first, both);

  expect(seenByFirst).toEqual({ incumbent: higher, challenger: lower, comparison: both });
  expect(seenBySecond).toEqual(seenByFirst);
});

test("of two claims of one instant the lower id is the incumbent, whichever side is looked at", () => {
  const one = { leadId: lower, claimedAt: early };
  const other = { leadId: higher, claimedAt: early };
  const found = { incumbent: lower, challenger: higher };
  expect(inOrder(one, other, both)).toMatchObject(found);
  expect(inOrder(other, one, both)).toMatchObject(found);
});

test("a comparison says on which keys the two agree, and two that agree on none are different", () => {
  const other: Prospect = {
    emailKeys: ["bob@sued.de"],
    companyKeys: ["domain:sued.de"],
    phones: [],
    country: null,
    name: { words: ["sued"], remarks: [] },
  };
  const on = (changes: Partial<Prospect>) => {
    const { decision, matchedOn } = compareProspects(nord, { ...other, ...changes }, weightOf);
    return [decision, ...matchedOn];
  };
  const { emailKeys, companyKeys } = nord;
  expect(on({ emailKeys })).toEqual(["SAME", "EMAIL"]);
  expect(on({ companyKeys })).toEqual(["SAME", "COMPANY"]);
  expect(on({ emailKeys, companyKeys })).toEqual(["SAME", "EMAIL", "COMPANY"]);
  expect(on({})).toEqual(["DIFFERENT"]);
});

test("a lead is free only when it was matched, no conflict is open, and nobody else is protected", () => {
  const conflicts = [newId("cfl"), newId("cfl"), newId("cfl"), newId("cfl")];
  const holder = newId("lead");
  const free = {
    isCustomer: false,
    isCustomerOfLines: false,
    kind: "NEW_BUSINESS" as const,
    matchingFinished: true,
    openConflictIds: [],
    accountId: null,
    protectedLeadIds: [],
    directClaimIds: [],
  };
  expect(refuseUnlessFree(free)).toBeNull();
  expect(
    refuseUnlessFree({ ...free, matchingFinished: false, openConflictIds: conflicts })?.code,
  ).toBe("MATCHING_PENDING");
  const refusal = refuseUnlessFree({ ...free, openConflictIds: conflicts });
  expect(refusal).toMatchObject({
    code: "CONFLICT_OPEN",
    details: { openConflictIds: conflicts },
  });
  expect(refusal?.message).toContain(`${conflicts.slice(0, 3).join(", ")} and 1 more`);
  expect(refuseUnlessFree({ ...free, protectedLeadIds: [holder] })).toMatchObject({
    code: "PROSPECT_PROTECTED",
    message: expect.stringContaining(holder),
  });
});

test("what is more for a customer is refused where none is known, and new business never", () => {
  const facts = {
    matchingFinished: true,
    openConflictIds: [],
    accountId: null,
    protectedLeadIds: [],
    directClaimIds: [],
  };
  const refused = (isCustomer: boolean, isCustomerOfLines: boolean) =>
    (["NEW_BUSINESS", "PRODUCT_QUALIFIED", "CROSS_SELL", "UPSELL", "RENEWAL"] as const).filter(
      (kind) => refuseUnlessCustomer({ ...facts, kind, isCustomer, isCustomerOfLines }) !== null,
    );
  expect(refused(false, false)).toEqual(["CROSS_SELL", "UPSELL", "RENEWAL"]);
  expect(refused(true, false)).toEqual(["UPSELL", "RENEWAL"]);
  expect(refused(true, true)).toEqual([]);
});
