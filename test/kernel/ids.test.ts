import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { idOf, parseId, PREFIXES, prefixOf, uuidOf } from "../../src/kernel/index.ts";
import type { Id, Prefix } from "../../src/kernel/index.ts";

const UUID = "0198a7c4-5e2f-7b3d-8f10-4a6b9c2d7e55";
const LEAD = "lead_01k2kw8qhffcyry42adee2tzjn";

describe("ids", () => {
  it("names a lead's row by prefix and 26 characters", () => {
    expect(idOf("lead", UUID)).toBe(LEAD);
    expect(uuidOf(LEAD)).toBe(UUID);
    expect(parseId("lead", LEAD)).toEqual({ ok: true, id: LEAD });
  });

  it("names the first and the last uuid there can be", () => {
    const nil = "00000000-0000-0000-0000-000000000000";
    const max = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    expect(idOf("prt", nil)).toBe(`prt_${"0".repeat(26)}`);
    expect(idOf("prt", max)).toBe(`prt_7${"z".repeat(25)}`);
    expect(uuidOf(`prt_7${"z".repeat(25)}`)).toBe(max);
  });

  it("leads from every uuid to an id and back, under every prefix", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom(...prefixes()), (uuid, prefix) => {
        const id = idOf(prefix, uuid);
        expect(id).toMatch(/^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
        expect(parseId(prefix, id)).toEqual({ ok: true, id });
        expect(uuidOf(id)).toBe(uuid);
      }),
    );
  });

  it("leads from every id it accepts to a uuid and back, so no row has two ids", () => {
    const bodies = fc.stringMatching(/^[0-7][0-9a-z]{25}$/);
    fc.assert(
      fc.property(bodies, (body) => {
        const parsed = parseId("lead", `lead_${body}`);
        expect(parsed.ok).toBe(!/[ilou]/.test(body));
        if (parsed.ok) expect(idOf("lead", uuidOf(parsed.id))).toBe(parsed.id);
      }),
    );
  });

  it("sorts as the uuids sort, so newer ids come later", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        expect(idOf("evt", one) < idOf("evt", other)).toBe(one < other);
      }),
    );
  });

  it("says which id was expected when a partner's id is given for a lead", () => {
    expect(parseId("lead", `prt_${"0".repeat(26)}`)).toEqual({
      ok: false,
      problem: "expected a lead_… id, got prt_…",
    });
    expect(parseId("inc", LEAD)).toEqual({
      ok: false,
      problem: "expected an inc_… id, got lead_…",
    });
  });

  it.each([
    ["nothing", ""],
    ["the prefix alone", "lead_"],
    ["one character too few", LEAD.slice(0, -1)],
    ["one character too many", `${LEAD}0`],
    ["capitals", `lead_${LEAD.slice(5).toUpperCase()}`],
    ["a capital prefix", LEAD.replace("lead", "Lead")],
    ["an o for a 0", LEAD.replace("01k2", "o1k2")],
    ["an l for a 1", LEAD.replace("01k2", "0lk2")],
    ["a number above the last uuid", `lead_8${"0".repeat(25)}`],
    ["a space in front", ` ${LEAD}`],
    ["a line feed behind", `${LEAD}\n`],
    ["the bare uuid", UUID],
    ["an unknown prefix", `xyz_${"0".repeat(26)}`],
    ["a property of every object", `constructor_${"0".repeat(26)}`],
  ])("does not take %s for a lead's id", (_, text) => {
    const parsed = parseId("lead", text);

    expect(parsed.ok).toBe(false);
    expect(parsed).toHaveProperty(
      "problem",
      expect.stringMatching(/" is not an id: expected lead_ followed by 26 characters$/),
    );
  });

  it("repeats at most 40 characters of what was sent, and none that would break a log line", () => {
    const long = parseId("lead", "x".repeat(100_000));
    const hostile = parseId("lead", "a\u0000b\nc\u202ed\ud800");

    expect(long).toEqual({
      ok: false,
      problem: `"${"x".repeat(39)}…" is not an id: expected lead_ followed by 26 characters`,
    });
    expect(hostile).toEqual({
      ok: false,
      problem: '"a�b�c�d�" is not an id: expected lead_ followed by 26 characters',
    });
  });

  it("tells the type of thing from the prefix", () => {
    expect(prefixOf(LEAD)).toBe("lead");
    expect(PREFIXES.lead).toBe("Lead");
    expect(prefixOf("xyz_0")).toBeNull();
    expect(prefixOf("toString_0")).toBeNull();
    expect(prefixOf("lead")).toBeNull();
    expect(prefixOf("_lead")).toBeNull();
  });

  it("gives each type one prefix of three or four letters", () => {
    const types = Object.values(PREFIXES);

    expect(new Set(types).size).toBe(types.length);
    expect(prefixes().every((prefix) => /^[a-z]{3,4}$/.test(prefix))).toBe(true);
  });

  it("stops on a row key or an id that our own code spelled wrong", () => {
    expect(() => idOf("lead", UUID.toUpperCase())).toThrow("is not a lower-case uuid");
    expect(() => idOf("lead", "")).toThrow("is not a lower-case uuid");
    expect(() => uuidOf("lead_x")).toThrow('"lead_x" is not an id');
    expect(() => uuidOf("nope" as Id<Prefix>)).toThrow('"nope" is not an id');
    expect(() => uuidOf(LEAD.slice(5) as Id<Prefix>)).toThrow("is not an id");
  });
});

function prefixes(): Prefix[] {
  return Object.keys(PREFIXES) as Prefix[];
}
