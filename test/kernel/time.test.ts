import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addDays, isLocalDate, isTimeZone, isWithin, localDate } from "../../src/kernel/index.ts";

describe("the date of an instant", () => {
  it.each([
    [
      "Europe/Berlin, a minute before midnight",
      "2026-03-15T22:59:00Z",
      "Europe/Berlin",
      "2026-03-15",
    ],
    ["Europe/Berlin, at midnight", "2026-03-15T23:00:00Z", "Europe/Berlin", "2026-03-16"],
    ["Europe/Berlin in summer", "2026-07-15T22:00:00Z", "Europe/Berlin", "2026-07-16"],
    [
      "Los Angeles, still the evening before",
      "2026-01-01T07:59:59.999Z",
      "America/Los_Angeles",
      "2025-12-31",
    ],
    ["Auckland, already the next day", "2026-01-01T11:00:00Z", "Pacific/Auckland", "2026-01-02"],
    ["Kathmandu, 5:45 ahead", "2026-01-01T18:15:00Z", "Asia/Kathmandu", "2026-01-02"],
    ["UTC", "2024-02-29T23:59:59.999Z", "UTC", "2024-02-29"],
  ])("is the program's own: %s", (_, at, zone, date) => {
    expect(localDate(new Date(at), zone)).toBe(date);
  });

  it("is a calendar date in every year a lead can have", () => {
    const instants = fc.date({
      min: new Date("1900-01-01T00:00:00Z"),
      max: new Date("2199-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (at) => {
        expect(localDate(at, "UTC")).toBe(at.toISOString().slice(0, 10));
      }),
    );
  });

  it("does not guess when the zone or the instant is wrong", () => {
    expect(() => localDate(new Date("2026-01-01T00:00:00Z"), "Mars/Olympus")).toThrow(RangeError);
    expect(() => localDate(new Date(Number.NaN), "UTC")).toThrow(RangeError);
  });

  it("knows which zones there are", () => {
    expect(isTimeZone("Europe/Berlin")).toBe(true);
    expect(isTimeZone("America/Argentina/Buenos_Aires")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(isTimeZone("")).toBe(false);
  });
});

describe("calendar dates", () => {
  it.each([
    ["2026-01-31", 1, "2026-02-01"],
    ["2024-02-28", 1, "2024-02-29"],
    ["2025-02-28", 1, "2025-03-01"],
    ["2026-03-28", 2, "2026-03-30"],
    ["2026-01-01", -1, "2025-12-31"],
    ["2026-01-01", 0, "2026-01-01"],
    ["2026-01-15", 90, "2026-04-15"],
  ])("counts from %s by %i days to %s, whatever the clocks do", (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });

  it("counts back what it counted forth", () => {
    const dates = fc.integer({ min: 0, max: 80_000 }).map((days) => addDays("1950-01-01", days));
    fc.assert(
      fc.property(dates, fc.integer({ min: -9_000, max: 9_000 }), (date, days) => {
        expect(addDays(addDays(date, days), -days)).toBe(date);
      }),
    );
  });

  it.each(["2025-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1", "01.02.2026", ""])(
    'does not take "%s" for a date',
    (text) => {
      expect(isLocalDate(text)).toBe(false);
      expect(() => addDays(text, 1)).toThrow("not a date");
    },
  );

  it("counts whole days only", () => {
    expect(() => addDays("2026-01-01", 0.5)).toThrow("days come in whole numbers");
    expect(() => addDays("2026-01-01", Number.NaN)).toThrow("days come in whole numbers");
  });
});

describe("ranges", () => {
  it("holds a version in force from its first moment until the next one's", () => {
    const inForce = { from: "2026-01-01", until: "2026-03-01" };

    expect(isWithin(inForce, "2025-12-31")).toBe(false);
    expect(isWithin(inForce, "2026-01-01")).toBe(true);
    expect(isWithin(inForce, "2026-02-28")).toBe(true);
    expect(isWithin(inForce, "2026-03-01")).toBe(false);
  });

  it("has no end while no next version is known", () => {
    const inForce = { from: new Date("2026-01-01T00:00:00Z"), until: null };

    expect(isWithin(inForce, new Date("2025-12-31T23:59:59.999Z"))).toBe(false);
    expect(isWithin(inForce, new Date("2199-01-01T00:00:00Z"))).toBe(true);
  });
});
