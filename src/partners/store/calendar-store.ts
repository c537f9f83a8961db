import type { CalendarId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { BusinessHours, CalendarSettings, Holiday } from "../domain/calendar.ts";
import type { StandingCalendar } from "../domain/calendar.ts";

import { CalendarVersionRow } from "./calendar.row.ts";

type StandingRow = {
  name: string;
  version: number;
  number: number;
  time_zone: string;
  hours: BusinessHours[];
  holidays: Holiday[];
};

/** A calendar, locked until the transaction ends; null where there is none. */
export async function lockCalendar(
  tx: Transaction,
  calendarId: CalendarId,
): Promise<StandingCalendar | null> {
  const row = await tx.readOne<StandingRow>(sql`
    select calendar.name, calendar.version, calendar.number, standing.time_zone, standing.hours, standing.holidays
    from calendar
    join calendar_version as standing on standing.calendar_id = calendar.id and standing.number = calendar.number
    where calendar.id = ${uuidOf(calendarId)}::uuid
    for no key update of calendar`);
  if (!row) return null;
  const { name, version, number, time_zone: timeZone, hours, holidays } = row;
  return { version, number, settings: { name, timeZone, hours, holidays } };
}

/** A version of a calendar's hours and holidays. */
export function insertCalendarVersion(
  database: Database,
  calendar: CalendarSettings & { readonly id: CalendarId; readonly number: number },
  { at, by }: { readonly at: Date; readonly by: string | null },
): Sql {
  return database.insert(CalendarVersionRow, {
    calendarId: uuidOf(calendar.id),
    number: calendar.number,
    timeZone: calendar.timeZone,
    hours: calendar.hours,
    holidays: calendar.holidays,
    publishedAt: at,
    publishedBy: by,
  });
}

/** Names a calendar, and puts a version of its hours in force. */
export function storeCalendar(
  { id, name, number }: { readonly id: CalendarId; readonly name: string; readonly number: number },
  at: Date,
): Sql {
  return sql`
    update calendar
    set name = ${name}::text,
      number = ${number}::integer,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`;
}
