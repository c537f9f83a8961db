import fc from "fast-check";
import { expect, test } from "vitest";

import { inlinedSql } from "../../src/platform/database/inlined-sql.ts";
import { joinSql, sql } from "../../src/platform/database/index.ts";

const UUID = "01970000-0000-7000-8000-00000000000a";

test("uuids, lists of them, whole numbers and instants stand in the text as literals", () => {
  const at = new Date("2026-10-01T00:00:00Z");
  const given = joinSql([sql`a = ${UUID}::uuid`, sql`b < ${at}::timestamptz`], " and ");
  expect(
    inlinedSql(sql`${given} and c <= ${12n}::bigint and d > ${-3} and e = any(${[UUID, UUID]})`),
  ).toBe(
    `a = '${UUID}'::uuid and b < '2026-10-01T00:00:00.000Z'::timestamptz and c <= '12'::bigint` +
      ` and d > '-3' and e = any('{${UUID},${UUID}}')`,
  );
});

test("bytes stand in the text as hex, whatever they say", () => {
  const bytes = Buffer.from("'; drop table lead; --\\");
  expect(inlinedSql(sql`a = ${bytes}::bytea`)).toBe(`a = '\\x${bytes.toString("hex")}'::bytea`);
});

test.each([
  ["a text", "EUR"],
  ["a quote", "'; drop table lead; --"],
  ["a uuid with something after it", `${UUID}' or true --`],
  ["a uuid and a line's end", `${UUID}\n`],
  ["a uuid in upper case", UUID.toUpperCase()],
  ["a list with something else in it", [UUID, "x}'"]],
  ["a list in a list", [[UUID]]],
  ["a number with decimals", 1.5],
  ["no number", Number.NaN],
  ["a number without end", Infinity],
  ["a number beyond exactness", 2 ** 53],
  ["no date", new Date("never")],
  ["a date before our years", new Date(-1e14)],
  ["a date after them", new Date(8.64e15)],
  ["null", null],
  ["nothing", undefined],
  ["true", true],
  ["a thing that reads as a uuid", { toString: () => UUID }],
])("%s is kept out of the text", (_, value) => {
  expect(() => inlinedSql(sql`select ${value}`)).toThrow("kept out of the SQL text");
});

test("whatever gets in, no literal ever ends before its end", () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withBigInt: true }), (value) => {
      try {
        expect(inlinedSql(sql`select ${value} as one`)).toMatch(
          /^select '[0-9a-fTZ:.,{}-]*' as one$/,
        );
      } catch (error) {
        expect(error).toMatchObject({ message: expect.stringContaining("kept out") });
      }
    }),
    { numRuns: 2_000 },
  );
});
