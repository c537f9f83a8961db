import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let partner: Caller;
let vendor: Caller;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  partner = partnerCaller(await addPartner(world, "Alpha"));
  vendor = vendorCaller();
});
afterAll(() => world.close());

const run = async (verb: string, input: object, selection: string): Promise<Answer> => {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await api.run(
    vendor,
    `mutation ($input: ${type}!, $key: String!) { ${verb}(input: $input) @idempotent(key: $key) {
      ${selection} errors { code path } } }`,
    { input, key: randomUUID() },
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data[verb]));
};

const CALENDAR =
  "calendar { id name timeZone businessHours { weekday from until } holidays { fallsOn name } version }";
const WEEK = {
  timeZone: "Europe/Berlin",
  businessHours: [
    { weekday: "TUESDAY", from: "13:00", until: "24:00" },
    { weekday: "MONDAY", from: "08:00", until: "12:00" },
    { weekday: "TUESDAY", from: "08:00", until: "12:00" },
  ],
};
const make = async (more: object = {}) =>
  run("createCalendar", { name: randomUUID(), ...WEEK, ...more }, CALENDAR);
const namesSeenBy = async (caller: Caller): Promise<string[]> => {
  const { data } = await api.run(caller, "{ calendars(first: 100) { nodes { name } } }");
  return data.calendars.nodes.map((each: { name: string }) => each.name);
};

test("a calendar has the hours of a week in order, and each holiday once", async () => {
  const { calendar } = await make({
    name: "Berlin",
    holidays: [
      { fallsOn: "2027-12-25", name: "Christmas" },
      { fallsOn: "2027-01-01", name: "New Year" },
      { fallsOn: "2027-12-25", name: "Christmas again" },
    ],
  });

  expect(calendar).toEqual({
    id: expect.stringMatching(/^cal_/),
    name: "Berlin",
    timeZone: "Europe/Berlin",
    businessHours: [
      { weekday: "MONDAY", from: "08:00", until: "12:00" },
      { weekday: "TUESDAY", from: "08:00", until: "12:00" },
      { weekday: "TUESDAY", from: "13:00", until: "24:00" },
    ],
    holidays: [
      { fallsOn: "2027-01-01", name: "New Year" },
      { fallsOn: "2027-12-25", name: "Christmas" },
    ],
    version: 1,
  });
});

test("it is refused with everything that is wrong with it, each by its path", async () => {
  const { calendar, errors } = await make({
    name: " ",
    timeZone: "Berlin",
    businessHours: [
      { weekday: "MONDAY", from: "9:00", until: "17:00" },
      { weekday: "TUESDAY", from: "09:00", until: "24:30" },
      { weekday: "FRIDAY", from: "12:00", until: "12:00" },
      { weekday: "SUNDAY", from: "10:00", until: "14:00" },
      { weekday: "SUNDAY", from: "13:00", until: "24:00" },
    ],
    holidays: [{ fallsOn: "2027-01-01", name: " " }],
  });

  expect(calendar).toBeNull();
  expect(errors.map(({ path }: { path: string[] }) => path.join("."))).toEqual([
    "name",
    "timeZone",
    "businessHours.0.from",
    "businessHours.1.until",
    "businessHours.2.until",
    "businessHours.4",
    "holidays.0.name",
  ]);
  expect((await make({ businessHours: [] })).errors).toMatchObject([{ path: ["businessHours"] }]);
});

test("a change keeps what is left out, needs the version that was read, and leaves the versions before", async () => {
  const { calendar } = await make();
  const change = { calendarId: calendar.id, expectedVersion: 1 };
  const holidays = [{ fallsOn: "2027-05-01", name: "Labour Day" }];
  const changed = await run("updateCalendar", { ...change, holidays }, CALENDAR);

  expect(changed.calendar).toEqual({ ...calendar, holidays, version: 2 });
  expect((await run("updateCalendar", { ...change, name: "Late" }, CALENDAR)).errors).toMatchObject(
    [{ code: "VERSION_CONFLICT" }],
  );
  await run("updateCalendar", { ...change, expectedVersion: 2, name: `${randomUUID()}` }, CALENDAR);
  const versions = await world.asOwner(
    "select calendar_version.number from calendar_version join calendar on calendar.id = calendar_id where calendar.version = 3 order by 1",
  );
  // a name is no new version of the hours
  expect(versions.map((row) => row["number"])).toEqual([1, 2]);
  await expect(world.asOwner("update calendar_version set holidays = '[]'")).rejects.toThrow(
    "append-only",
  );
});

test("no two have one name, and nothing to change is nothing", async () => {
  await make({ name: "Twice" });
  const { calendar } = await make();
  expect((await make({ name: "Twice" })).errors).toMatchObject([
    { code: "BUSINESS_RULE", path: ["name"] },
  ]);
  const change = { calendarId: calendar.id, expectedVersion: 1 };
  expect(
    (await run("updateCalendar", { ...change, name: "Twice" }, CALENDAR)).errors,
  ).toMatchObject([{ code: "BUSINESS_RULE", path: ["name"] }]);
  expect((await run("updateCalendar", change, CALENDAR)).errors).toMatchObject([
    { code: "VALIDATION_FAILED", path: ["calendarId"] },
  ]);
});

test("a program names one, and a partner sees those of its programs alone", async () => {
  const { calendar } = await make({ name: "Of the default program" });
  await make({ name: "Of Tokyo" });
  expect(await namesSeenBy(partner)).toEqual([]);

  const { data } = await api.run(vendor, "{ programs { nodes { id isDefault version } } }");
  const [program] = data.programs.nodes;
  const change = { programId: program.id, expectedVersion: program.version };
  const changed = await run(
    "updateProgram",
    { ...change, calendarId: calendar.id },
    "program { version calendar { name } }",
  );
  expect(changed.program).toEqual({
    version: program.version + 1,
    calendar: { name: "Of the default program" },
  });
  expect(await namesSeenBy(partner)).toEqual(["Of the default program"]);
  expect(await namesSeenBy(vendor)).toContain("Of Tokyo");

  const back = { ...change, expectedVersion: program.version + 1 };
  const absent = `${calendar.id.slice(0, -6)}zzzzzz`;
  expect(
    (await run("updateProgram", { ...back, calendarId: absent }, "program { version }")).errors,
  ).toMatchObject([{ code: "NOT_FOUND", path: ["calendarId"] }]);
  const none = await run(
    "updateProgram",
    { ...back, calendarId: null },
    "program { version calendar { name } }",
  );
  expect(none.program).toEqual({ version: program.version + 2, calendar: null });
});
