import { expect, test } from "vitest";

import { newId } from "../../src/platform/ids.ts";
import { conflictBetween } from "../../src/protection/domain/conflict.ts";
import { refuseUnlessFree } from "../../src/protection/index.ts";

const early = new Date("2027-02-01T10:00:00.000Z");
const late = new Date("2027-02-01T10:00:00.001Z");
const [lower, higher] = [newId("lead"), newId("lead")].sort() as [
  `lead_${string}`,
  `lead_${string}`,
];
const both = { sameEmail: true, sameCompany: true };

test("whoever claimed earlier is the incumbent, whichever side is looked at", () => {
  const first = { leadId: higher, claimedAt: early };
  const second = { leadId: lower, claimedAt: late };

  const seenByFirst = conflictBetween(first, { ...second, ...both });
  const seenBySecond = conflictBetween(second, { ...first, ...both });

  expect(seenByFirst).toEqual({
    incumbent: higher,
    challenger: lower,
    matchedOn: ["EMAIL", "COMPANY"],
  });
  expect(seenBySecond).toEqual(seenByFirst);
});

test("of two claims of one instant the lower id is the incumbent, whichever side is looked at", () => {
  const one = { leadId: lower, claimedAt: early };
  const other = { leadId: higher, claimedAt: early };
  const found = { incumbent: lower, challenger: higher };
  expect(conflictBetween(one, { ...other, ...both })).toMatchObject(found);
  expect(conflictBetween(other, { ...one, ...both })).toMatchObject(found);
});

test("a conflict says on which keys the two agree, and without one there is none", () => {
  const claim = { leadId: lower, claimedAt: early };
  const rival = { leadId: higher, claimedAt: late };
  const on = (sameEmail: boolean, sameCompany: boolean) =>
    conflictBetween(claim, { ...rival, sameEmail, sameCompany })?.matchedOn ?? null;
  expect(on(true, false)).toEqual(["EMAIL"]);
  expect(on(false, true)).toEqual(["COMPANY"]);
  expect(on(false, false)).toBeNull();
});

test("a lead is free only when it was matched and no conflict is open", () => {
  const conflicts = [newId("cfl"), newId("cfl"), newId("cfl"), newId("cfl")];
  expect(refuseUnlessFree({ matchingFinished: true, openConflictIds: [] })).toBeNull();
  expect(refuseUnlessFree({ matchingFinished: false, openConflictIds: conflicts })?.code).toBe(
    "MATCHING_PENDING",
  );
  const refusal = refuseUnlessFree({ matchingFinished: true, openConflictIds: conflicts });
  expect(refusal).toMatchObject({
    code: "CONFLICT_OPEN",
    details: { openConflictIds: conflicts },
  });
  expect(refusal?.message).toContain(`${conflicts.slice(0, 3).join(", ")} and 1 more`);
});
