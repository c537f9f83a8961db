import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { ascending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { createCalendar } from "../create-calendar.ts";
import type { CalendarDeps, CalendarTouched } from "../create-calendar.ts";
import { updateCalendar } from "../update-calendar.ts";

import {
  CreateCalendarInput,
  CreateCalendarPayload,
  readCreateCalendar,
  readUpdateCalendar,
  UpdateCalendarInput,
  UpdateCalendarPayload,
} from "./calendar.input.ts";
import type { CalendarPayload } from "./calendar.input.ts";
import { CalendarConnection, CalendarType } from "./calendar.type.ts";

export interface CalendarResolverDeps extends CalendarDeps {
  readonly reading: Reading;
}

@Resolver(() => CalendarType)
export class CalendarResolver {
  readonly #deps: CalendarResolverDeps;

  constructor(deps: CalendarResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => CalendarConnection, {
    nullable: true,
    description: "When business is done: the calendars that the caller may see, the oldest first",
  })
  @Needs("PROGRAMS_READ")
  calendars(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [ascending("createdAt"), ascending("id")];
    const list = { name: "calendars", type: "Calendar", args, order };
    return this.#deps.reading.page(context, info, list);
  }

  @Mutation(() => CreateCalendarPayload, {
    nullable: true,
    description: "Makes a calendar: business hours of the week, and holidays, in one zone",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  async createCalendar(
    @Arg("input", () => CreateCalendarInput, { description: "The calendar" })
    input: CreateCalendarInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CalendarPayload> {
    const read = readWith((reader) => readCreateCalendar(reader, input));
    const verb = createCalendar(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => UpdateCalendarPayload, {
    nullable: true,
    description:
      "Changes a calendar from now on. What runs already goes on by the hours that it began with",
  })
  @Needs("CONFIG_WRITE")
  async updateCalendar(
    @Arg("input", () => UpdateCalendarInput, { description: "Which calendar, and the changes" })
    input: UpdateCalendarInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CalendarPayload> {
    const read = readWith((reader) => readUpdateCalendar(reader, input));
    const verb = updateCalendar(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  #answer({ outcome, errors }: Performed<Done<CalendarTouched>>): CalendarPayload {
    return { calendar: this.#deps.reading.answer(outcome?.calendarId ?? null), errors };
  }
}
