import { describe, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { decideMerge } from "../../src/succession/domain/merge.ts";
import type { MergeAsked, MergingLead } from "../../src/succession/domain/merge.ts";
import { refuseOffer } from "../../src/succession/domain/offer.ts";
import { refuseTransfer } from "../../src/succession/domain/transfer.ts";
import type { TransferFacts } from "../../src/succession/domain/transfer.ts";

const [alpha, beta] = [newId("prt"), newId("prt")];
const programId = newId("prg");

const lead = (claimed: string, more: Partial<MergingLead> = {}): MergingLead => ({
  id: newId("lead"),
  partnerId: alpha,
  programId,
  stage: "SUBMITTED",
  claimedAt: new Date(claimed),
  isVendors: false,
  isOffered: false,
  namesMoreThan: [],
  openConflictIds: [],
  openClaimConflictIds: [],
  groupId: null,
  sharesWith: [],
  ...more,
});

const asked = (more: Partial<MergeAsked> = {}): MergeAsked => ({
  survivorId: null,
  ...more,
});

const FIRST = lead("2026-02-01", { partnerId: beta });
const SECOND = lead("2026-02-02");

describe("of leads that are merged", () => {
  test("the one that claimed first goes on, unless another one is named", () => {
    const decided = decideMerge([SECOND, FIRST], asked());
    expect(decided).toMatchObject({ survivor: { id: FIRST.id }, merged: [{ id: SECOND.id }] });
    const named = decideMerge([SECOND, FIRST], asked({ survivorId: SECOND.id }));
    expect(named).toMatchObject({ survivor: { id: SECOND.id }, merged: [{ id: FIRST.id }] });
  });

  test("none stands further than the one that goes on, and a returned one behind all", () => {
    const accepted = lead("2026-02-03", { stage: "SAL" });
    const returned = lead("2026-02-04", { stage: "RECYCLED" });
    expect(decideMerge([FIRST, accepted], asked())).toMatchObject({
      code: "BUSINESS_RULE",
      message: expect.stringContaining(accepted.id),
    });
    expect(decideMerge([FIRST, returned], asked())).toMatchObject({
      survivor: { id: FIRST.id },
    });
    expect(decideMerge([FIRST, returned], asked({ survivorId: returned.id }))).toMatchObject({
      code: "BUSINESS_RULE",
    });
  });

  test("none is of another program, in conflict or shared with a lead that is not among them", () => {
    const code = (more: Partial<MergingLead>) => {
      const decided = decideMerge([FIRST, lead("2026-02-03", more)], asked());
      return "refused" in decided ? decided.code : "done";
    };
    expect(code({ programId: newId("prg") })).toBe("BUSINESS_RULE");
    expect(code({ openConflictIds: [newId("cfl")] })).toBe("CONFLICT_OPEN");
    expect(code({ openClaimConflictIds: [newId("clc")] })).toBe("CONFLICT_OPEN");
    expect(code({ isOffered: true })).toBe("BUSINESS_RULE");
    expect(code({ sharesWith: [newId("lead")], groupId: "g" })).toBe("BUSINESS_RULE");
    expect(code({})).toBe("done");
  });

  test("the vendor's own goes on in a partner's, never the other way", () => {
    const vendors = lead("2026-01-31", { partnerId: newId("prt"), isVendors: true });
    expect(decideMerge([FIRST, vendors], asked())).toMatchObject({ code: "BUSINESS_RULE" });
    const named = asked({ survivorId: FIRST.id });
    expect(decideMerge([FIRST, vendors], named)).toMatchObject({ survivor: { id: FIRST.id } });
  });
});

test("leads are not merged into one that is about less", () => {
  const [narrow, wide] = [lead("2026-01-01"), lead("2026-02-01")];
  const wider = { ...wide, namesMoreThan: [narrow.id] };
  expect(decideMerge([narrow, wider], asked())).toMatchObject({ path: ["survivorId"] });
  expect(decideMerge([narrow, wider], asked({ survivorId: wide.id }))).toMatchObject({
    survivor: wider,
  });
});

describe("a lead is passed on", () => {
  const facts: TransferFacts = {
    receiver: { state: "ACTIVE", isVendor: false, isEnrolled: true },
    isVendors: false,
    holder: null,
    isHeldOtherwise: false,
    openConflictIds: [],
    openClaimConflictIds: [],
  };
  const holder: LeadId = idOf("lead", "01970000-0000-7000-8000-00000000000f");
  const refused = (more: Partial<TransferFacts>, to = beta) =>
    refuseTransfer(alpha, to, { ...facts, ...more })?.code ?? "done";

  test("to an active partner that has not got the prospect, once it is undisputed", () => {
    expect(refused({})).toBe("done");
    expect(refused({}, alpha)).toBe("BUSINESS_RULE");
    expect(refused({ receiver: null })).toBe("NOT_FOUND");
    expect(refused({ receiver: { state: "ACTIVE", isVendor: true, isEnrolled: true } })).toBe(
      "NOT_FOUND",
    );
    expect(refused({ receiver: { state: "SUSPENDED", isVendor: false, isEnrolled: true } })).toBe(
      "BUSINESS_RULE",
    );
    expect(refused({ receiver: { state: "ACTIVE", isVendor: false, isEnrolled: false } })).toBe(
      "BUSINESS_RULE",
    );
    expect(refused({ isVendors: true })).toBe("BUSINESS_RULE");
    expect(refused({ openConflictIds: [newId("cfl")] })).toBe("CONFLICT_OPEN");
    expect(refused({ openClaimConflictIds: [newId("clc")] })).toBe("CONFLICT_OPEN");
    expect(refused({ isHeldOtherwise: true })).toBe("PROSPECT_PROTECTED");
    expect(refused({ holder })).toBe("DUPLICATE_LEAD");
  });
});

describe("a lead is offered", () => {
  const facts: TransferFacts = {
    receiver: { state: "ACTIVE", isVendor: false, isEnrolled: true },
    isVendors: true,
    holder: null,
    isHeldOtherwise: false,
    openConflictIds: [],
    openClaimConflictIds: [],
  };
  const leadId = newId("lead");

  test("where whoever takes it would hold it as the vendor does", () => {
    expect(refuseOffer(leadId, "SAL", facts)).toBeNull();
    expect(refuseOffer(leadId, "SAL", { ...facts, isHeldOtherwise: true })?.code).toBe(
      "PROSPECT_PROTECTED",
    );
  });
});
