import { column, id, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { CalendarRow, CalendarVersionRow } from "../store/calendar.row.ts";

const calendar = tableOf(CalendarRow);
const standing = calendar.with(CalendarVersionRow, { calendarId: "id", number: "number" });

/** Of other calendars than those of its programs a partner sees no row: the table's policy says so. */
export const calendarReads: Source = {
  type: "Calendar",
  table: calendar,
  isPartners: false,
  fields: {
    id: id("cal", calendar.cell("id")),
    name: column(calendar.cell("name")),
    timeZone: column(standing.cell("timeZone")),
    businessHours: column(standing.cell("hours")),
    holidays: column(standing.cell("holidays")),
    version: column(calendar.cell("version")),
    createdAt: column(calendar.cell("createdAt")),
    updatedAt: column(calendar.cell("updatedAt")),
  },
};
