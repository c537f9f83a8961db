import { describe, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
import type { AnswerState, Criterion } from "../../src/qualification/domain/criterion.ts";
import {
  answersWith,
  assessmentConflict,
  decideSaving,
  mayJudgeBy,
} from "../../src/qualification/domain/lead-assessment.ts";
import type { LeadAssessment } from "../../src/qualification/domain/lead-assessment.ts";
import { refuseOutdated } from "../../src/qualification/domain/outdated.ts";
import type { NamedCriteria } from "../../src/qualification/domain/outdated.ts";
import { tellVerdict } from "../../src/qualification/domain/tell-verdict.ts";

const OLD = "01970000-0000-7000-8000-0000000000a1";
const NEW = "01970000-0000-7000-8000-0000000000a2";

const criterion = (key: string, more: Partial<Criterion> = {}): Criterion => ({
  ...{ key, slot: key.toUpperCase(), label: key, required: true, weight: 10 },
  ...{ axis: "INTENT", condition: null, ...more },
});
const answer = (criterionKey: string, state: AnswerState, note: string | null = null) => ({
  ...{ criterionKey, state, note },
});
const version = (id: string, isInForce: boolean, ...criteria: readonly Criterion[]) => ({
  ...({ id, number: 1, state: "PUBLISHED", isInForce, minPoints: null, minFit: null } as const),
  criteria,
});
const open = (more: Partial<LeadAssessment> = {}): LeadAssessment => ({
  id: "01970000-0000-7000-8000-0000000000b1",
  criteriaVersionId: OLD,
  openedAt: new Date("2026-02-03T10:00:00.000Z"),
  savedAt: new Date("2026-02-03T10:00:00.000Z"),
  version: 2,
  answers: [answer("need", "MET", "two days a month"), answer("budget", "PARTIAL")],
  ...more,
});
const named = (number: number, id: string, more: Partial<NamedCriteria> = {}): NamedCriteria => ({
  ...{ id, number, setId: "s", name: "Default criteria", minPoints: null, minFit: null },
  criteria: ["need", "budget"].map((key) => ({
    ...criterion(key),
    ...{ guidance: `How ${key} is told`, evidence: null },
  })),
  ...more,
});

describe("By what a lead may be judged", () => {
  test("by what counts for it, and for seven days by what its open assessment was opened under", () => {
    const at = (time: string) => new Date(time);
    const old = version(OLD, false);

    expect(mayJudgeBy(version(NEW, true), null, at("2027-01-01T00:00:00Z"))).toBe(true);
    expect(mayJudgeBy(old, null, at("2026-02-03T10:00:00.000Z"))).toBe(false);
    expect(mayJudgeBy(old, open(), at("2026-02-10T10:00:00.000Z"))).toBe(true);
    expect(mayJudgeBy(old, open(), at("2026-02-10T10:00:00.001Z"))).toBe(false);
    expect(mayJudgeBy(version(NEW, false), open(), at("2026-02-03T10:00:00.000Z"))).toBe(false);
  });

  test("what is told goes before what was saved, and what was saved under other criteria says nothing", () => {
    const told = [answer("budget", "CONFIRMED", "the offer is signed"), answer("date", "MET")];

    expect(answersWith(version(OLD, true), open(), told)).toEqual([
      answer("budget", "CONFIRMED", "the offer is signed"),
      answer("date", "MET"),
      answer("need", "MET", "two days a month"),
    ]);
    expect(answersWith(version(NEW, true), open(), told)).toEqual(told);
    expect(answersWith(version(OLD, true), null, told)).toEqual(told);
  });
});

describe("What is saved", () => {
  const criteria = [criterion("need"), criterion("budget")];

  test("goes on in the open assessment under the same version, else opens another", () => {
    const one = [answer("need", "MET")];

    expect(decideSaving(version(OLD, true, ...criteria), open(), one)).toEqual({
      ...{ opens: false, version: 3 },
    });
    expect(decideSaving(version(NEW, true, ...criteria), open(), one)).toEqual({
      ...{ opens: true, version: 1 },
    });
    expect(decideSaving(version(OLD, true, ...criteria), null, one)).toEqual({
      ...{ opens: true, version: 1 },
    });
  });

  test("is refused by its place where it is nothing, to no criterion, or to one twice", () => {
    const decide = (...keys: string[]) =>
      decideSaving(
        version(OLD, true, ...criteria),
        null,
        keys.map((key) => answer(key, "MET")),
      );

    expect(decide()).toMatchObject({ code: "VALIDATION_FAILED", path: ["answers"] });
    expect(decide("need", "colour")).toMatchObject({
      ...{ code: "VALIDATION_FAILED", path: ["answers", 1, "criterionKey"] },
      message: '"colour" is no criterion of this version: it has need, budget.',
    });
    expect(decide("need", "budget", "need")).toMatchObject({
      ...{ code: "VALIDATION_FAILED", path: ["answers", 2, "criterionKey"] },
      message: "need is answered twice; answer it once.",
    });
  });

  test("is refused where somebody saved since it was read, with the version that there is", () => {
    expect(assessmentConflict(open(), null)).toBeNull();
    expect(assessmentConflict(open(), 2)).toBeNull();
    expect(assessmentConflict(null, 0)).toBeNull();
    expect(assessmentConflict(open(), 1)).toMatchObject({
      ...{ code: "VERSION_CONFLICT", path: ["expectedAssessmentVersion"] },
      details: { expectedVersion: 1, currentVersion: 2 },
      message: expect.stringContaining("open assessment is at version 2, and version 1 was"),
    });
    expect(assessmentConflict(null, 2)).toMatchObject({
      details: { expectedVersion: 2, currentVersion: 0 },
      message: expect.stringContaining("No assessment of the lead is open"),
    });
  });
});

describe("Outdated criteria", () => {
  test("say which version counts, what is different in it, and until when the open assessment could be finished", () => {
    const [need] = named(1, OLD).criteria;
    const later = named(2, NEW, {
      criteria: [
        ...(need ? [{ ...need, guidance: "Told otherwise" }] : []),
        { ...criterion("date", { label: "Timeline" }), guidance: "A date", evidence: null },
      ],
      minPoints: 10,
    });

    const id = idOf("crt", NEW);
    expect(refuseOutdated(named(1, OLD), later, open())).toMatchObject({
      ...{ code: "CRITERIA_OUTDATED", path: ["criteriaVersionId"] },
      details: { criteriaVersionId: id },
      message: `Criteria version 1 of “Default criteria” is not the one that counts for this lead now: version 2 of “Default criteria” is (${id}). The open assessment was opened under it on 2026-02-03 and could be finished until 2026-02-10. It asks besides: Timeline. It asks no more: budget. It asks otherwise: need. It asks for other sums. Judge the lead under that.`,
    });
  });

  test("of another set tell of no differences, and where none count they say so", () => {
    const other = named(4, NEW, { setId: "t", name: "Upsell", criteria: [] });

    expect(refuseOutdated(named(1, OLD), other, null).message).toBe(
      `Criteria version 1 of “Default criteria” is not the one that counts for this lead now: version 4 of “Upsell” is (${idOf("crt", NEW)}). Judge the lead under that.`,
    );
    expect(refuseOutdated(named(1, OLD), null, null).message).toBe(
      "Criteria version 1 of “Default criteria” is not the one that counts for this lead now, and no others count.",
    );
  });
});

describe("Why a lead does not qualify", () => {
  const told = {
    ...{ policy: { minPoints: 30, minFit: 20 }, passes: false, points: 10, fit: 5 },
    ...{ unmet: [criterion("need")], closed: [criterion("size")] },
  };

  test("is said in English and in German, each part that fails by itself", () => {
    const least = [criterion("need"), criterion("date")];

    expect(tellVerdict({ ...told, least }, "EN")).toEqual([
      "Required and not met: need. The lead qualifies when each of them is MET or CONFIRMED.",
      "What is met weighs 10 in all, and 30 are asked for.",
      "What the prospect is weighs 5, and 20 are asked for.",
      "It would qualify with the fewest other answers if these were met: need, date.",
    ]);
    expect(tellVerdict({ ...told, least }, "DE")).toEqual([
      "Erforderlich und nicht erfüllt: need. Der Lead qualifiziert sich, wenn jedes davon MET oder CONFIRMED ist.",
      "Was erfüllt ist, wiegt zusammen 10, gefordert sind 30.",
      "Was der Interessent ist, wiegt 5, gefordert sind 20.",
      "Mit den wenigsten anderen Antworten würde er sich qualifizieren, wenn dies erfüllt wäre: need, date.",
    ]);
  });

  test("names what no answer can meet, and says so where none would be enough", () => {
    expect(tellVerdict({ ...told, least: null }, "DE").at(-1)).toBe(
      "Keine Antworten würden genügen: Was der Lead selbst angibt, erfüllt nicht: size.",
    );
    expect(tellVerdict({ ...told, least: null, closed: [] }, "DE").at(-1)).toBe(
      "Keine Antworten würden genügen.",
    );
    expect(tellVerdict({ ...told, least: [], passes: true }, "DE")).toEqual([
      "So, wie er ist, qualifiziert er sich.",
    ]);
  });
});
