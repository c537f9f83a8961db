import type { Refusal, ScoringModelId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { Explanation } from "./domain/publication.ts";
import { refuseLearned } from "./domain/publication.ts";
import type { ScoringModelDeps, ScoringModelTouched } from "./save-scoring-model.ts";
import { lockModel, queuePublished } from "./store/scoring-model-store.ts";
import { readTrainingOf } from "./store/scoring-training-store.ts";

export interface PublishScoringModel {
  readonly scoringModelId: ScoringModelId;
  /** Why features that do suspiciously well may be trusted. */
  readonly explanations: readonly Explanation[];
}

/** Publishes a model that somebody else has drafted: leads are scored by it from now on, and a job scores all open ones anew. */
export const publishScoringModel =
  (deps: Pick<ScoringModelDeps, "database">) => (call: Call<PublishScoringModel>) =>
    once<PublishScoringModel, ScoringModelTouched>(
      deps.database,
      call,
      async (tx): Promise<ScoringModelTouched | Refusal> => {
        const { scoringModelId, explanations } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody publishes a model");
        const [model, training] = await Promise.all([
          lockModel(tx, scoringModelId, by),
          readTrainingOf(tx, scoringModelId),
        ]);
        if (!model) return refused("NOT_FOUND", `There is no scoring model ${scoringModelId}.`);
        if (model.publishedAt !== null)
          return refused("ALREADY_DONE", "The model was published before: draft it anew.");
        if (model.isOwn)
          return refused(
            "BUSINESS_RULE",
            "You drafted this model: somebody else has to publish it.",
          );
        const wrong = training && refuseLearned(training, explanations);
        if (wrong) return wrong;
        if (!training && explanations.length > 0)
          return refuse(
            "VALIDATION_FAILED",
            "Rules that people wrote need no explanations: leave them out.",
            { path: ["explanations"] },
          );
        queuePublished(tx, scoringModelId, explanations, { at: call.at, by });
        return { kind: "ScoringModelPublished", scoringModelId, subjects: [scoringModelId] };
      },
    );

const refused = (code: "NOT_FOUND" | "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["scoringModelId"] });
