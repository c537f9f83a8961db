import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

interface Hours {
  readonly weekday: string;
  readonly from: string;
  readonly until: string;
}
interface Calendar {
  readonly zone: string;
  readonly hours: readonly Hours[];
  readonly holidays?: readonly string[];
}

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const daily = (from: string, until: string, days = DAYS): Hours[] =>
  days.map((weekday) => ({ weekday, from, until }));
const week = (zone: string, holidays: readonly string[] = []): Calendar => ({
  zone,
  hours: daily("09:00", "17:00", DAYS.slice(0, 5)),
  holidays,
});

const listsOf = ({ zone, hours, holidays = [] }: Calendar) => [
  zone,
  JSON.stringify(hours),
  JSON.stringify(holidays.map((fallsOn) => ({ fallsOn, name: "Closed" }))),
];

async function add(calendar: Calendar, since: string, hours: number): Promise<string> {
  const [row] = await world.asOwner<{ at: Date }>(
    "select app.add_business_time($1, $2, $3, $4, $5) as at",
    [...listsOf(calendar), since, Math.round(hours * 3_600_000)],
  );
  return row?.at.toISOString() ?? "";
}

async function between(calendar: Calendar, since: string, until: string): Promise<number> {
  const [row] = await world.asOwner<{ ms: string }>(
    "select app.business_time_between($1, $2, $3, $4, $5) as ms",
    [...listsOf(calendar), since, until],
  );
  return Number(row?.ms) / 3_600_000;
}

describe("business hours are added", () => {
  test.each([
    // [calendar, since, hours, then]
    ["within a day", week("UTC"), "2026-02-02T10:00:00Z", 4, "2026-02-02T14:00:00.000Z"],
    ["to its last minute", week("UTC"), "2026-02-02T10:00:00Z", 7, "2026-02-02T17:00:00.000Z"],
    ["over the night", week("UTC"), "2026-02-02T10:00:00Z", 8, "2026-02-03T10:00:00.000Z"],
    ["over the weekend", week("UTC"), "2026-02-06T16:00:00Z", 2, "2026-02-09T10:00:00.000Z"],
    ["from a Sunday", week("UTC"), "2026-02-08T12:00:00Z", 1, "2026-02-09T10:00:00.000Z"],
    [
      "over a holiday",
      week("Europe/Berlin", ["2026-12-25"]),
      "2026-12-24T15:00:00Z",
      2,
      "2026-12-28T09:00:00.000Z",
    ],
    // Berlin goes from +1 to +2 on Sunday 28 March 2027
    [
      "over the spring change in Berlin",
      week("Europe/Berlin"),
      "2027-03-26T15:00:00Z",
      2,
      "2027-03-29T08:00:00.000Z",
    ],
    // New York goes from -4 to -5 on Sunday 7 November 2027
    [
      "over the autumn change in New York",
      week("America/New_York"),
      "2027-11-05T20:00:00Z",
      2,
      "2027-11-08T15:00:00.000Z",
    ],
    // Sydney goes from +10 to +11 on Sunday 3 October 2027
    [
      "over the spring change in Sydney",
      week("Australia/Sydney"),
      "2027-10-01T06:00:00Z",
      2,
      "2027-10-03T23:00:00.000Z",
    ],
    [
      "round the clock, a day of 23 hours",
      { zone: "Europe/Berlin", hours: daily("00:00", "24:00") },
      "2027-03-27T23:00:00Z",
      24,
      "2027-03-28T23:00:00.000Z",
    ],
    [
      "in hours that a change skips: there are none",
      { zone: "Europe/Berlin", hours: daily("02:00", "03:00") },
      "2027-03-27T12:00:00Z",
      1,
      "2027-03-29T01:00:00.000Z",
    ],
    [
      "in hours of which a change skips a part",
      { zone: "Europe/Berlin", hours: daily("02:30", "04:00") },
      "2027-03-27T12:00:00Z",
      1,
      "2027-03-28T02:00:00.000Z",
    ],
    [
      "to the end of the day at 24:00",
      { zone: "UTC", hours: daily("18:00", "24:00") },
      "2026-02-02T18:00:00Z",
      6,
      "2026-02-03T00:00:00.000Z",
    ],
  ] as const)("%s", async (_, calendar, since, hours, then) => {
    expect(await add(calendar, since, hours)).toBe(then);
  });

  test("a week has forty business hours, with a change of clocks or without", async () => {
    for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
      for (const monday of ["2027-03-22", "2027-10-25", "2027-09-27", "2027-11-01", "2027-03-08"])
        expect(
          await between(week(zone), `${monday} 00:00 ${zone}`, `${plusWeek(monday)} 00:00 ${zone}`),
        ).toBe(40);
  });

  test("where a century has too few of them, that is after a century", async () => {
    const hours = [{ weekday: "MONDAY", from: "09:00", until: "09:01" }];
    const at = await add({ zone: "UTC", hours }, "2026-01-01T00:00:00Z", 100);
    expect(at.slice(0, 4)).toBe("2126");
  });
});

const plusWeek = (day: string): string =>
  new Date(Date.parse(day) + 7 * 86_400_000).toISOString().slice(0, 10);

const minutes = fc.integer({ min: 0, max: 48 }).map((half) => half * 30);
const clockTime = (of: number): string =>
  `${String(Math.floor(of / 60)).padStart(2, "0")}:${String(of % 60).padStart(2, "0")}`;
const span = fc
  .tuple(fc.constantFrom(...DAYS), minutes, minutes)
  .filter(([, from, until]) => from < until)
  .map(([weekday, from, until]) => ({ weekday, from: clockTime(from), until: clockTime(until) }));
const calendars: fc.Arbitrary<Calendar> = fc.record({
  zone: fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"),
  // one span a weekday: they never overlap
  hours: fc.uniqueArray(span, { selector: (each) => each.weekday, minLength: 1, maxLength: 7 }),
  holidays: fc.array(
    fc
      .integer({ min: 0, max: 400 })
      .map((day) => new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10)),
    { maxLength: 20 },
  ),
});
const instants = fc
  .integer({ min: Date.UTC(2027, 0, 1), max: Date.UTC(2028, 0, 1) })
  .map((ms) => new Date(ms).toISOString());
const amounts = fc.integer({ min: 1, max: 100 * 3_600_000 });

describe("whatever the calendar", () => {
  test("what was added is what passes until then, and not a millisecond earlier", async () => {
    const cases = fc.sample(fc.tuple(calendars, instants, amounts), { numRuns: 300, seed: 1 });
    const rows = await world.asOwner<{ wrong: string }>(
      `select c.n || ' ' || c.calendar::text || ' ' || c.since || ' ' || c.ms as wrong
       from jsonb_to_recordset($1) as c (n int, zone text, hours jsonb, holidays jsonb, since timestamptz, ms bigint, calendar jsonb)
       cross join lateral app.add_business_time(c.zone, c.hours, c.holidays, c.since, c.ms) as then_at
       where app.business_time_between(c.zone, c.hours, c.holidays, c.since, then_at) <> c.ms
         or app.business_time_between(c.zone, c.hours, c.holidays, c.since, then_at - interval '1 millisecond') <> c.ms - 1`,
      [
        JSON.stringify(
          cases.map(([calendar, since, ms], n) => ({ n, ...sent(calendar), since, ms, calendar })),
        ),
      ],
    );
    expect(rows).toEqual([]);
  });

  test("more time is never sooner, and a later beginning never ends earlier", async () => {
    const cases = fc.sample(
      fc.tuple(calendars, instants, amounts, amounts, fc.integer({ min: 0, max: 10 * 86_400_000 })),
      { numRuns: 300, seed: 2 },
    );
    const rows = await world.asOwner(
      `select c.n
       from jsonb_to_recordset($1) as c (n int, zone text, hours jsonb, holidays jsonb, since timestamptz, ms bigint, more bigint, later bigint)
       where app.add_business_time(c.zone, c.hours, c.holidays, c.since, c.ms + c.more) <= app.add_business_time(c.zone, c.hours, c.holidays, c.since, c.ms)
          or app.add_business_time(c.zone, c.hours, c.holidays, c.since + c.later * interval '1 millisecond', c.ms)
             < app.add_business_time(c.zone, c.hours, c.holidays, c.since, c.ms)`,
      [
        JSON.stringify(
          cases.map(([calendar, since, ms, more, later], n) => ({
            n,
            ...sent(calendar),
            since,
            ms,
            more,
            later,
          })),
        ),
      ],
    );
    expect(rows).toEqual([]);
  });

  test("a time that is cut anywhere adds up", async () => {
    const cases = fc.sample(fc.tuple(calendars, fc.tuple(instants, instants, instants)), {
      numRuns: 300,
      seed: 3,
    });
    const rows = await world.asOwner(
      `select c.n
       from jsonb_to_recordset($1) as c (n int, zone text, hours jsonb, holidays jsonb, a timestamptz, b timestamptz, d timestamptz)
       where app.business_time_between(c.zone, c.hours, c.holidays, c.a, c.b) + app.business_time_between(c.zone, c.hours, c.holidays, c.b, c.d)
         <> app.business_time_between(c.zone, c.hours, c.holidays, c.a, c.d)`,
      [
        JSON.stringify(
          cases.map(([calendar, times], n) => {
            const [a, b, d] = times.toSorted();
            return { n, ...sent(calendar), a, b, d };
          }),
        ),
      ],
    );
    expect(rows).toEqual([]);
  });
});

const sent = ({ zone, hours, holidays = [] }: Calendar) => ({
  zone,
  hours,
  holidays: holidays.map((fallsOn) => ({ fallsOn, name: "Closed" })),
});
