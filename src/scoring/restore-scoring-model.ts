import type { Refusal, ScoringModelId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ScoringModelDeps, ScoringModelTouched } from "./save-scoring-model.ts";
import { lockModel, queueRestored, readNextNumber } from "./store/scoring-model-store.ts";
import { readModelInForce } from "./store/scored-leads.ts";

export interface RestoreScoringModel {
  readonly scoringModelId: ScoringModelId;
  readonly note: string;
}

/**
 * Takes up a model again that was published before: it comes back under the next number, word for word, and
 * all open leads are scored anew. Two persons stand behind it already; its author may not be who does it.
 */
export const restoreScoringModel = (deps: ScoringModelDeps) => (call: Call<RestoreScoringModel>) =>
  once<RestoreScoringModel, ScoringModelTouched>(
    deps.database,
    call,
    async (tx): Promise<ScoringModelTouched | Refusal> => {
      const { scoringModelId, note } = call.command;
      const by = call.actor.id;
      if (by === null) throw new Error("somebody restores a model");
      const [model, inForce, number] = await Promise.all([
        lockModel(tx, scoringModelId, by),
        readModelInForce(tx),
        readNextNumber(tx),
      ]);
      if (!model) return refused("NOT_FOUND", `There is no scoring model ${scoringModelId}.`);
      if (model.publishedAt === null)
        return refused("BUSINESS_RULE", "The model was never published: publish it.");
      if (inForce?.id === scoringModelId)
        return refused("ALREADY_DONE", "Leads are scored by this model now.");
      if (model.isOwn)
        return refused(
          "BUSINESS_RULE",
          "You drafted this model: somebody else has to take it up again.",
        );
      const id = deps.newId("scm");
      queueRestored(tx, { id, number, restores: scoringModelId, note }, { at: call.at, by });
      return {
        kind: "ScoringModelRestored",
        scoringModelId: id,
        subjects: [id, scoringModelId],
      };
    },
  );

const refused = (code: "NOT_FOUND" | "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["scoringModelId"] });
