import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { joinSql, ownRows, sql, trustedText } from "../../platform/database/index.ts";
import type { StageCount } from "../domain/funnel.ts";
import { wholeMonthsOf } from "../domain/period.ts";
import type { Period } from "../domain/period.ts";

/** What was counted of one stage in one group; a part of the key that is not grouped by is null. */
export type FunnelCount = StageCount & {
  readonly partner_id: string | null;
  /** YYYY-MM */
  readonly month: string | null;
};

export interface FunnelCut {
  readonly period: Period;
  readonly byPartner: boolean;
  readonly byMonth: boolean;
  readonly includeImplied: boolean;
}

const MONTH = sql`date_trunc('month', c.day::timestamp)`;

/** The counts of a funnel by group, at most so many. */
export function funnelCounts(
  database: Database,
  session: Session,
  cut: FunnelCut,
  limit: number,
): Promise<FunnelCount[]> {
  return database.read(session, funnelStatement(session, cut, limit));
}

/**
 * Reads what is folded and what is not yet in the same snapshot, so that no lead is counted twice or
 * missed. It reads months, the days before and after whole ones, and stages; never leads.
 */
export function funnelStatement(session: Session, cut: FunnelCut, limit: number): Sql {
  const { from, to } = cut.period;
  const months = wholeMonthsOf(cut.period);
  const parts = [
    reached(session, cut, "funnel_day", "day", { from, to: months.from }),
    reached(session, cut, "funnel_month", "month", months),
    reached(session, cut, "funnel_day", "day", { from: months.to, to }),
    // where a lead stands now belongs to no month
    ...(cut.byMonth
      ? [reached(session, cut, "funnel_delta", "day", cut.period)]
      : [unfolded(session, cut), standing(session)]),
  ];
  const partner = cut.byPartner ? sql`c.partner_id` : sql`null::uuid`;
  // written out as text once per group, not per row
  const month = cut.byMonth ? sql`to_char(${MONTH}, 'YYYY-MM')` : sql`null::text`;
  const groups = [
    ...(cut.byPartner ? [sql`c.partner_id`] : []),
    ...(cut.byMonth ? [MONTH] : []),
    sql`c.stage`,
  ];
  return sql`
    select ${partner} as partner_id, ${month} as month, c.stage, sum(c.entered)::integer as entered,
      sum(c.advanced)::integer as advanced, sum(c.standing)::integer as standing
    from (${joinSql(parts, "\n      union all")}) as c
    group by ${joinSql(groups, ", ")}
    having sum(c.entered) <> 0 or sum(c.standing) <> 0
    order by 1, 2, 3
    limit ${limit}::integer`;
}

/** What was reached in a period, by a column that says when. */
function reached(
  session: Session,
  cut: FunnelCut,
  table: "funnel_day" | "funnel_month" | "funnel_delta",
  column: "day" | "month",
  { from, to }: Period,
): Sql {
  const at = sql`f.${trustedText(column)}`;
  const implied = cut.includeImplied ? sql`` : sql` and not f.implied`;
  return sql`
        select f.partner_id, ${at} as day, f.stage, f.entered, f.advanced, 0 as standing
        from ${trustedText(table)} as f
        where ${ownRows(session, "f")} and ${at} >= ${from}::date and ${at} < ${to}::date${implied}`;
}

/** What is not folded yet, read once for both: what was reached in the period, and who stands where. */
function unfolded(session: Session, cut: FunnelCut): Sql {
  const { from, to } = cut.period;
  const implied = cut.includeImplied ? sql`` : sql` and not f.implied`;
  const isIn = sql`f.day >= ${from}::date and f.day < ${to}::date${implied}`;
  return sql`
        select f.partner_id, null::date, f.stage, case when ${isIn} then f.entered else 0 end,
          case when ${isIn} then f.advanced else 0 end, f.standing
        from funnel_delta as f
        where ${ownRows(session, "f")}`;
}

function standing(session: Session): Sql {
  return sql`
        select f.partner_id, null::date, f.stage, 0, 0, f.leads
        from funnel_now as f
        where ${ownRows(session, "f")}`;
}
