import { sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ScoringScheduleRow } from "../store/scoring-schedule.row.ts";

const schedule = tableOf(ScoringScheduleRow);

/**
 * So many months after the last that a schedule asked for and that did not fail, or after the one in which this was saved; of
 * those that failed the next month is. None for whoever has left.
 */
const nextOn = schedule.expression<string | null>(
  "date",
  ({ column: of }) => sql`(
    case
      when ${of(schedule, "replacedAt")} is null and ${of(schedule, "everyMonths")} is not null and exists (
        select
        from membership as author
        where author.id = ${of(schedule, "setBy")} and author.deactivated_at is null)
      then (
        select greatest(
          coalesce(max(trained.scheduled_on) filter (where trained.status <> 'FAILED')::timestamp,
            date_trunc('month', ${of(schedule, "setAt")} at time zone 'UTC')) + make_interval(months => ${of(schedule, "everyMonths")}),
          max(trained.scheduled_on)::timestamp + interval '1 month')::date
        from scoring_training as trained)
    end)`,
);

/** For the vendor alone: partners have no row of it. */
export const scoringScheduleReads: Source = {
  type: "ScoringSchedule",
  table: schedule,
  isPartners: false,
  fields: {
    id: id("sch", schedule.cell("id")),
    everyMonths: column(schedule.cell("everyMonths")),
    whenDrifted: column(schedule.cell("whenDrifted")),
    learnsFromMonths: column(schedule.cell("learnsFromMonths")),
    outcome: column(schedule.cell("outcome")),
    leftOut: column(schedule.cell("leftOut")),
    gradeAFrom: column(schedule.cell("gradeAFrom")),
    gradeBFrom: column(schedule.cell("gradeBFrom")),
    gradeCFrom: column(schedule.cell("gradeCFrom")),
    mqlFrom: column(schedule.cell("mqlFrom")),
    nextOn: column(nextOn),
    reason: column(schedule.cell("reason")),
    setBy: one("PartnerMember", { id: "setBy" }),
    setAt: column(schedule.cell("setAt")),
    before: one("ScoringSchedule", { replacedAt: "setAt" }),
  },
};
