import type { Refusal, ScoringModelId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ScoringModelDeps, ScoringModelTouched } from "./save-scoring-model.ts";
import { lockModel, queuePublished } from "./store/scoring-model-store.ts";

export interface PublishScoringModel {
  readonly scoringModelId: ScoringModelId;
}

/** Publishes a model that somebody else has drafted: leads are scored by it from now on, and a job scores all open ones anew. */
export const publishScoringModel =
  (deps: Pick<ScoringModelDeps, "database">) => (call: Call<PublishScoringModel>) =>
    once<PublishScoringModel, ScoringModelTouched>(
      deps.database,
      call,
      async (tx): Promise<ScoringModelTouched | Refusal> => {
        const { scoringModelId } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody publishes a model");
        const model = await lockModel(tx, scoringModelId, by);
        if (!model) return refused("NOT_FOUND", `There is no scoring model ${scoringModelId}.`);
        if (model.publishedAt !== null)
          return refused("ALREADY_DONE", "The model was published before: draft it anew.");
        if (model.isOwn)
          return refused(
            "BUSINESS_RULE",
            "You drafted this model: somebody else has to publish it.",
          );
        queuePublished(tx, scoringModelId, { at: call.at, by });
        return { kind: "ScoringModelPublished", scoringModelId, subjects: [scoringModelId] };
      },
    );

const refused = (code: "NOT_FOUND" | "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["scoringModelId"] });
