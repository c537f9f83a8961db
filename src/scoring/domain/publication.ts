import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { LEAST_OUTCOMES } from "./training.ts";
import type { TrainingReport } from "./training-report.ts";

/** Why a feature that does suspiciously well may be trusted, in the words of whoever publishes. */
export interface Explanation {
  readonly feature: string;
  readonly explanation: string;
}

/** Whether what was learned may be published; null where it may. */
export function refuseLearned(
  training: { readonly status: string; readonly report: TrainingReport | null },
  explanations: readonly Explanation[],
): Refusal | null {
  const { status, report } = training;
  if (status === "FAILED" || status !== "DONE" || !report)
    return refused(
      status === "FAILED"
        ? "The training failed, as its failure says: train another model."
        : "The model is still being trained: wait until its training is DONE.",
    );
  const { positives, negatives } = report;
  if (Math.min(positives, negatives) < LEAST_OUTCOMES)
    return refused(
      `The model learned from ${positives} leads that had the outcome and ${negatives} that had not: with fewer than ${LEAST_OUTCOMES} of either it is not published. Train one on a longer period.`,
    );
  const explained = new Set(explanations.map(({ feature }) => feature));
  const open = report.features.filter(
    ({ isSuspicious, name }) => isSuspicious && !explained.has(name),
  );
  if (open.length > 0)
    return refuse(
      "BUSINESS_RULE",
      `${open.map(({ name }) => name).join(", ")}: tells the outcome so well by itself that it may only be known after it. Train a model that leaves it out, or say in explanations why it is known before.`,
      { path: ["explanations"] },
    );
  return null;
}

const refused = (message: string): Refusal =>
  refuse("BUSINESS_RULE", message, { path: ["scoringModelId"] });
