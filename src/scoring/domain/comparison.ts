import { foldsOf } from "./chance.ts";
import type { Example } from "./encoding.ts";
import { FOLDS } from "./fitting.ts";
import { aucOf, meanOf } from "./measures.ts";
import type { Judged } from "./measures.ts";
import { DIFFERENCES, pairedDifference } from "./paired-difference.ts";
import type { PairedDifference } from "./paired-difference.ts";
import { plainly } from "./plain-model.ts";
import type { PlainKind } from "./plain-model.ts";
import { foretold } from "./training.ts";

/** How what is learned compares with plain regressions, each time on leads that neither learned from. */
export interface Comparison {
  /** The mean AUC of the folds. */
  readonly auc: number;
  readonly plain: Readonly<Record<PlainKind, PlainCompared>>;
}

interface PlainCompared {
  readonly auc: number;
  /** By how much what is learned has the greater AUC. */
  readonly difference: PairedDifference;
}

/** Compares in five folds, five times over with other folds. */
export function compareInFolds(names: readonly string[], examples: readonly Example[]): Comparison {
  const outcomes = examples.map(({ isPositive }) => isPositive);
  const learned: number[] = [];
  const plain: Record<PlainKind, number[]> = { EVERY_WORD: [], FREQUENT_WORDS: [] };
  for (let seed = 1; learned.length < DIFFERENCES; seed += 1) {
    const foldOf = foldsOf(outcomes, FOLDS, seed);
    learned.push(...aucsOf(foretold(names, examples, seed), foldOf));
    for (const kind of kinds)
      plain[kind].push(...aucsOf(plainly(kind, names, examples, seed), foldOf));
  }
  const compared = (kind: PlainKind): PlainCompared => ({
    auc: meanOf(plain[kind]),
    difference: pairedDifference(
      learned.map((auc, at) => auc - (plain[kind][at] ?? 0)),
      1 / (FOLDS - 1),
    ),
  });
  return {
    auc: meanOf(learned),
    plain: {
      EVERY_WORD: compared("EVERY_WORD"),
      FREQUENT_WORDS: compared("FREQUENT_WORDS"),
    },
  };
}

const kinds: readonly PlainKind[] = ["EVERY_WORD", "FREQUENT_WORDS"];

const aucsOf = (judged: readonly Judged[], foldOf: Uint8Array): readonly number[] =>
  Array.from({ length: FOLDS }, (_, fold) => aucOf(judged.filter((_, at) => foldOf[at] === fold)));
