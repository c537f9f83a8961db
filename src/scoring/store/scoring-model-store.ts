import { isSamePerson } from "../../identity/index.ts";
import type { Refusal, ScoringModelId } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { Explanation } from "../domain/publication.ts";
import type { ScoringRules } from "../domain/scoring-rules.ts";

import { ScoringModelRow } from "./scoring-model.row.ts";

/** The number of the next model. */
export async function readNextNumber(tx: Transaction): Promise<number> {
  const row = await tx.readOne<{ number: number }>(sql`
    select coalesce(max(number), 0) + 1 as number
    from scoring_model`);
  return row?.number ?? 1;
}

export interface ModelDrafted extends ScoringRules {
  readonly id: ScoringModelId;
  readonly number: number;
  readonly note: string | null;
  /** What it is learned in; left out of rules that people wrote. */
  readonly trainingId?: string;
}

/** Queues a draft; where somebody else had the number first, the call is made again. */
export function queueModel(
  database: Database,
  tx: Transaction,
  model: ModelDrafted,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  const row = { ...model, id: uuidOf(model.id), createdAt: at, createdBy: by };
  tx.queue(database.insert(ScoringModelRow, row), { scoring_model_number_once: TRY_AGAIN });
}

export interface StandingModel {
  /** Whether the person who acts drafted it, under whichever membership. */
  readonly isOwn: boolean;
  readonly publishedAt: Date | null;
}

/** A model, locked until the transaction ends; null where there is none. */
export async function lockModel(
  tx: Transaction,
  id: ScoringModelId,
  actorId: string,
): Promise<StandingModel | null> {
  const row = await tx.readOne<{ is_own: boolean; published_at: Date | null }>(sql`
    select ${isSamePerson(sql`${actorId}::uuid`, sql`model.created_by`)} as is_own, model.published_at
    from scoring_model as model
    where model.id = ${uuidOf(id)}::uuid
    for no key update of model`);
  return row && { isOwn: row.is_own, publishedAt: row.published_at };
}

/** Another one was published meanwhile, later than this call was made: by then it is known. */
const outOfOrder = (): Refusal =>
  refuse("BUSINESS_RULE", "Another model has just been published: read the models again.", {
    path: ["scoringModelId"],
  });

/** Queues that leads are scored by the model from now on. */
export function queuePublished(
  tx: Transaction,
  id: ScoringModelId,
  explanations: readonly Explanation[],
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update scoring_model
      set published_at = ${at}::timestamptz, published_by = ${by}::uuid, explanations = ${JSON.stringify(explanations)}::jsonb
      where id = ${uuidOf(id)}::uuid`,
    { scoring_model_in_order: outOfOrder, scoring_model_in_force: outOfOrder },
  );
}

export interface RestoredModel {
  readonly id: ScoringModelId;
  readonly number: number;
  readonly restores: ScoringModelId;
  readonly note: string;
}

/** Queues that an earlier model is published again, word for word, under the next number. */
export function queueRestored(
  tx: Transaction,
  { id, number, restores, note }: RestoredModel,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      insert into scoring_model (id, number, note, fit, engagement, fit_cap, engagement_cap, grade_a_from, grade_b_from, grade_c_from,
        mql_from, training_id, explanations, created_at, created_by, restores_id, published_at, published_by)
      select ${uuidOf(id)}::uuid, ${number}::integer, ${note}::text, fit, engagement, fit_cap, engagement_cap, grade_a_from, grade_b_from,
        grade_c_from, mql_from, training_id, explanations, ${at}::timestamptz, created_by, id, ${at}::timestamptz, ${by}::uuid
      from scoring_model
      where id = ${uuidOf(restores)}::uuid`,
    {
      scoring_model_number_once: TRY_AGAIN,
      scoring_model_in_order: outOfOrder,
      scoring_model_in_force: outOfOrder,
    },
  );
}
