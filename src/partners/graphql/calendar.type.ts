import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateScalar,
  DateTimeScalar,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";

import { WeekdayEnum } from "./program-enums.ts";

@ObjectType("BusinessHours", {
  description: "Hours of a weekday in which business is done, in the calendar's zone",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class BusinessHoursType {
  @Field(() => WeekdayEnum, { description: "The day" })
  weekday: string;

  @Field(() => String, { description: "From, HH:MM" })
  from: string;

  @Field(() => String, { description: "To before, HH:MM; 24:00 is the end of the day" })
  until: string;
}

@ObjectType("Holiday", {
  description: "A day on which no business is done",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class HolidayType {
  @Field(() => DateScalar, { description: "The day" })
  fallsOn: string;

  @Field(() => String, { description: "What it is" })
  name: string;
}

@ObjectType("Calendar", {
  description: "When business is done. A partner sees those of the programs that it sees",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PROGRAMS_READ")
export class CalendarType extends Node {
  @Field(() => String, { description: "Its name; no two have the same" })
  name: string;

  @Field(() => String, { description: "The zone of its hours and days, of the IANA database" })
  timeZone: string;

  @Field(() => [BusinessHoursType], {
    description: "When business is done, in the order of the week",
  })
  @ListSize(7)
  businessHours: BusinessHoursType[];

  @Field(() => [HolidayType], {
    description: "Days on which none is done, the earliest first",
  })
  holidays: HolidayType[];

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was last changed" })
  updatedAt: Date;
}

export const CalendarConnection = connectionType(() => CalendarType, "Calendar");
