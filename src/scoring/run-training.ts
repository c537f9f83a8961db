import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { featuresToLearn } from "./domain/features.ts";
import { LEAST_TO_TRAIN } from "./domain/training.ts";
import type { DatedExample } from "./domain/training.ts";
import { beginTraining, endTraining, readExamples } from "./store/scoring-training-store.ts";
import type { TrainingEnded } from "./store/scoring-training-store.ts";
import { trainApart } from "./train-apart.ts";

export interface RunTrainingDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Learns a model from leads of the past. What was learned is written once, at the end; killed in the middle
 * it begins anew, and the same leads teach the same. Where it fails by itself it says so, and is not tried again.
 */
export const runTraining =
  ({ database, clock }: RunTrainingDeps) =>
  async ({ trainingId }: { readonly trainingId: string }, requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const asked = await beginTraining(database, session, trainingId, clock());
    if (!asked) return;
    const end = (ended: TrainingEnded) =>
      endTraining(database, session, trainingId, ended, clock());
    try {
      await end(await learn(await readExamples(database, session, asked), asked.leftOut));
    } catch (error) {
      const failure = `It failed by a fault that is not the leads': the server's log has it under ${requestId}. Train again.`;
      await end({ status: "FAILED", failure });
      throw error;
    }
  };

async function learn(
  examples: readonly DatedExample[],
  leftOut: readonly string[],
): Promise<TrainingEnded> {
  const positives = examples.filter(({ isPositive }) => isPositive).length;
  const negatives = examples.length - positives;
  if (Math.min(positives, negatives) < LEAST_TO_TRAIN)
    return {
      status: "FAILED",
      failure: `${positives} leads had the outcome and ${negatives} had not: with fewer than ${LEAST_TO_TRAIN} of either nothing is learned. Take a longer period.`,
    };
  const features = featuresToLearn(examples, leftOut);
  if (features.length === 0)
    return {
      status: "FAILED",
      failure: "Nothing that is left differs between the leads: leave less out.",
    };
  const { model, report } = await trainApart({ features, examples });
  return { status: "DONE", report, artefact: JSON.stringify(model) };
}
