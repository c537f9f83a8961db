import { describe, expect, it } from "vitest";

import { isRefusal, REFUSALS, refuse, unreachable } from "../../src/kernel/index.ts";

describe("refusals", () => {
  it("say what stands in the way, where, and what a program needs to go on", () => {
    const refusal = refuse("VERSION_CONFLICT", "The lead was changed since; read it again.", {
      path: ["expectedVersion"],
      details: { currentVersion: 4 },
    });

    expect(refusal).toEqual({
      refused: true,
      code: "VERSION_CONFLICT",
      message: "The lead was changed since; read it again.",
      path: ["expectedVersion"],
      details: { currentVersion: 4 },
    });
  });

  it("concern no single input unless one is named", () => {
    expect(refuse("CONFLICT_OPEN", "Decide the conflict first.")).toMatchObject({
      path: null,
      details: {},
    });
  });

  it("are still refusals after a replay from storage", () => {
    const refusal = refuse("CRITERIA_NOT_MET", "3 of 4 criteria are met.", {
      path: ["answers", 2],
    });
    const replayed: unknown = JSON.parse(JSON.stringify(refusal));

    expect(replayed).toEqual(refusal);
    expect(isRefusal(replayed)).toBe(true);
  });

  it.each([null, undefined, "refused", 1, [], {}, { refused: false }, { kind: "LeadRegistered" }])(
    "are not mistaken for outcomes (%j)",
    (outcome) => {
      expect(isRefusal(outcome)).toBe(false);
    },
  );

  it("have a meaning of one line under each code", () => {
    for (const [code, meaning] of Object.entries(REFUSALS)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(meaning).toMatch(/^[A-Z].{10,98}\.$/);
    }
  });
});

describe("a case nobody foresaw", () => {
  it("stops the work and names the case", () => {
    expect(() => unreachable({ kind: "LeadTeleported" } as never)).toThrow(
      'not one of the cases foreseen: {"kind":"LeadTeleported"}',
    );
    expect(() => unreachable(undefined as never)).toThrow(
      "not one of the cases foreseen: undefined",
    );
  });
});
