import { describe, expect, test } from "vitest";

import { fitTrees, treesLogit } from "../../src/scoring/domain/boosted-trees.ts";
import { chancesOf, foldsOf, sigmoid } from "../../src/scoring/domain/chance.ts";
import { chooseBy, judgeApart } from "../../src/scoring/domain/choice.ts";
import { encode, encodeForLearning, learnEncodings } from "../../src/scoring/domain/encoding.ts";
import type { Example, FeatureValue } from "../../src/scoring/domain/encoding.ts";
import type { HeldOut } from "../../src/scoring/domain/fitting.ts";
import { Learned } from "../../src/scoring/domain/learned-model.ts";
import { learnedScoreOf } from "../../src/scoring/domain/learned-score.ts";
import { fitLogistic, logisticLogit } from "../../src/scoring/domain/logistic.ts";
import { aucOf, measuresOf } from "../../src/scoring/domain/measures.ts";
import type { Judged } from "../../src/scoring/domain/measures.ts";
import { pairedDifference } from "../../src/scoring/domain/paired-difference.ts";
import { plainModel } from "../../src/scoring/domain/plain-model.ts";
import { refuseLearned } from "../../src/scoring/domain/publication.ts";
import { train } from "../../src/scoring/domain/training.ts";
import type { DatedExample } from "../../src/scoring/domain/training.ts";

const judged = (...pairs: readonly (readonly [number, 0 | 1])[]): readonly Judged[] =>
  pairs.map(([chance, outcome]) => ({ chance, isPositive: outcome === 1 }));
/** As many leads with one value, of which so many came true. */
const some = (
  values: Readonly<Record<string, FeatureValue>>,
  leads: number,
  positives: number,
): readonly Example[] =>
  Array.from({ length: leads }, (_, at) => ({ values, isPositive: at < positives }));

describe("How well chances foretell", () => {
  test("is counted by pairs, with ties as halves, and by how far off they are", () => {
    const four = judged([0.1, 0], [0.4, 1], [0.4, 0], [0.8, 1]);

    // of four pairs three are in order and one is tied
    expect(aucOf(four)).toBe(0.875);
    // (0.01 + 0.36 + 0.16 + 0.04) / 4
    expect(measuresOf(four)?.brier).toBeCloseTo(0.1425, 12);
    expect(measuresOf(judged([0.2, 1], [0.3, 1]))).toBeNull();
  });

  test("is what the best fifth has more than all, where a tie at its border counts by its part", () => {
    const rest = judged([0.3, 1], [0.3, 1], [0.2, 0], [0.2, 0], [0.1, 0], [0.1, 0], [0.1, 0]);

    // four of ten are positive: two of the best two are 2.5 times as many
    const sharp = judged([0.9, 1], [0.8, 1], [0.4, 0]);
    expect(measuresOf([...sharp, ...rest])?.liftAt20).toBeCloseTo(2.5, 12);
    // one place is left for two, of which one is positive
    const tied = judged([0.9, 1], [0.8, 1], [0.8, 0]);
    expect(measuresOf([...tied, ...rest])?.liftAt20).toBeCloseTo(1.5 / 2 / 0.4, 12);
  });

  test("has a slope under 1 where chances are too bold", () => {
    // of those said to be 9 in 10, 3 in 4 are: ln 3 / ln 9 = 1/2
    const bold = [0.9, 0.1].flatMap((chance) =>
      [1, 2, 3, 4].map((at): Judged => ({ chance, isPositive: chance > 0.5 ? at > 1 : at === 1 })),
    );

    expect(measuresOf(bold)?.slope).toBeCloseTo(0.5, 4);
  });

  test("differs by an interval that is widened because what taught overlaps", () => {
    const differences = Array.from({ length: 25 }, (_, at) => (at < 12 ? 0.01 : 0.03));

    const { mean, from, to } = pairedDifference(differences, 0.25);
    // variance 0.002496 / 24 = 0.000104; 2.0639 × √(0.29 × 0.000104) = 0.01133
    expect(mean).toBeCloseTo(0.0204, 12);
    expect([from, to]).toEqual([expect.closeTo(0.00907, 4), expect.closeTo(0.03173, 4)]);
    expect(() => pairedDifference(differences.slice(1), 0.25)).toThrow("24 differences, not 25");
  });
});

describe("A logistic regression", () => {
  const rows = [0, 0, 0, 0, 1, 1, 1, 1].map((each) => Float64Array.of(each));
  const outcomes = [true, false, false, false, true, true, true, false];

  test("finds the weights that make outcomes most likely", () => {
    const { start, weights } = fitLogistic(rows, outcomes, 1e-9);

    // one in four without it, three in four with it
    expect(start).toBeCloseTo(-Math.log(3), 6);
    expect(weights[0]).toBeCloseTo(2 * Math.log(3), 6);
  });

  test("is held back by its ridge, and more by a greater one", () => {
    const [little, much] = [1, 100].map((ridge) => fitLogistic(rows, outcomes, ridge).weights[0]);

    expect(little).toBeLessThan(2 * Math.log(3) - 0.5);
    expect(much).toBeGreaterThan(0);
    expect(much).toBeLessThan((little ?? 0) / 5);
  });
});

test("Trees learn what two things mean together, which no regression over each does", () => {
  const rows = Array.from({ length: 200 }, (_, at) => Float64Array.of(at & 1, (at >> 1) & 1));
  const outcomes = rows.map((row) => row[0] !== row[1]);
  const options = { rounds: 40, depth: 2, rate: 0.3, ridge: 1, leastWeight: 1, seed: 7 };

  const trees = fitTrees(rows, outcomes, options);
  const logistic = fitLogistic(rows, outcomes, 1);
  const auc = (logitOf: (row: Float64Array) => number) =>
    aucOf(rows.map((row, at) => ({ chance: logitOf(row), isPositive: outcomes[at] === true })));
  expect(auc((row) => treesLogit(trees, row))).toBe(1);
  expect(auc((row) => Math.round(1e6 * logisticLogit(logistic, row)))).toBe(0.5);
  expect(fitTrees(rows, outcomes, options)).toEqual(trees);
});

describe("What is known of leads becomes columns", () => {
  test("with how a word fared, held to all the more the fewer it has, and marks for frequent ones", () => {
    const examples = [
      ...some({ source: "Fair" }, 20, 12),
      ...some({ source: " fair " }, 5, 3),
      ...some({ source: "Blog" }, 4, 4),
      ...some({ source: null }, 21, 1),
    ];
    const encodings = learnEncodings(["source"], examples);

    // all: 20 of 50, as 20.5 / 51; fair: (15 + 15 × 20.5/51) / 40, blog: (4 + 15 × 20.5/51) / 19
    const held = (positives: number, leads: number) => {
      const chance = (positives + (15 * 20.5) / 51) / (leads + 15);
      return Math.log(chance / (1 - chance));
    };
    const columns = (source: FeatureValue) => [...encode(encodings, { source })];
    expect(columns("FAIR")).toEqual([expect.closeTo(held(15, 25), 5), 0, 1]);
    expect(columns("blog")).toEqual([expect.closeTo(held(4, 4), 5), 0, 0]);
    expect(columns(null)).toEqual([expect.closeTo(held(1, 21), 5), 1, 0]);
    // a word that nobody had is as the rare ones are
    expect(columns("radio")).toEqual(columns("blog"));
  });

  test("so that no lead is told its own outcome", () => {
    const chance = chancesOf(1);
    const examples = Array.from({ length: 400 }, (_, at) => ({
      values: { name: `only ${at}` },
      isPositive: chance() < 0.5,
    }));
    const encodings = learnEncodings(["name"], examples);

    const { rows, outcomes } = encodeForLearning(encodings, examples, 1);
    const auc = (columns: readonly Float64Array[]) =>
      aucOf(columns.map((row, at) => ({ chance: row[0] ?? 0, isPositive: outcomes[at] === true })));
    expect(auc(examples.map(({ values }) => encode(encodings, values)))).toBe(1);
    expect(Math.abs(auc(rows) - 0.5)).toBeLessThan(0.06);
  });
});

describe("A kind and its calibration", () => {
  /** Of those with these logits three in four come true, and one in four of those with the opposite. */
  const held = (logits: HeldOut["logits"]): readonly HeldOut[] =>
    Array.from({ length: 80 }, (_, at) => {
      const isUp = at % 2 === 0;
      const of = (logit: number): number => (isUp ? logit : -logit);
      return {
        isPositive: isUp ? at % 8 !== 0 : at % 8 === 1,
        logits: { LOGISTIC: of(logits.LOGISTIC), TREES: of(logits.TREES), BLEND: of(logits.BLEND) },
        fold: Math.floor(at / 8) % 5,
      };
    });

  test("are chosen by what errs least once calibrated, of equals the plainer one", () => {
    const bold = 2 * Math.log(3);

    const same = chooseBy(held({ LOGISTIC: bold, TREES: 1, BLEND: 2 }));
    expect(same.kind).toBe("LOGISTIC");
    expect(same.calibration.slope).toBeCloseTo(0.5, 4);
    expect(chooseBy(held({ LOGISTIC: 0, TREES: 1, BLEND: 1 })).kind).toBe("TREES");
  });

  test("are not chosen for a fold by the fold itself", () => {
    const asked = held({ LOGISTIC: 0.5, TREES: 1, BLEND: 2 });
    const turned = asked.map((each) =>
      each.fold === 0 ? { ...each, isPositive: !each.isPositive } : each,
    );
    const chancesIn = (fold: number, all: readonly HeldOut[]) =>
      judgeApart(all).flatMap(({ chance }, at) => (all[at]?.fold === fold ? [chance] : []));

    expect(chancesIn(0, turned)).toEqual(chancesIn(0, asked));
    expect(chancesIn(1, turned)).not.toEqual(chancesIn(1, asked));
  });
});

test("Folds have their part of either outcome, and are the same for the same seed", () => {
  const outcomes = Array.from({ length: 100 }, (_, at) => at < 20);
  const folds = foldsOf(outcomes, 5, 3);

  for (let fold = 0; fold < 5; fold += 1) {
    const within = outcomes.filter((_, at) => folds[at] === fold);
    expect([within.length, within.filter(Boolean).length]).toEqual([20, 4]);
  }
  expect(foldsOf(outcomes, 5, 3)).toEqual(folds);
  expect(foldsOf(outcomes, 5, 4)).not.toEqual(folds);
});

/** Fairs do well and lists badly, large deals better than small ones; the rest is chance. */
function pastLeads(leads: number, seed = 5): readonly DatedExample[] {
  const chance = chancesOf(seed);
  return Array.from({ length: leads }, (_, at) => {
    const source = ["Fair", "List", "Web"][Math.floor(chance() * 3)] ?? "Web";
    const value = chance() < 0.2 ? null : Math.round(Math.exp(6 + 4 * chance()));
    const visits = Math.floor(chance() * 6);
    const by = { Fair: 1, List: -1.5, Web: 0 }[source] ?? 0;
    const isPositive = chance() < sigmoid(by + 0.4 * (Math.log(value ?? 3_000) - 8) + visits / 4);
    const decidedAt = new Date(Date.UTC(2026, 0, 1) + at * 3_600_000);
    return { values: { source, value, visits }, isPositive, decidedAt };
  });
}
const FEATURES = [
  { name: "source", axis: "FIT", label: "Source" },
  { name: "value", axis: "FIT", label: "Estimated value" },
  { name: "visits", axis: "ENGAGEMENT", label: "Visits" },
] as const;

describe("A model that is learned from past leads", () => {
  const examples = pastLeads(240);
  const trained = train(FEATURES, examples);

  test("is the same each time, and told apart from chance on leads that it did not see", () => {
    const { model, report } = trained;

    const few = examples.slice(0, 100);
    expect(JSON.stringify(train(FEATURES, few))).toBe(JSON.stringify(train(FEATURES, few)));
    expect(report.leads).toBe(240);
    expect(report.positives).toBe(examples.filter(({ isPositive }) => isPositive).length);
    expect(report.negatives).toBe(240 - report.positives);
    expect(report.crossValidated?.auc).toBeGreaterThan(0.65);
    expect(report.latest?.leads).toBe(48);
    const unseen = pastLeads(2_000, 6);
    const learned = new Learned(model);
    const told = unseen.map(({ values, isPositive }) => ({
      isPositive,
      chance: learned.chanceOf(values),
    }));
    expect(measuresOf(told)?.auc).toBeGreaterThan(0.65);
    expect(measuresOf(told)?.slope).toBeGreaterThan(0.6);
    const plain = plainModel("EVERY_WORD", ["source", "value", "visits"], examples);
    expect(plain({ source: "Fair", value: 9_000, visits: 5 })).toBeGreaterThan(
      plain({ source: "List", value: 9_000, visits: 0 }),
    );
  });

  test("has no latest fifth where all were decided on one day", () => {
    const decidedAt = new Date("2026-01-01T00:00:00Z");
    const alike = examples.slice(0, 100).map((each) => ({ ...each, decidedAt }));

    expect(train(FEATURES.slice(0, 1), alike).report.latest).toBeNull();
  });

  test("gives scores whose factors add up to the chance in hundredths", () => {
    const rules = { gradeAFrom: 75, gradeBFrom: 50, gradeCFrom: 25, mqlFrom: 60 };
    const learned = new Learned(trained.model);
    for (const values of [
      { source: "Fair", value: 20_000, visits: 5 },
      { source: "List", value: null, visits: 0 },
      { source: null, value: 500, visits: 1 },
      {},
    ]) {
      const score = learnedScoreOf(rules, learned, values, values);
      const sum = (axis?: string) =>
        score.factors.reduce(
          (all, each) => all + (axis === undefined || each.axis === axis ? each.points : 0),
          0,
        );
      expect(score.total).toBe(Math.round(100 * learned.chanceOf(values)));
      expect(sum()).toBe(score.total);
      expect([sum("FIT"), sum("ENGAGEMENT")]).toEqual([score.fit, score.engagement]);
      expect(score.reachesMql).toBe(score.total >= 60);
      expect(score.trend).toBe("STEADY");
    }
  });

  test("calls out a feature that is known only after the outcome, until somebody explains it", () => {
    const chance = chancesOf(9);
    const leaking = examples.map((each) => {
      const isKnown = chance() < 0.97 ? each.isPositive : !each.isPositive;
      return { ...each, values: { ...each.values, invoice: isKnown ? "sent" : "none" } };
    });
    const invoice = { name: "invoice", axis: "FIT", label: "Invoice" } as const;
    const { report } = train([FEATURES[0], invoice], leaking.slice(0, 150));

    expect(report.features.map(({ name, isSuspicious }) => [name, isSuspicious])).toEqual([
      ["source", false],
      ["invoice", true],
    ]);
    const done = { status: "DONE", report: { ...report, positives: 100, negatives: 100 } };
    expect(refuseLearned(done, [])).toMatchObject({
      ...{ code: "BUSINESS_RULE", path: ["explanations"] },
      message: expect.stringMatching(/^invoice: tells the outcome so well/),
    });
    const explanation = "It is sent before anybody decides";
    expect(refuseLearned(done, [{ feature: "source", explanation }])).not.toBeNull();
    expect(refuseLearned(done, [{ feature: "invoice", explanation }])).toBeNull();
  });

  test("is not published on fewer than a hundred outcomes of either kind, nor before it is done", () => {
    const of = (positives: number, negatives: number) =>
      refuseLearned({ status: "DONE", report: { ...trained.report, positives, negatives } }, []);

    expect(of(100, 100)).toBeNull();
    expect(of(99, 900)?.message).toBe(
      "The model learned from 99 leads that had the outcome and 900 that had not: with fewer than 100 of either it is not published. Train one on a longer period.",
    );
    expect(of(900, 99)).toMatchObject({ path: ["scoringModelId"] });
    expect(refuseLearned({ status: "RUNNING", report: null }, [])?.message).toContain("wait until");
    expect(refuseLearned({ status: "FAILED", report: null }, [])?.message).toContain("failed");
  });
});
