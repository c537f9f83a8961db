import type { ScoringModelId } from "../../kernel/index.ts";
import { idOf, isRefusal, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { TrainedFor } from "../domain/features.ts";
import type { LearnedModel } from "../domain/learned-model.ts";
import type { DatedExample } from "../domain/training.ts";
import type { TrainingReport } from "../domain/training-report.ts";

import { readFeatures } from "./leads-at-instants.ts";
import type { LeadAndInstant } from "./leads-at-instants.ts";

/** A training is known by its first model's uuid. */
export interface TrainingAsked {
  readonly outcome: TrainedFor;
  /** YYYY-MM-DD, in UTC: the first day of decisions, and the one after the last. */
  readonly decidedFrom: string;
  readonly decidedUntil: string;
  readonly leftOut: readonly string[];
}

/** The training, begun; null where it is over, or there is none. Begun again after a kill it starts from nothing. */
export async function beginTraining(
  database: Database,
  session: Session,
  id: string,
  at: Date,
): Promise<TrainingAsked | null> {
  const row = await database.readOne<{
    outcome: TrainedFor;
    decided_from: string;
    decided_until: string;
    left_out: string[];
  }>(
    session,
    sql`
      update scoring_training
      set status = 'RUNNING', started_at = coalesce(started_at, ${at}::timestamptz)
      where id = ${id}::uuid and status in ('QUEUED', 'RUNNING')
      returning outcome, decided_from::text, decided_until::text, left_out`,
  );
  return (
    row && {
      outcome: row.outcome,
      decidedFrom: row.decided_from,
      decidedUntil: row.decided_until,
      leftOut: row.left_out,
    }
  );
}

/** What came of it. */
export type TrainingEnded =
  | { readonly status: "FAILED"; readonly failure: string }
  | { readonly status: "DONE"; readonly report: TrainingReport; readonly artefact: string };

/** Ends it, once: what another worker has ended stays as it is. */
export async function endTraining(
  database: Database,
  session: Session,
  id: string,
  ended: TrainingEnded,
  at: Date,
): Promise<void> {
  const done = ended.status === "DONE" ? ended : null;
  const artefact = done?.artefact ?? null;
  await database.read(
    session,
    sql`
      update scoring_training
      set status = ${ended.status}::text, finished_at = greatest(started_at, ${at}::timestamptz),
        failure = ${ended.status === "FAILED" ? ended.failure : null}::text,
        positives = ${done?.report.positives ?? null}::integer, negatives = ${done?.report.negatives ?? null}::integer,
        report = ${done && JSON.stringify(done.report)}::jsonb, artefact = ${artefact}::text,
        artefact_sha256 = encode(sha256(convert_to(${artefact}::text, 'UTF8')), 'hex')
      where id = ${id}::uuid and status in ('QUEUED', 'RUNNING')
      returning id`,
  );
}

/** So many of the latest leads are learned from at most: more take longer and teach little. */
const MOST_EXAMPLES = 20_000;
const AT_ONCE = 1_000;

type DecidedRow = { id: string; is_positive: boolean; decided_at: Date };

/**
 * The leads that were decided in a period, each as it was known at that instant. One whose answers were
 * changed after it was decided is left out: what is known of it now may have come of the decision.
 */
export async function readExamples(
  database: Database,
  session: Session,
  { outcome, decidedFrom, decidedUntil }: Omit<TrainingAsked, "leftOut">,
): Promise<readonly DatedExample[]> {
  const decided = await database.read<DecidedRow>(
    session,
    decidedLeads(outcome, decidedFrom, decidedUntil),
  );
  const examples: DatedExample[] = [];
  for (let from = 0; from < decided.length; from += AT_ONCE) {
    const page = decided.slice(from, from + AT_ONCE);
    const asked: readonly LeadAndInstant[] = page.map((row) => ({
      id: idOf("lead", row.id),
      at: row.decided_at,
    }));
    const features = await database.transaction(session, (tx) => readFeatures(tx, asked));
    if (isRefusal(features)) throw new Error(features.message);
    for (const { id, is_positive: isPositive, decided_at: decidedAt } of page) {
      const values = features.get(idOf("lead", id));
      if (values) examples.push({ values, isPositive, decidedAt });
    }
  }
  return examples;
}

const decidedLeads = (outcome: TrainedFor, from: string, until: string) => {
  const isPositive =
    outcome === "SQL" ? sql`lead.sales_qualified_at is not null` : sql`lead.stage = 'WON'`;
  const at =
    outcome === "SQL"
      ? sql`coalesce(lead.sales_qualified_at, lead.stage_entered_at)`
      : sql`lead.stage_entered_at`;
  const stages =
    outcome === "SQL" ? ["REJECTED", "DISQUALIFIED"] : ["REJECTED", "DISQUALIFIED", "LOST"];
  return sql`
    select lead.id, ${isPositive} as is_positive, ${at} as decided_at
    from lead
    where (${isPositive} or lead.stage = any(${stages}::text[]))
      and ${at} >= ${from}::date::timestamp at time zone 'UTC' and ${at} < ${until}::date::timestamp at time zone 'UTC'
      and not exists (
        select
        from lead_event as event
        where event.partner_id = lead.partner_id and event.lead_id = lead.id and event.at > ${at}
          and event.type in ('CORRECTED', 'CORRECTION_TAKEN', 'CONTACT_ADDED', 'CONTACT_UPDATED', 'CONTACT_REMOVED',
            'PRIMARY_CONTACT_SET', 'RESUBMITTED', 'REOPENED'))
    order by decided_at desc, lead.id
    limit ${MOST_EXAMPLES}::integer`;
};

export interface KeptLearning {
  readonly model: LearnedModel;
  readonly report: TrainingReport;
}

/** What was learned, and how well it foretells; null where nothing was. */
export async function readLearned(
  tx: Transaction,
  trainingId: string,
): Promise<KeptLearning | null> {
  return tx.readOne<KeptLearning>(sql`
    select artefact::json as model, report
    from scoring_training
    where id = ${trainingId}::uuid and status = 'DONE'`);
}

export interface TrainingStanding {
  readonly status: string;
  readonly report: TrainingReport | null;
}

/** How the training of a model stands; null of rules that people wrote. */
export async function readTrainingOf(
  tx: Transaction,
  modelId: ScoringModelId,
): Promise<TrainingStanding | null> {
  return tx.readOne<{ status: string; report: TrainingReport | null }>(sql`
    select training.status, training.report
    from scoring_model as model
    join scoring_training as training on training.id = model.training_id
    where model.id = ${uuidOf(modelId)}::uuid`);
}
