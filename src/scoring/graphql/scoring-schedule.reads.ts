import { sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ScoringScheduleRow } from "../store/scoring-schedule.row.ts";

const schedule = tableOf(ScoringScheduleRow);

/** So many months after the last that a schedule asked for, or after the one in which this was saved. */
const nextOn = schedule.expression<string | null>(
  "date",
  ({ column: of }) => sql`(
    select (coalesce(max(trained.scheduled_on)::timestamp, date_trunc('month', ${of(schedule, "setAt")} at time zone 'UTC'))
      + make_interval(months => ${of(schedule, "everyMonths")}))::date
    from scoring_training as trained
    where ${of(schedule, "replacedAt")} is null)`,
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
