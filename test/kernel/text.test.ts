import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { excerpt, lengthOf, normaliseText } from "../../src/kernel/index.ts";

const NAME = { maxLength: 10 };
const NOTE = { maxLength: 100, lines: "many" } as const;

describe("texts people type", () => {
  it("stores one spelling of a name, whichever way its accents were typed", () => {
    expect(normaliseText("Mu\u0308ller", NAME)).toEqual({ ok: true, text: "Müller" });
    expect(normaliseText("Müller", NAME)).toEqual({ ok: true, text: "Müller" });
  });

  it("drops the spaces around a name", () => {
    expect(normaliseText("  Acme \u00a0", NAME)).toEqual({ ok: true, text: "Acme" });
  });

  it("counts what people count, not what computers store", () => {
    expect(lengthOf("🚀🚀")).toBe(2);
    expect(normaliseText("🚀".repeat(10), NAME)).toEqual({ ok: true, text: "🚀".repeat(10) });
    expect(normaliseText("u\u0308".repeat(10), NAME)).toEqual({ ok: true, text: "ü".repeat(10) });
  });

  it.each([
    ["one character too many", "a".repeat(11)],
    ["one astral character too many", "🚀".repeat(11)],
    ["a megabyte", "a".repeat(1_000_000)],
  ])("refuses %s", (_, text) => {
    expect(normaliseText(text, NAME)).toEqual({
      ok: false,
      problem: "is longer than 10 characters",
    });
  });

  it("refuses an empty name unless emptiness was allowed", () => {
    expect(normaliseText("", NAME)).toEqual({ ok: false, problem: "is empty" });
    expect(normaliseText(" \t ".replace("\t", " "), NAME)).toEqual({
      ok: false,
      problem: "is empty",
    });
    expect(normaliseText("", { maxLength: 10, minLength: 0 })).toEqual({ ok: true, text: "" });
  });

  it("refuses a password hint shorter than asked for", () => {
    expect(normaliseText("ab", { maxLength: 10, minLength: 3 })).toEqual({
      ok: false,
      problem: "is shorter than 3 characters",
    });
  });

  it.each([
    ["NUL, which the database cannot store", "a\u0000b", "U+0000"],
    ["an escape that colours a terminal", "a\u001b[31m", "U+001B"],
    ["a line feed in a name", "a\nb", "U+000A"],
    ["a tab in a name", "a\tb", "U+0009"],
    ["a control of the upper half", "a\u0085b", "U+0085"],
    ["a line separator", "a\u2028b", "U+2028"],
    ["a mark that reverses the reading direction", "\u202emoc.emca", "U+202E"],
  ])("refuses %s", (_, text, name) => {
    expect(normaliseText(text, NAME)).toEqual({
      ok: false,
      problem: `contains ${name}, which is not allowed`,
    });
  });

  it.each(["a\ud800", "\udc00a", "\ud800\ud800"])("refuses half of a pair (%j)", (text) => {
    expect(normaliseText(text, NAME)).toEqual({
      ok: false,
      problem: "contains half of a surrogate pair",
    });
  });

  it("keeps the joiners that Persian names and emoji are spelled with", () => {
    expect(normaliseText("می\u200cخواهم", NAME)).toEqual({ ok: true, text: "می\u200cخواهم" });
    expect(normaliseText("👩\u200d💻", NAME)).toEqual({ ok: true, text: "👩\u200d💻" });
  });

  it("keeps the lines of a note, with one kind of line end", () => {
    expect(normaliseText("Call\r\n\tMonday\n", NOTE)).toEqual({ ok: true, text: "Call\n\tMonday" });
    expect(normaliseText("Call\rMonday", NOTE).ok).toBe(false);
    expect(normaliseText("Call\u0000", NOTE).ok).toBe(false);
  });

  it("changes nothing when a stored text is sent again", () => {
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(texts, (text) => {
        const first = normaliseText(text, NOTE);
        if (!first.ok) return;

        expect(normaliseText(first.text, NOTE)).toEqual(first);
        expect(lengthOf(first.text)).toBeLessThanOrEqual(NOTE.maxLength);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("repeating a foreign text in a message", () => {
  it("shows a short text whole and marks where a long one was cut", () => {
    expect(excerpt("Acme")).toBe("Acme");
    expect(excerpt("a".repeat(40))).toBe("a".repeat(40));
    expect(excerpt("a".repeat(41))).toBe(`${"a".repeat(39)}…`);
  });

  it("never shows more than 40 characters, half a character or a control", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const shown = excerpt(text);
        expect(lengthOf(shown)).toBeLessThanOrEqual(40);
        expect(shown).not.toMatch(/\p{C}/u);
      }),
    );
  });
});
