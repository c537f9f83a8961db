import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ScoringFacts } from "../domain/facts.ts";
import type { ScoringNotice, Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

/** What there is to tell of a scoring model; nothing of one that is published by now. */
export async function readScoringTold(
  database: Database,
  session: Session,
  { kind, occasionUuid }: TakenNotice & { readonly kind: ScoringNotice },
): Promise<Told | null> {
  const scoring = await database.readOne<ScoringFacts>(
    session,
    FACTS[kind](sql`${occasionUuid}::uuid`),
  );
  return scoring && { of: "SCORING", scoring };
}

const FACTS: Readonly<Record<ScoringNotice, (id: Sql) => Sql>> = {
  SCORES_DRIFTED: (id) => sql`
      select max(model.number) as number, to_char(checked.month, 'YYYY-MM') as month, null as failure,
        (training.report #>> '{crossValidated,auc}')::double precision as "aucBefore",
        (checked.measures ->> 'auc')::double precision as auc,
        coalesce(checked.is_worse, false) as "isWorse", coalesce(checked.is_shifted, false) as "isShifted",
        array(
          select feature ->> 'label'
          from jsonb_array_elements(checked.features) with ordinality as listed (feature, place)
          where (feature ->> 'shift')::double precision >= 0.1 and place <= 3
          order by place) as features
      from scoring_check as checked
      join scoring_training as training on training.id = checked.training_id
      join scoring_model as model on model.training_id = checked.training_id and model.published_at is not null
      where checked.id = ${id}
      group by checked.training_id, checked.month, training.id`,
  SCORING_MODEL_TRAINED: (id) => sql`
      select model.number, to_char(training.scheduled_on, 'YYYY-MM') as month, training.failure,
        null::double precision as "aucBefore", (training.report #>> '{crossValidated,auc}')::double precision as auc,
        false as "isWorse", false as "isShifted", array[]::text[] as features
      from scoring_training as training
      join scoring_model as model on model.training_id = training.id
      where training.id = ${id} and training.finished_at is not null
        and not exists (
          select
          from scoring_model as published
          where published.training_id = training.id and published.published_at is not null)`,
};
