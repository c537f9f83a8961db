import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** By which a month's report is told once; null where there is nothing to tell, or it was told. */
export async function readReportDue(
  database: Database,
  session: Session,
  at: Date,
): Promise<string | null> {
  const row = await database.readOne<{ id: string }>(
    session,
    sql`
      select report.id
      from (
        select month.begins, md5('waived decisions of ' || month.begins::text)::uuid as id
        from (select date_trunc('month', ${at}::timestamptz at time zone 'UTC') as begins) as month
      ) as report
      where exists (
          select
          from waived_decision as decision
          where decision.reviewed_at is null and decision.decided_at < ${at}::timestamptz - interval '7 days'
            or decision.decided_at >= (report.begins - interval '1 month') at time zone 'UTC'
              and decision.decided_at < report.begins at time zone 'UTC')
        and not exists (select from notice where notice.occasion_id = report.id and notice.kind = 'DECIDED_ALONE')`,
  );
  return row?.id ?? null;
}

/** What one person decided alone in a month of UTC. */
export interface WaivedMonth {
  readonly startsOn: string;
  readonly decisionCount: number;
  readonly unreviewedCount: number;
  readonly objectedCount: number;
}

const MONTHS = 12;

/** The latest months in which one person decided alone, the latest first. */
export function readWaivedMonths(
  database: Database,
  session: Session,
): Promise<readonly WaivedMonth[]> {
  return database.read<{
    startsOn: string;
    decisionCount: number;
    unreviewedCount: number;
    objectedCount: number;
  }>(
    session,
    sql`
      select date_trunc('month', decision.decided_at at time zone 'UTC')::date::text as "startsOn",
        count(*)::integer as "decisionCount", count(*) filter (where decision.reviewed_at is null)::integer as "unreviewedCount",
        count(*) filter (where decision.outcome = 'OBJECTED')::integer as "objectedCount"
      from waived_decision as decision
      group by 1
      order by 1 desc
      limit ${MONTHS}::integer`,
  );
}
