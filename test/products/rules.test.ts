import { describe, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
import {
  refuseChange,
  refuseNewLine,
  refuseRetiring,
} from "../../src/products/domain/product-line.ts";
import type { StandingLine } from "../../src/products/domain/product-line.ts";
import { ALL_LINES } from "../../src/products/index.ts";

const id = (digit: number) => idOf("pln", `01970000-0000-7000-8000-00000000010${digit}`);
const line = (more: Partial<StandingLine> = {}): StandingLine => ({
  ...{ id: id(1), name: "Suite", parentId: ALL_LINES, isRetired: false, version: 3 },
  ...more,
});
const all = line({ id: ALL_LINES, name: "ALL", parentId: null, version: 1 });
const change = { name: null, parentId: id(2), expectedVersion: 3 };
const facts = { line: line(), parent: line({ id: id(2) }), isParentBeneath: false };

describe("a product line", () => {
  test("stands under one that is there and sold", () => {
    expect(refuseNewLine({ parent: all })).toBeNull();
    expect(refuseNewLine({ parent: null })).toMatchObject({
      code: "NOT_FOUND",
      path: ["parentId"],
    });
    const retired = line({ isRetired: true });
    expect(refuseNewLine({ parent: retired })).toMatchObject({ code: "BUSINESS_RULE" });
  });

  test("is renamed and moved, but never beneath itself", () => {
    expect(refuseChange(facts, change)).toBeNull();
    expect(refuseChange(facts, { ...change, name: "Cloud", parentId: null })).toBeNull();
    const circle = { ...facts, isParentBeneath: true };
    expect(refuseChange(circle, change)).toMatchObject({
      code: "BUSINESS_RULE",
      path: ["parentId"],
    });
  });

  test("changes by who read it as it is, while it is sold, and only where something changes", () => {
    const stale = { ...change, expectedVersion: 2 };
    expect(refuseChange(facts, stale)).toMatchObject({ code: "VERSION_CONFLICT" });
    expect(refuseChange({ ...facts, line: null }, change)).toMatchObject({ code: "NOT_FOUND" });
    const retired = { ...facts, line: line({ isRetired: true }) };
    expect(refuseChange(retired, change)).toMatchObject({ code: "ALREADY_DONE" });
    const same = { ...change, name: "Suite", parentId: ALL_LINES };
    expect(refuseChange(facts, same)).toMatchObject({ code: "ALREADY_DONE" });
  });

  test("is retired after those beneath it; ALL never changes", () => {
    expect(refuseRetiring(line(), { expectedVersion: 3, beneath: 0 })).toBeNull();
    const early = refuseRetiring(line(), { expectedVersion: 3, beneath: 2 });
    expect(early).toMatchObject({ code: "BUSINESS_RULE" });
    const whole = refuseRetiring(all, { expectedVersion: 1, beneath: 0 });
    expect(whole).toMatchObject({ code: "BUSINESS_RULE" });
    expect(refuseChange({ ...facts, line: all }, change)).toMatchObject({ code: "BUSINESS_RULE" });
  });
});
