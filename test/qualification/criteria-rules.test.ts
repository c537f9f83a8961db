import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Refusal } from "../../src/kernel/index.ts";
import { lintCriteria, problemsOfCriteria } from "../../src/qualification/domain/criteria-draft.ts";
import { CRITERIA_TEMPLATES } from "../../src/qualification/domain/criteria-templates.ts";
import type { AnswerState, Criterion } from "../../src/qualification/domain/criterion.ts";
import {
  conditionHolds,
  readCriterionCondition,
} from "../../src/qualification/domain/lead-condition.ts";
import { leastToPass } from "../../src/qualification/domain/least-to-pass.ts";
import { decideSignature } from "../../src/qualification/domain/publish.ts";
import type { DraftToSign } from "../../src/qualification/domain/publish.ts";
import { evaluate, judge } from "../../src/qualification/domain/verdict.ts";

const criterion = (key: string, more: Partial<Criterion> = {}): Criterion => ({
  ...{ key, slot: key.toUpperCase(), label: key, required: false, weight: 10 },
  ...{ axis: "INTENT", condition: null, ...more },
});
const answer = (criterionKey: string, state: AnswerState) => ({ criterionKey, state, note: null });
const unasked = () => null;
const version = (
  criteria: readonly Criterion[],
  minPoints: number | null,
  minFit: number | null,
) => ({
  ...({ id: "x", number: 2, state: "PUBLISHED", isInForce: true } as const),
  ...{ criteria, minPoints, minFit },
});

describe("What answers come to", () => {
  test("what is met weighs all, what is partly so half rounded down, and fit is weighed apart", () => {
    const criteria = [
      criterion("size", { axis: "FIT", weight: 15 }),
      criterion("need", { weight: 20 }),
      criterion("date", { weight: 5 }),
    ];
    const judged = judge(
      { criteria, minPoints: 27, minFit: 7 },
      [answer("size", "PARTIAL"), answer("need", "CONFIRMED")],
      unasked,
    );

    expect(judged).toMatchObject({ points: 27, fit: 7, unmet: [], isMet: true });
    expect(judge({ criteria, minPoints: 28, minFit: 7 }, judged.answers, unasked).isMet).toBe(
      false,
    );
    expect(judge({ criteria, minPoints: 27, minFit: 8 }, judged.answers, unasked).isMet).toBe(
      false,
    );
  });

  test("a condition that does not hold goes before what was answered; one that holds answers only where nobody did", () => {
    const criteria = [criterion("value", { required: true, condition: "value >= 50000" })];
    const policy = { criteria, minPoints: null, minFit: null };
    const stateFor = (state: AnswerState, says: boolean | null) =>
      judge(policy, [answer("value", state)], () => says).answers[0]?.state;

    expect(stateFor("CONFIRMED", false)).toBe("NOT_MET");
    expect(stateFor("MET", false)).toBe("NOT_MET");
    expect(stateFor("UNKNOWN", false)).toBe("NOT_MET");
    expect(stateFor("UNKNOWN", true)).toBe("MET");
    expect(stateFor("NOT_MET", true)).toBe("NOT_MET");
    expect(stateFor("PARTIAL", true)).toBe("PARTIAL");
    expect(stateFor("MET", true)).toBe("MET");
    expect(stateFor("CONFIRMED", true)).toBe("CONFIRMED");
    expect(stateFor("PARTIAL", null)).toBe("PARTIAL");
  });

  test("a refusal says what is required and not met, and how much is missing of each sum", () => {
    const criteria = [criterion("need", { required: true }), criterion("size", { axis: "FIT" })];

    expect(evaluate(version(criteria, 20, 5), [answer("size", "NOT_MET")], unasked)).toMatchObject({
      code: "CRITERIA_NOT_MET",
      message:
        "Required and not met: need. The lead qualifies when each of them is MET or CONFIRMED. What is met weighs 0 in all, and 20 are asked for. What the prospect is weighs 0, and 5 are asked for. It would qualify with the fewest other answers if these were met: need, size.",
      details: { unmetCriteria: ["need"] },
    });
  });

  test("a refusal says so where no answers would be enough, and why", () => {
    const criteria = [
      criterion("value", { required: true, condition: "value >= 50000" }),
      criterion("need"),
    ];
    const messageFor = (minPoints: number, says: boolean | null) =>
      (evaluate(version(criteria, minPoints, null), [], () => says) as Refusal).message;

    expect(messageFor(10, false)).toContain(
      "No answers would be enough: the lead's own facts do not meet value.",
    );
    expect(messageFor(21, null)).toMatch(/No answers would be enough\.$/);
    expect(messageFor(10, null)).not.toContain("would");
  });

  test("the fewest other answers are as few as any that would do, of all there are", () => {
    const states = ["UNKNOWN", "NOT_MET", "PARTIAL", "MET", "CONFIRMED"] as const;
    const drawnCriteria = fc.array(
      fc.record({
        ...{ required: fc.boolean(), weight: fc.integer({ min: 0, max: 30 }), isFit: fc.boolean() },
        ...{ state: fc.constantFrom(...states), isDenied: fc.nat(5).map((drawn) => drawn === 0) },
      }),
      { minLength: 1, maxLength: 8 },
    );
    let [few, none] = [0, 0];
    fc.assert(
      fc.property(drawnCriteria, fc.nat(120), fc.nat(60), (drawn, minPoints, minFit) => {
        const criteria = drawn.map(({ required, weight, isFit, isDenied }, index) =>
          criterion(`c${index}`, {
            ...{ required, weight, axis: isFit ? "FIT" : "INTENT" },
            condition: isDenied ? "denied" : null,
          }),
        );
        const policy = { criteria, minPoints, minFit };
        const holds = () => false;
        const passes = (isChanged: (index: number) => boolean) => {
          const answers = drawn.map(({ state }, index) =>
            answer(`c${index}`, isChanged(index) ? "MET" : state),
          );
          return judge(policy, answers, holds).isMet;
        };
        const sets = Array.from({ length: 2 ** drawn.length }, (_, set) => set);
        const sizes = sets
          .filter((set) => passes((index) => (set & (1 << index)) !== 0))
          .map((set) => drawn.filter((_, index) => (set & (1 << index)) !== 0).length);
        const now = judge(
          policy,
          drawn.map(({ state }, index) => answer(`c${index}`, state)),
          holds,
        );
        const found = criteria.map((each, index) => {
          const state = now.answers[index]?.state ?? "UNKNOWN";
          const half = state === "PARTIAL" ? Math.floor(each.weight / 2) : 0;
          const earned = state === "MET" || state === "CONFIRMED" ? each.weight : half;
          return { criterion: each, state, earned, isOpen: each.condition === null };
        });
        const least = leastToPass(found, policy);

        expect(least?.length ?? Infinity).toBe(Math.min(...sizes));
        if (least)
          expect(passes((index) => least.some(({ key }) => key === `c${index}`))).toBe(true);
        if (least && least.length > 1) few += 1;
        if (!least) none += 1;
      }),
      { numRuns: 500 },
    );
    expect([few > 5, none > 5]).toEqual([true, true]);
  });

  test("what passes goes on passing with any answer that is better", () => {
    const states = ["UNKNOWN", "NOT_MET", "PARTIAL", "MET", "CONFIRMED"] as const;
    const rank = { UNKNOWN: 0, NOT_MET: 0, PARTIAL: 1, MET: 2, CONFIRMED: 2 };
    const many = fc.array(
      fc.record({
        ...{ required: fc.boolean(), weight: fc.integer({ min: 0, max: 100 }) },
        ...{
          isFit: fc.boolean(),
          state: fc.constantFrom(...states),
          better: fc.constantFrom(...states),
        },
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(many, fc.nat(300), fc.nat(200), (drawn, minPoints, minFit) => {
        const criteria = drawn.map(({ required, weight, isFit }, index) =>
          criterion(`c${index}`, { required, weight, axis: isFit ? "FIT" : "INTENT" }),
        );
        const policy = { criteria, minPoints, minFit };
        const before = drawn.map(({ state }, index) => answer(`c${index}`, state));
        const after = drawn.map(({ state, better }, index) =>
          answer(`c${index}`, rank[better] > rank[state] ? better : state),
        );
        const [one, other] = [judge(policy, before, unasked), judge(policy, after, unasked)];

        expect(other.points).toBeGreaterThanOrEqual(one.points);
        expect(!one.isMet || other.isMet).toBe(true);
      }),
    );
  });
});

describe("What is written down", () => {
  test("every template can be saved as it is, and published", () => {
    expect(CRITERIA_TEMPLATES.map(({ key }) => key)).toEqual([
      "bant",
      "meddic",
      "champ",
      "gpct",
      "it_software",
      "machinery_tender",
      "saas_demo",
    ]);
    for (const template of CRITERIA_TEMPLATES) {
      expect([template.key, problemsOfCriteria(template)]).toEqual([template.key, []]);
      expect([template.key, lintCriteria(template.criteria)]).toEqual([template.key, []]);
      const keys = template.criteria.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  test("a criterion says how to tell, gives an example, and asks for evidence or has a condition", () => {
    const bare = {
      ...{ ...criterion("need"), labels: [], guidance: "", example: null, evidence: null },
    };

    expect(lintCriteria([bare]).map(({ code }) => code)).toEqual([
      "NO_GUIDANCE",
      "NO_EXAMPLE",
      "NOT_MEASURABLE",
    ]);
    const measured = { ...bare, guidance: "So", example: "Thus", condition: "value > 1" };
    expect(lintCriteria([measured])).toEqual([]);
  });

  test("criteria that ask nothing, or more than they weigh, are wrong", () => {
    const told = (
      criteria: readonly Criterion[],
      minPoints: number | null,
      minFit: number | null,
    ) => problemsOfCriteria({ criteria, minPoints, minFit }).map(([field]) => field);

    expect(told([], null, null)).toEqual(["criteria"]);
    expect(told([criterion("a")], null, null)).toEqual(["criteria"]);
    expect(told([criterion("a")], 11, null)).toEqual(["minPoints"]);
    expect(told([criterion("a")], 10, 1)).toEqual(["minFit"]);
    expect(told([criterion("a", { axis: "FIT" })], 10, 10)).toEqual([]);
  });

  test("a condition is refused with its line and column, and asks of the lead alone", () => {
    const wrong = readCriterionCondition('country ==\n "DE" &&');
    expect(wrong.ok ? "" : wrong.problem).toContain("at line 2, column ");
    expect(readCriterionCondition('partnerId == "prt_x"').ok).toBe(false);
    const facts = {
      ...{ kind: "NEW_BUSINESS", source: "", campaign: "", country: "DE", companyDomain: "" },
      ...{ value: 50_000n, currency: "EUR", productLines: [], fields: {} },
    };
    expect(conditionHolds('value >= 50000 && currency == "EUR"', facts)).toBe(true);
    expect(conditionHolds('fields["users"] == "20"', facts)).toBeNull();
  });
});

describe("A draft is signed", () => {
  const at = new Date("2026-03-01T00:00:00Z");
  const draft: DraftToSign = {
    ...{ number: 2, state: "DRAFT", earliestAt: null, findings: [], sides: ["SALES"], signed: [] },
    ...{ isSignedByActor: false, isSetRetired: false, lastNumber: 1 },
    lastEffectiveAt: new Date("2026-01-01T00:00:00Z"),
  };

  test("by both sides, and counts from the second signature or from its day on", () => {
    expect(decideSignature(draft, at)).toEqual({
      ...{ kind: "CriteriaSigned", side: "SALES", effectiveAt: null },
    });
    const half = { ...draft, sides: ["MARKETING"], signed: ["SALES"] };
    expect(decideSignature(half, at)).toMatchObject({ side: "MARKETING", effectiveAt: at });
    const earliestAt = new Date("2026-04-01T00:00:00Z");
    expect(decideSignature({ ...half, earliestAt }, at)).toMatchObject({ effectiveAt: earliestAt });
    expect(decideSignature({ ...half, lastEffectiveAt: earliestAt }, at)).toMatchObject({
      code: "BUSINESS_RULE",
    });
  });

  test("not by one side twice, and not with both roles by one person", () => {
    expect(decideSignature({ ...draft, signed: ["SALES"] }, at)).toMatchObject({
      code: "BUSINESS_RULE",
    });
    const both = { ...draft, sides: ["SALES", "MARKETING"], signed: ["SALES"] };
    expect(decideSignature({ ...both, isSignedByActor: true }, at)).toMatchObject({
      code: "ALREADY_DONE",
    });
  });
});
