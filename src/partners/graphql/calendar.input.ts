import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateScalar, payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import { readBusinessHours, readHolidays, readTimeZone } from "../domain/calendar.ts";
import type { BusinessHours, CalendarSettings, Holiday, Weekday } from "../domain/calendar.ts";
import type { UpdateCalendar } from "../update-calendar.ts";

import { CalendarType } from "./calendar.type.ts";
import { WeekdayEnum } from "./program-enums.ts";

@InputType("BusinessHoursInput", { description: "Hours of a weekday in which business is done" })
class BusinessHoursInput implements BusinessHours {
  @Field(() => WeekdayEnum, { description: "The day" })
  weekday: Weekday;

  @Field(() => String, { description: "From, HH:MM" })
  from: string;

  @Field(() => String, { description: "To before, HH:MM; 24:00 is the end of the day" })
  until: string;
}

@InputType("HolidayInput", { description: "A day on which no business is done" })
class HolidayInput implements Holiday {
  @Field(() => DateScalar, { description: "The day" })
  fallsOn: string;

  @Field(() => String, { description: "What it is, up to 100 characters" })
  name: string;
}

@InputType("CreateCalendarInput", { description: "When business is done" })
export class CreateCalendarInput {
  @Field(() => String, { description: "Its name, up to 100 characters; no two have the same" })
  name: string;

  @Field(() => String, { description: "A zone of the IANA database, such as Europe/Berlin" })
  timeZone: string;

  @Field(() => [BusinessHoursInput], {
    description: "When business is done; several of one weekday leave a break between them",
  })
  businessHours: BusinessHoursInput[];

  @Field(() => [HolidayInput], {
    nullable: true,
    description: "Days on which none is done, up to 500",
  })
  holidays?: HolidayInput[] | null;
}

@InputType("UpdateCalendarInput", { description: "Changes of a calendar: what is left out stays" })
export class UpdateCalendarInput {
  @Field(() => ID, { description: "The calendar, cal_…" })
  calendarId: string;

  @Field(() => Int, {
    description: "The calendar's version as it was read; refused if it has another by now",
  })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: "Its name, up to 100 characters" })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "A zone of the IANA database" })
  timeZone?: string | null;

  @Field(() => [BusinessHoursInput], {
    nullable: true,
    description: "All hours of the week in which business is done",
  })
  businessHours?: BusinessHoursInput[] | null;

  @Field(() => [HolidayInput], {
    nullable: true,
    description: "All days on which none is done, up to 500",
  })
  holidays?: HolidayInput[] | null;
}

/** What every mutation of one calendar answers. */
export interface CalendarPayload {
  readonly calendar: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) => payloadOf(verb, "calendar", () => CalendarType, "calendar");
export const CreateCalendarPayload = payloadType("createCalendar");
export const UpdateCalendarPayload = payloadType("updateCalendar");

export function readCreateCalendar(
  reader: InputReader,
  input: CreateCalendarInput,
): CalendarSettings {
  return {
    name: reader.text(["name"], input.name, 100),
    timeZone: readTimeZone(reader, input.timeZone),
    hours: readBusinessHours(reader, ["businessHours"], input.businessHours),
    holidays: readHolidays(reader, ["holidays"], input.holidays ?? []),
  };
}

export function readUpdateCalendar(
  reader: InputReader,
  input: UpdateCalendarInput,
): UpdateCalendar {
  const { name, timeZone, businessHours, holidays } = input;
  const changes = {
    ...(typeof name === "string" ? { name: reader.text(["name"], name, 100) } : {}),
    ...(typeof timeZone === "string" ? { timeZone: readTimeZone(reader, timeZone) } : {}),
    ...(businessHours
      ? { hours: readBusinessHours(reader, ["businessHours"], businessHours) }
      : {}),
    ...(holidays ? { holidays: readHolidays(reader, ["holidays"], holidays) } : {}),
  };
  if (Object.keys(changes).length === 0)
    reader.report(["calendarId"], "comes with nothing to change");
  return {
    calendarId: reader.id(["calendarId"], "cal", input.calendarId),
    expectedVersion: input.expectedVersion,
    changes,
  };
}
