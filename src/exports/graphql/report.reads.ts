import { idOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ReportRow } from "../store/report.row.ts";

const report = tableOf(ReportRow);

/** Of the last month for which a report was run by its schedule. */
const lastOf = (type: string, what: Sql) =>
  report.expression<string | null>(
    type,
    ({ column: of }) => sql`(
    select ${what}
    from report_run as last
    where last.report_id = ${of(report, "id")}
    order by last.month desc
    limit 1)`,
  );

const parameter = <Name extends keyof ReportRow["parameters"]>(name: Name) =>
  value([report.cell("parameters")], ([parameters]) => parameters[name]);

/** For the vendor alone: partners have no row of it. */
export const reportReads: Source = {
  type: "Report",
  table: report,
  isPartners: false,
  fields: {
    id: id("rpt", report.cell("id")),
    name: column(report.cell("name")),
    kind: column(report.cell("kind")),
    format: column(report.cell("format")),
    period: column(report.cell("period")),
    partnerId: parameter("partnerId"),
    incentiveProgramId: parameter("incentiveProgramId"),
    currency: parameter("currency"),
    creditState: parameter("creditState"),
    reversalReason: parameter("reversalReason"),
    grain: parameter("grain"),
    profile: parameter("profile"),
    schedule: column(report.cell("schedule")),
    dayOfMonth: column(report.cell("dayOfMonth")),
    recipientIds: value([report.cell("recipientIds")], ([uuids]) =>
      uuids.map((uuid) => idOf("mem", uuid)),
    ),
    state: value([report.cell("pausedAt"), report.cell("retiredAt")], ([paused, retired]) => {
      if (retired !== null) return "RETIRED";
      return paused === null ? "ACTIVE" : "PAUSED";
    }),
    lastMonthOn: column(lastOf("date", sql`last.month`)),
    lastExportRunId: value([lastOf("uuid", sql`last.export_run_id`)], ([uuid]) =>
      uuid === null ? null : idOf("exp", uuid),
    ),
    lastFailure: column(lastOf("text", sql`last.failure`)),
    savedBy: one("PartnerMember", { id: "savedBy" }),
    savedAt: column(report.cell("savedAt")),
    pausedAt: column(report.cell("pausedAt")),
    pauseReason: column(report.cell("pauseReason")),
    retiredAt: column(report.cell("retiredAt")),
    retiredBy: one("PartnerMember", { id: "retiredBy" }),
  },
};
