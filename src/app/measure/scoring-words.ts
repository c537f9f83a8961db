import type { Measures, PlainKind } from "../../scoring/index.ts";

import type { ScoringMeasured, SetMeasured } from "./scoring-figures.ts";

/** The figures as a table for people. */
export function toWords({ learnedFrom, heldOut, importSeconds, sets }: ScoringMeasured): string {
  return [
    `${learnedFrom} leads were learned from, ${heldOut} held out; all happened in ${importSeconds.toFixed(0)} s.`,
    ...sets.flatMap(linesOf),
  ].join("\n");
}

const PLAIN: readonly (readonly [PlainKind, string])[] = [
  ["EVERY_WORD", "plain, every word"],
  ["FREQUENT_WORDS", "plain, frequent words"],
];

function linesOf(set: SetMeasured): readonly string[] {
  const { inFolds, suspicious } = set;
  return [
    "",
    `${set.name}: ${set.features.length} features, ${set.kind}, trained in ${set.trainingSeconds.toFixed(1)} s, ${set.microsecondsPerScore.toFixed(0)} µs a score`,
    row("  on leads held out", "AUC", "Brier", "lift 20 %", "slope"),
    row("    learned", ...figures(set.learned)),
    ...PLAIN.map(([kind, name]) => row(`    ${name}`, ...figures(set.plain[kind]))),
    row("  5 × 5 folds of all", "AUC", "better by", "from", "to"),
    row("    learned", figure(inFolds.auc)),
    ...PLAIN.map(([kind, name]) => {
      const { auc, difference } = inFolds.plain[kind];
      const { mean, from, to } = difference;
      return row(`    ${name}`, ...[auc, mean, from, to].map(figure));
    }),
    ...(suspicious.length > 0 ? [`  suspiciously good by itself: ${suspicious.join(", ")}`] : []),
  ];
}

const row = (name: string, ...cells: readonly string[]): string =>
  name.padEnd(28) + cells.map((cell) => cell.padStart(11)).join("");

const figure = (value: number): string => value.toFixed(4);

const figures = (measures: Measures | null): readonly string[] =>
  measures
    ? [measures.auc, measures.brier, measures.liftAt20, measures.slope].map(figure)
    : ["one outcome only"];
