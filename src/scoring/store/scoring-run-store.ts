import type { LeadId, ScoringModelId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import { SCORED_STAGES } from "./scored-leads.ts";

/** Begins the run of a model, or finds it begun. */
export function queueRun(tx: Transaction, modelId: ScoringModelId, at: Date): void {
  tx.queue(sql`
    insert into scoring_run (model_id, leads, done, started_at)
    select ${uuidOf(modelId)}::uuid, count(*), 0, ${at}::timestamptz
    from lead
    where stage = any(${SCORED_STAGES}::text[])
    on conflict (model_id) do nothing`);
}

export interface RunStanding {
  readonly isFinished: boolean;
  readonly after: LeadId | null;
}

/** How far a run is, locked until the transaction ends. */
export async function lockRun(
  tx: Transaction,
  modelId: ScoringModelId,
): Promise<RunStanding | null> {
  const row = await tx.readOne<{ is_finished: boolean; after_lead_id: string | null }>(sql`
    select finished_at is not null as is_finished, after_lead_id
    from scoring_run
    where model_id = ${uuidOf(modelId)}::uuid
    for no key update`);
  return (
    row && {
      isFinished: row.is_finished,
      after: row.after_lead_id === null ? null : idOf("lead", row.after_lead_id),
    }
  );
}

/** The next open leads, by their ids. */
export async function readNextOpen(
  tx: Transaction,
  after: LeadId | null,
  most: number,
): Promise<readonly LeadId[]> {
  const from = after === null ? "00000000-0000-0000-0000-000000000000" : uuidOf(after);
  const rows = await tx.read<{ id: string }>(sql`
    select id
    from lead
    where id > ${from}::uuid and stage = any(${SCORED_STAGES}::text[])
    order by id
    limit ${most}::integer`);
  return rows.map(({ id }) => idOf("lead", id));
}

/** Queues that some more leads are done, or that none is left. */
export function queueProgress(
  tx: Transaction,
  modelId: ScoringModelId,
  scored: readonly LeadId[],
  at: Date,
): void {
  const last = scored.at(-1);
  tx.queue(
    last === undefined
      ? sql`
        update scoring_run
        set finished_at = greatest(started_at, ${at}::timestamptz)
        where model_id = ${uuidOf(modelId)}::uuid`
      : sql`
        update scoring_run
        set done = done + ${scored.length}::integer, after_lead_id = ${uuidOf(last)}::uuid
        where model_id = ${uuidOf(modelId)}::uuid`,
  );
}

/** Leads whose score is from a day before and changes with time, those scored longest ago first. */
export async function readDecaying(
  database: Database,
  session: Session,
  day: Date,
  most: number,
): Promise<readonly LeadId[]> {
  const rows = await database.read<{ lead_id: string }>(
    session,
    sql`
      select lead_id
      from lead_score
      where decays and scored_at < ${day}::timestamptz
      order by scored_at, lead_id
      limit ${most}::integer`,
  );
  return rows.map(({ lead_id }) => idOf("lead", lead_id));
}
