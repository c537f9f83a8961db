import type { PartnerId, PartnerMemberId, ProgramId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { ColumnOf } from "../../platform/reading/index.ts";
import type { BreachDimension } from "../domain/breaches.ts";
import type { ClockKind } from "../domain/sla-policy.ts";

/** Which clocks are looked at: those that were to be stopped in a period. */
export interface BreachCut {
  readonly from: Date;
  readonly until: Date;
  /** Null for all, here and below. */
  readonly clock: ClockKind | null;
  readonly programId: ProgramId | null;
  readonly partnerId: PartnerId | null;
  readonly ownerId: PartnerMemberId | null;
}

/** Whether a clock has run out: it still ran, or rested or was stopped later than it was due. */
const hasRunOut = (of: ColumnOf, at: Date): Sql =>
  sql`coalesce(${of("pausedAt")}, ${of("stoppedAt")}, ${at}::timestamptz) >= ${of("dueAt")}`;

function isInCut(cut: BreachCut, of: ColumnOf): readonly Sql[] {
  const holds = [
    sql`${of("dueAt")} >= ${cut.from}::timestamptz`,
    sql`${of("dueAt")} < ${cut.until}::timestamptz`,
  ];
  const { clock, partnerId, programId, ownerId } = cut;
  if (clock !== null) holds.push(sql`${of("kind")} = ${clock}::text`);
  if (partnerId !== null) holds.push(sql`${of("partnerId")} = ${uuidOf(partnerId)}::uuid`);
  const ofLead = [
    ...(programId === null ? [] : [sql`l.program_id = ${uuidOf(programId)}::uuid`]),
    ...(ownerId === null ? [] : [sql`l.owner_id = ${uuidOf(ownerId)}::uuid`]),
  ];
  if (ofLead.length > 0)
    holds.push(
      sql`exists (select from lead as l where l.partner_id = ${of("partnerId")} and l.id = ${of("leadId")} and ${joinSql(ofLead, " and ")})`,
    );
  return holds;
}

/** The condition on a list of clocks: those of the cut that have run out. */
export const breachedIn = (cut: BreachCut, at: Date, of: ColumnOf): Sql =>
  joinSql([...isInCut(cut, of), hasRunOut(of, at)], " and ");

/** What was counted of one group; a part of the key that is not grouped by is null. */
export type BreachCount = {
  readonly clock: string | null;
  readonly program_id: string | null;
  readonly partner_id: string | null;
  readonly owner_id: string | null;
  readonly met: number;
  readonly breached: number;
  readonly running: number;
};

const COLUMNS: Readonly<Record<string, Sql>> = {
  id: sql`c.id`,
  partnerId: sql`c.partner_id`,
  leadId: sql`c.lead_id`,
  kind: sql`c.kind`,
  dueAt: sql`c.due_at`,
  pausedAt: sql`c.paused_at`,
  stoppedAt: sql`c.stopped_at`,
};

const ofClock: ColumnOf = (property) => COLUMNS[property] ?? sql`null`;

const GROUPS: Readonly<Record<BreachDimension, Sql>> = {
  CLOCK: sql`c.kind`,
  PROGRAM: sql`l.program_id`,
  PARTNER: sql`c.partner_id`,
  OWNER: sql`l.owner_id`,
};

/** Counts the clocks of a cut by group, at most so many, in one statement. */
export function countBreaches(
  database: Database,
  session: Session,
  cut: BreachCut,
  by: ReadonlySet<BreachDimension>,
  { at, limit }: { readonly at: Date; readonly limit: number },
): Promise<BreachCount[]> {
  const group = (dimension: BreachDimension, none: Sql): Sql =>
    by.has(dimension) ? GROUPS[dimension] : none;
  const keys = [...by].map((dimension) => GROUPS[dimension]);
  const grouped = keys.length === 0 ? sql`` : sql`group by ${joinSql(keys, ", ")}`;
  const breached = hasRunOut(ofClock, at);
  return database.read(
    session,
    sql`
      select ${group("CLOCK", sql`null::text`)} as clock, ${group("PROGRAM", sql`null::uuid`)} as program_id,
        ${group("PARTNER", sql`null::uuid`)} as partner_id, ${group("OWNER", sql`null::uuid`)} as owner_id,
        count(*) filter (where c.stopped_at is not null and c.answered and not ${breached})::integer as met,
        count(*) filter (where ${breached})::integer as breached,
        count(*) filter (where c.stopped_at is null and not ${breached})::integer as running
      from lead_clock as c
      join lead as l on l.partner_id = c.partner_id and l.id = c.lead_id
      where ${joinSql(isInCut(cut, ofClock), " and ")}
      ${grouped}
      order by 1, 2, 3, 4
      limit ${limit}::integer`,
  );
}
