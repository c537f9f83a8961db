import type { CalendarId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { CalendarDeps, CalendarTouched } from "./create-calendar.ts";
import { CALENDAR_CONSTRAINTS } from "./create-calendar.ts";
import { noSuchCalendar } from "./domain/calendar.ts";
import type { CalendarSettings } from "./domain/calendar.ts";
import { refuseOtherVersion } from "./domain/version.ts";
import { insertCalendarVersion, lockCalendar, storeCalendar } from "./store/calendar-store.ts";

export interface UpdateCalendar {
  readonly calendarId: CalendarId;
  readonly expectedVersion: number;
  /** What is left out stays. */
  readonly changes: Partial<CalendarSettings>;
}

/** Changes a calendar from now on. What runs already goes on by the hours and holidays that it began with. */
export const updateCalendar =
  (deps: Pick<CalendarDeps, "database">) => (call: Call<UpdateCalendar>) =>
    once<UpdateCalendar, CalendarTouched>(deps.database, call, async (tx) => {
      const { at, actor } = call;
      const { calendarId, expectedVersion, changes } = call.command;
      const calendar = await lockCalendar(tx, calendarId);
      if (!calendar) return noSuchCalendar();
      const stale = refuseOtherVersion("calendar", calendar.version, expectedVersion);
      if (stale) return stale;

      const { name: _, ...ofHours } = changes;
      const isNewVersion = Object.keys(ofHours).length > 0;
      const number = calendar.number + (isNewVersion ? 1 : 0);
      const changed = { ...calendar.settings, ...changes, id: calendarId, number };
      if (isNewVersion)
        tx.queue(insertCalendarVersion(deps.database, changed, { at, by: actor.id }));
      tx.queue(storeCalendar(changed, at), CALENDAR_CONSTRAINTS);
      return { kind: "CalendarUpdated", calendarId, subjects: [calendarId] };
    });
