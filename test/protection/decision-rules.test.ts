import { describe, expect, test } from "vitest";

import { newId } from "../../src/platform/ids.ts";
import { refuseAppeal, refuseDeciding } from "../../src/protection/domain/appeal.ts";
import { availabilityOf } from "../../src/protection/domain/availability.ts";
import { decideConflict } from "../../src/protection/domain/conflict-decision.ts";
import type { ConflictOutcome } from "../../src/protection/domain/conflict-decision.ts";
import { refuseConfirming } from "../../src/protection/domain/direct-claim.ts";
import { refuseRequest } from "../../src/protection/domain/protection.ts";

const side = () => ({ leadId: newId("lead"), partnerId: newId("prt"), isClaiming: true });
const conflict = {
  id: newId("cfl"),
  state: "OPEN",
  version: 1,
  incumbent: side(),
  challenger: side(),
};
const asked = {
  outcome: "FIRST_WINS" as ConflictOutcome,
  expectedVersion: 1,
  incumbentSharePpm: null,
  decider: "max",
  directClaimants: ["rosa"],
};
const kinds = (outcome: ConflictOutcome, incumbentSharePpm: number | null = null) => {
  const fates = decideConflict(conflict, { ...asked, outcome, incumbentSharePpm });
  return "refused" in fates ? fates.code : [fates.incumbent.kind, fates.challenger.kind];
};

describe("a conflict", () => {
  test("ends for one lead, for both, or for neither", () => {
    expect(kinds("FIRST_WINS")).toEqual(["WINS", "LOSES"]);
    expect(kinds("SECOND_WINS")).toEqual(["LOSES", "WINS"]);
    expect(kinds("SPLIT", 300_000)).toEqual(["SHARES", "SHARES"]);
    expect(kinds("CO_SELL")).toEqual(["SHARES", "SHARES"]);
    expect(kinds("VENDOR_RETAINS")).toEqual(["LOSES", "LOSES"]);
    expect(kinds("BOTH_REJECTED")).toEqual(["LOSES", "LOSES"]);
  });

  test("is split with a share, and shared in no other way with one", () => {
    expect(kinds("SPLIT")).toBe("VALIDATION_FAILED");
    expect(kinds("CO_SELL", 300_000)).toBe("VALIDATION_FAILED");
  });

  test("is decided at the version that was read, while it is open and both claim", () => {
    const code = (changed: object) => {
      const decided = decideConflict({ ...conflict, ...changed }, asked);
      return "refused" in decided ? decided.code : "DONE";
    };
    expect(code({})).toBe("DONE");
    expect(code({ version: 2 })).toBe("VERSION_CONFLICT");
    expect(code({ state: "LAPSED" })).toBe("ALREADY_DONE");
    expect(code({ challenger: { ...side(), isClaiming: false } })).toBe("BUSINESS_RULE");
  });

  test("is not retained for the vendor by whoever claimed for it, and by others is", () => {
    const outcome = "VENDOR_RETAINS" as const;
    expect(decideConflict(conflict, { ...asked, outcome, decider: "rosa" })).toMatchObject({
      code: "BUSINESS_RULE",
    });
    expect(decideConflict(conflict, { ...asked, decider: "rosa" })).not.toHaveProperty("refused");
  });
});

test("more days are asked for as often as the program says, and one request at a time", () => {
  const code = (policy: "NONE" | "ONCE" | "MANY", requests: number, isPending = false) =>
    refuseRequest({ state: "RUNNING", policy, requests, isPending })?.code ?? "DONE";
  expect([code("NONE", 0), code("ONCE", 0), code("ONCE", 1)]).toEqual([
    "BUSINESS_RULE",
    "DONE",
    "BUSINESS_RULE",
  ]);
  expect([code("MANY", 7), code("MANY", 7, true)]).toEqual(["DONE", "ALREADY_DONE"]);
  expect(refuseRequest(null)?.code).toBe("BUSINESS_RULE");
});

test("an appeal is made once and in time, and decided by somebody who took no part", () => {
  const until = new Date("2026-02-18T00:00:00.000Z");
  const before = new Date(until.getTime() - 1);
  const decision = { until, appeal: null, tookPart: ["rosa"] };
  const appealed = { ...decision, appeal: { id: newId("apl"), isOpen: true } };
  expect(refuseAppeal(decision, before)).toBeNull();
  expect(refuseAppeal(decision, until)?.code).toBe("BUSINESS_RULE");
  expect(refuseAppeal(appealed, before)?.code).toBe("ALREADY_DONE");
  expect(refuseAppeal(null, before)?.code).toBe("BUSINESS_RULE");
  expect(refuseDeciding(appealed, "max")).toBeNull();
  expect(refuseDeciding(appealed, "rosa")?.code).toBe("BUSINESS_RULE");
  expect(refuseDeciding(decision, "max")?.code).toBe("BUSINESS_RULE");
});

test("an earlier contact is confirmed by somebody else, once, while the claim stands", () => {
  const claim = {
    version: 1,
    contactedAt: new Date("2026-01-14T09:00:00.000Z"),
    isConfirmed: false,
    isOver: false,
    recordedBy: "rosa",
  };
  const code = (changed: object, by = "max", version = 1) =>
    refuseConfirming({ ...claim, ...changed }, by, version)?.code ?? "DONE";
  expect(code({})).toBe("DONE");
  expect(code({}, "rosa")).toBe("BUSINESS_RULE");
  expect(code({}, "max", 2)).toBe("VERSION_CONFLICT");
  expect(code({ contactedAt: null })).toBe("BUSINESS_RULE");
  expect(code({ isConfirmed: true })).toBe("ALREADY_DONE");
  expect(code({ isOver: true })).toBe("ALREADY_DONE");
});

test("what a partner is told of a prospect never depends on the cause", () => {
  const domain = ["domain:nord.de"];
  const same = [{ decision: "SAME" }, { decision: "POSSIBLE" }] as const;
  expect(availabilityOf(domain, same)).toBe("NOT_AVAILABLE");
  expect(availabilityOf(domain, [])).toBe("AVAILABLE");
  expect(availabilityOf(domain, [{ decision: "POSSIBLE" }])).toBe("NEEDS_MORE_INFORMATION");
  expect(availabilityOf(["name:nord:"], [])).toBe("NEEDS_MORE_INFORMATION");
});
