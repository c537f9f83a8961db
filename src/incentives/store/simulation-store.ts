import { idOf, uuidOf } from "../../kernel/index.ts";
import type {
  IncentiveProgramId,
  ProgramId,
  ProgramVersionId,
  SimulationId,
} from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { SimulationResult } from "../domain/simulated-sums.ts";

/** A simulation as its job knows it. */
export interface SimulationRun {
  readonly id: SimulationId;
  readonly incentiveProgramId: IncentiveProgramId;
  readonly versionId: ProgramVersionId;
  /** Whose leads are gone over. */
  readonly programId: ProgramId;
  /** From its first day's beginning to its last day's end, in the incentive program's zone. */
  readonly from: Date;
  readonly until: Date;
  readonly isToEnd: boolean;
  /** What had not come by then is not reckoned. */
  readonly requestedAt: Date;
  /** Of the incentive program. */
  readonly timeZone: string;
  /** For how many months the version pays for a deal, or what was earned was paid; 1 where both do once. */
  readonly months: number;
}

/** The simulation, begun; null where it is over, or there is none. Begun again after a kill it starts from nothing. */
export async function beginSimulation(
  database: Database,
  session: Session,
  id: SimulationId,
  at: Date,
): Promise<SimulationRun | null> {
  const row = await database.readOne<{
    incentive_program_id: string;
    version_id: string;
    program_id: string;
    starts_at: Date;
    ends_at: Date;
    is_to_end: boolean;
    requested_at: Date;
    time_zone: string;
    months: number;
  }>(
    session,
    sql`
      update simulation as s
      set status = 'RUNNING', done_count = 0, started_at = coalesce(s.started_at, ${at}::timestamptz)
      from incentive_program as i
      where s.id = ${uuidOf(id)}::uuid and s.status in ('QUEUED', 'RUNNING') and i.id = s.incentive_program_id
      returning s.incentive_program_id, s.version_id, i.program_id,
        s.starts_on::timestamp at time zone i.time_zone as starts_at,
        s.ends_on::timestamp at time zone i.time_zone as ends_at,
        s.cancel_requested_at is not null as is_to_end, s.requested_at, i.time_zone,
        coalesce((
          select max(rule.recurring_months)
          from incentive_rule as rule
          join incentive_program_version as paying on paying.id = rule.version_id
          where paying.incentive_program_id = s.incentive_program_id and (paying.id = s.version_id or paying.state = 'APPROVED')
        ), 1)::integer as months`,
  );
  return (
    row && {
      ...{ requestedAt: row.requested_at, timeZone: row.time_zone, months: row.months },
      id,
      incentiveProgramId: idOf("inc", row.incentive_program_id),
      versionId: idOf("pgv", row.version_id),
      programId: idOf("prg", row.program_id),
      ...{ from: row.starts_at, until: row.ends_at, isToEnd: row.is_to_end },
    }
  );
}

/** Notes how far it is; whether it is to end. Null where it is over by now. */
export async function noteProgress(
  database: Database,
  session: Session,
  id: SimulationId,
  done: number,
): Promise<{ readonly isToEnd: boolean } | null> {
  const row = await database.readOne<{ is_to_end: boolean }>(
    session,
    sql`
      update simulation
      set done_count = ${done}::integer
      where id = ${uuidOf(id)}::uuid and status = 'RUNNING'
      returning cancel_requested_at is not null as is_to_end`,
  );
  return row && { isToEnd: row.is_to_end };
}

type Ended =
  | { readonly status: "DONE"; readonly result: SimulationResult; readonly done: number }
  | { readonly status: "FAILED"; readonly failure: string }
  | { readonly status: "CANCELLED" };

/** Ends it, once: what another worker has ended stays as it is. */
export async function endSimulation(
  database: Database,
  session: Session,
  id: SimulationId,
  how: Ended,
  at: Date,
): Promise<void> {
  const result = how.status === "DONE" ? JSON.stringify(how.result) : null;
  await database.read(
    session,
    sql`
      update simulation
      set status = ${how.status}::text, finished_at = ${at}::timestamptz, result = ${result}::jsonb,
        failure = ${how.status === "FAILED" ? how.failure : null}::text,
        done_count = coalesce(${how.status === "DONE" ? how.done : null}::integer, done_count)
      where id = ${uuidOf(id)}::uuid and status in ('QUEUED', 'RUNNING')
      returning id`,
  );
}

export interface VersionToTry {
  /** A uuid. */
  readonly incentiveProgramId: string;
  readonly state: string;
  /** Whether what is over a partner's cap waits for later windows. */
  readonly defers: boolean;
}

/** The version that is to be tried, with its program; null where there is none. */
export async function readVersionToTry(
  tx: Transaction,
  versionId: ProgramVersionId,
): Promise<VersionToTry | null> {
  const row = await tx.readOne<{
    incentive_program_id: string;
    state: string;
    defers: boolean;
  }>(sql`
    select incentive_program_id, state, partner_cap_defer_windows is not null as defers
    from incentive_program_version
    where id = ${uuidOf(versionId)}::uuid`);
  return (
    row && {
      incentiveProgramId: row.incentive_program_id,
      state: row.state,
      defers: row.defers,
    }
  );
}

/** Where a simulation stands, for whoever wants to end it; locked. */
export async function lockSimulation(
  tx: Transaction,
  id: SimulationId,
): Promise<{ readonly status: string; readonly isToEnd: boolean } | null> {
  const row = await tx.readOne<{ status: string; is_to_end: boolean }>(sql`
    select status, cancel_requested_at is not null as is_to_end
    from simulation
    where id = ${uuidOf(id)}::uuid
    for no key update`);
  return row && { status: row.status, isToEnd: row.is_to_end };
}

export function queueSimulationEnd(tx: Transaction, id: SimulationId, at: Date): void {
  tx.queue(sql`
    update simulation
    set cancel_requested_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`);
}
