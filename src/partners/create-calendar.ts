import type { CalendarId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { CalendarSettings } from "./domain/calendar.ts";
import { insertCalendarVersion } from "./store/calendar-store.ts";
import { CalendarRow } from "./store/calendar.row.ts";

export interface CalendarDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface CalendarTouched extends Outcome {
  readonly calendarId: CalendarId;
}

/** Makes a calendar; what names it counts business time by it. */
export const createCalendar = (deps: CalendarDeps) => (call: Call<CalendarSettings>) =>
  once<CalendarSettings, CalendarTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const calendarId = deps.newId("cal");
    const made = { ...command, id: calendarId, number: 1 };
    tx.queue(
      deps.database.insert(CalendarRow, {
        id: uuidOf(calendarId),
        name: command.name,
        number: made.number,
        version: 1,
        createdAt: at,
        updatedAt: at,
      }),
      CALENDAR_CONSTRAINTS,
    );
    tx.queue(insertCalendarVersion(deps.database, made, { at, by: actor.id }));
    return { kind: "CalendarCreated", calendarId, subjects: [calendarId] };
  });

export const CALENDAR_CONSTRAINTS = { calendar_name_once: nameTaken };

function nameTaken(): Refusal {
  return refuse("BUSINESS_RULE", "Another calendar has this name already.", { path: ["name"] });
}
