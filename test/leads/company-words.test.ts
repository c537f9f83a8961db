import fc from "fast-check";
import { expect, test } from "vitest";

import { companyWords } from "../../src/leads/index.ts";

const wordsOf = (name: string): string => companyWords(name).words.join(" ");

test.each([
  ["Nordwind GmbH & Co. KG", "nordwind"],
  ["NORDWIND, S.p.A.", "nordwind"],
  ["Nordwind B.V.", "nordwind"],
  ["Nordwind Oy", "nordwind"],
  ["AB Nordwind (publ)", "nordwind"],
  ["Nordwind Comércio Ltda.", "nordwind comercio"],
  ["Nordwind Pty Ltd", "nordwind"],
  ["Nordwind K.K.", "nordwind"],
  ["ООО Нордвинд", "nordvind"],
  ["Nordwind Sp. z o.o.", "nordwind"],
  ["Nordwind S.A. de C.V.", "nordwind"],
  ["Limited Liability Company Nordwind", "nordwind"],
  ["Nordwind Sociedad Anónima", "nordwind"],
])("the legal form of %s tells nothing", (name, words) => {
  expect(wordsOf(name)).toBe(words);
});

test.each([
  ["株式会社ノルド", "ノルド"],
  ["北风有限公司", "北风"],
  ["노르드 주식회사", "노르드"],
  ["Ελληνική Ενέργεια Α.Ε.", "Elliniki Energeia"],
  ["Северный Ветер", "Severnyy Veter"],
  ["Łódź Østre Straße", "Lodz Ostre Strasse"],
  ["Cafés Noël", "CAFES NOEL"],
])("%s is %s, whatever the script, the accents and the case", (name, other) => {
  expect(wordsOf(name)).toBe(wordsOf(other));
  expect(wordsOf(name)).not.toBe("");
});

test.each([
  ["A. O. Smith", "ao smith"],
  ["A and P", "ap"],
  ["SMITH A O CORP", "smith ao"],
  ["A. B. Dick Company", "ab dick"],
  ["H & R Block", "hr block"],
  ["H&R Block, Inc.", "hr block"],
  ["Macy's", "macys"],
  ["The Nord Company", "nord"],
  ["Nord and Sons", "nord sons"],
  ["Nord & Sons", "nord sons"],
  ["M/I Homes", "mi homes"],
])("initials, apostrophes and what joins words: %s is %s", (name, words) => {
  expect(wordsOf(name)).toBe(words);
});

test.each([
  ["Nord Inc. Class A Common Stock", "nord"],
  ["Nord N.V. American Depositary Shares, each representing one share", "nord"],
  ["Nord Ltd/ADR", "nord"],
])("what an exchange lists is a paper of the company: %s", (name, words) => {
  expect(wordsOf(name)).toBe(words);
});

test("what is said in brackets or behind a slash is kept apart", () => {
  expect(companyWords("Nord Corp /DE/")).toEqual({ words: ["nord"], remarks: ["de"] });
  expect(companyWords("Lilly (Eli)")).toEqual({ words: ["lilly"], remarks: ["eli"] });
});

test("a name of nothing but legal forms or joining words keeps them: they are all that it has", () => {
  expect(wordsOf("The Limited")).toBe("the limited");
  expect(wordsOf("AG")).toBe("ag");
  expect(wordsOf("???")).toBe("");
});

const letters = fc.stringMatching(/^[a-z]{4,9}$/);
const name = fc.array(letters, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));

test("words of words are the same words", () => {
  fc.assert(
    fc.property(fc.oneof(name, fc.string({ unit: "grapheme", maxLength: 60 })), (text) => {
      const once = wordsOf(text);
      // what was left of a name may look like a legal form by itself: fewer words, never others
      const twice = wordsOf(once).split(" ");
      expect(twice.every((word) => word === "" || once.includes(word))).toBe(true);
    }),
  );
  fc.assert(
    fc.property(name, (text) => {
      const once = wordsOf(text);
      expect(wordsOf(once)).toBe(once);
    }),
  );
});

test("case, punctuation and a legal form at the end change no name", () => {
  const dressed = fc.constantFrom(
    ", Inc.",
    " GmbH",
    " S.A.",
    " LTD",
    " d.o.o.",
    " (publ)",
    ".",
    "!",
  );
  fc.assert(
    fc.property(name, dressed, (text, dress) => {
      expect(wordsOf(text.toUpperCase() + dress)).toBe(wordsOf(text));
    }),
  );
});
