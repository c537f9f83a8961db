import type { ScoringModelId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ScoringRules } from "./domain/scoring-rules.ts";
import { queueModel, readNextNumber } from "./store/scoring-model-store.ts";

export interface ScoringModelDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface SaveScoringModel extends ScoringRules {
  readonly note: string | null;
}

export interface ScoringModelTouched extends Outcome {
  readonly scoringModelId: ScoringModelId;
}

/** Drafts the next model. It never changes, and no lead is scored by it until somebody else publishes it. */
export const saveScoringModel = (deps: ScoringModelDeps) => (call: Call<SaveScoringModel>) =>
  once<SaveScoringModel, ScoringModelTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    if (actor.id === null) throw new Error("somebody drafts a model");
    const number = await readNextNumber(tx);
    const id = deps.newId("scm");
    queueModel(deps.database, tx, { ...command, id, number }, { at, by: actor.id });
    return { kind: "ScoringModelSaved", scoringModelId: id, subjects: [id] };
  });
