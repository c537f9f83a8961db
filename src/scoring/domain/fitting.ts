import { fitTrees } from "./boosted-trees.ts";
import { foldsOf } from "./chance.ts";
import { encode, encodeForLearning, learnEncodings } from "./encoding.ts";
import type { Encoding, Example, Table } from "./encoding.ts";
import { rawLogit } from "./learned-model.ts";
import type { LearnedModel, ModelKind } from "./learned-model.ts";
import { fitLogistic } from "./logistic.ts";

export const FOLDS = 5;
/** Nothing that is drawn differs from one training to the next. */
export const SEED = 20_240_301;
const RIDGE = 3;
const BOOSTING = { rounds: 150, depth: 4, rate: 0.06, ridge: 3, leastWeight: 5, seed: SEED };

/** Both kinds, learned from the same leads. */
export type Fitted = Pick<LearnedModel, "logistic" | "trees"> & {
  readonly encodings: readonly Encoding[];
};

export function fit(
  names: readonly string[],
  examples: readonly Example[],
): Fitted & { readonly table: Table } {
  const encodings = learnEncodings(names, examples);
  const table = encodeForLearning(encodings, examples, SEED);
  return {
    ...{ encodings, table },
    logistic: fitLogistic(table.rows, table.outcomes, RIDGE),
    trees: fitTrees(table.rows, table.outcomes, BOOSTING),
  };
}

/** What each kind says of a lead, before it is calibrated, and what became of that. */
export interface Asked {
  readonly isPositive: boolean;
  readonly logits: Readonly<Record<ModelKind, number>>;
}

export function ask(fitted: Fitted, examples: readonly Example[]): readonly Asked[] {
  return examples.map(({ values, isPositive }) => {
    const row = encode(fitted.encodings, values);
    const of = (kind: ModelKind): number => rawLogit({ ...fitted, kind }, row);
    return {
      isPositive,
      logits: { LOGISTIC: of("LOGISTIC"), TREES: of("TREES"), BLEND: of("BLEND") },
    };
  });
}

/** A lead that was asked for of models that did not learn from it, and in which fold it was. */
export interface HeldOut extends Asked {
  readonly fold: number;
}

/** What each kind says of every lead, by models that did not learn from it, in the leads' order. */
export function crossValidate(
  names: readonly string[],
  examples: readonly Example[],
  seed: number,
): readonly HeldOut[] {
  return inFolds(examples, seed, (learning, apart, fold) =>
    ask(fit(names, learning), apart).map((asked) => ({ ...asked, fold })),
  );
}

/** What is told of each fold's leads by what is learned from those of the others, in the leads' order. */
export function inFolds<Told>(
  examples: readonly Example[],
  seed: number,
  tell: (learning: readonly Example[], apart: readonly Example[], fold: number) => readonly Told[],
): readonly Told[] {
  const foldOf = foldsOf(
    examples.map(({ isPositive }) => isPositive),
    FOLDS,
    seed,
  );
  const told: Told[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const places = [...foldOf.entries()].flatMap(([at, of]) => (of === fold ? [at] : []));
    const learning = examples.filter((_, at) => foldOf[at] !== fold);
    const apart = examples.filter((_, at) => foldOf[at] === fold);
    for (const [place, one] of tell(learning, apart, fold).entries()) {
      const at = places[place];
      if (at !== undefined) told[at] = one;
    }
  }
  return told;
}
