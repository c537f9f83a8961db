import { sigmoid } from "./chance.ts";
import { FOLDS } from "./fitting.ts";
import type { Asked, HeldOut } from "./fitting.ts";
import type { LearnedModel, ModelKind } from "./learned-model.ts";
import { brierOf, lineThrough } from "./measures.ts";
import type { Judged } from "./measures.ts";

/** By which kind chances are told, and how its logits become those that come true. */
export type Choice = Pick<LearnedModel, "kind" | "calibration">;

const KINDS: readonly ModelKind[] = ["LOGISTIC", "TREES", "BLEND"];
/** So much less must another kind err than a plainer one. */
const WORTH_IT = 1e-4;

/** The kind that errs least on leads that it did not learn from, once calibrated; of equals the plainer one. */
export function chooseBy(held: readonly Asked[]): Choice {
  let best: { readonly choice: Choice; readonly brier: number } | null = null;
  for (const kind of KINDS) {
    const calibration = lineThrough(
      held.map(({ isPositive, logits }) => ({ isPositive, by: logits[kind] })),
    );
    const choice = { kind, calibration };
    const brier = brierOf(judgedBy(held, choice));
    if (!best || brier < best.brier - WORTH_IT) best = { choice, brier };
  }
  if (!best) throw new Error("there is a kind");
  return best.choice;
}

export const judgedBy = (
  asked: readonly Asked[],
  { kind, calibration: { start, slope } }: Choice,
): readonly Judged[] =>
  asked.map(({ isPositive, logits }) => ({
    isPositive,
    chance: sigmoid(start + slope * logits[kind]),
  }));

/**
 * Judges each fold by what the other folds alone would choose: a kind or a calibration that was chosen
 * by the very leads it is measured on would flatter itself.
 */
export function judgeApart(held: readonly HeldOut[]): readonly Judged[] {
  const judged: Judged[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const choice = chooseBy(held.filter((each) => each.fold !== fold));
    for (const [at, each] of held.entries()) {
      const [one] = each.fold === fold ? judgedBy([each], choice) : [];
      if (one) judged[at] = one;
    }
  }
  return judged;
}
