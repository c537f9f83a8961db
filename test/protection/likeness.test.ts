import fc from "fast-check";
import { expect, test } from "vitest";

import { companyWords } from "../../src/leads/index.ts";
import { compareProspects, nameKeys, weightIn } from "../../src/protection/index.ts";
import type { Prospect } from "../../src/protection/index.ts";

/** A database that has no name yet: what is common is so by what business uses anyway. */
const weightOf = weightIn({ names: 0, namesWith: () => 0 });

const prospect = (name: string, more: Partial<Prospect> = {}): Prospect => ({
  emailKeys: [],
  companyKeys: [],
  phones: [],
  country: null,
  name: companyWords(name),
  ...more,
});

const decide = (left: string, right: string, more: Partial<Prospect> = {}, other = more) =>
  compareProspects(prospect(left, more), prospect(right, other), weightOf).decision;

test.each([
  ["Nordwind GmbH", "NORDWIND AG"],
  ["A. O. Smith", "SMITH A O CORP"],
  ["Müller Maschinenbau", "Mueller Maschinenbau GmbH"],
  ["Nordwind Holdings", "Nordwind"],
  ["Nordwind Intl Systems", "Nordwind International Systems, Inc."],
  ["New Jersey Resources", "NewJersey Resources"],
  ["Lilly (Eli)", "Eli Lilly"],
  ["ООО Нордвинд", "Nordvind LLC"],
])("%s and %s are one company", (left, right) => {
  expect(decide(left, right)).toBe("SAME");
});

test.each([
  ["Nordwind Energy", "Nordwind Energy Partners Berlin", "POSSIBLE"],
  ["Edenor", "Empresa Distribuidora Norte (Edenor)", "POSSIBLE"],
  ["Nord", "Nordwind", "DIFFERENT"],
  ["Fund II", "Fund III", "DIFFERENT"],
  ["Ring 3", "Ring 4", "DIFFERENT"],
  ["Ost Bau", "West Bau", "DIFFERENT"],
  ["First Solar", "First Energy", "DIFFERENT"],
  ["???", "???", "DIFFERENT"],
])("%s and %s are %s", (left, right, decision) => {
  expect(decide(left, right)).toBe(decision);
});

test("a name that everybody uses is only likely, however alike it is", () => {
  const many = weightIn({
    names: 1_000_000,
    namesWith: (word) => (word === "muller" ? 60_000 : 1),
  });
  const both = [prospect("Müller GmbH"), prospect("MÜLLER AG")] as const;
  expect(compareProspects(...both, many).decision).toBe("POSSIBLE");
  expect(compareProspects(...both, weightOf).decision).toBe("SAME");
});

test("another country, tax id or domain makes of one name two companies that a person may compare", () => {
  const of = (left: Partial<Prospect>, right: Partial<Prospect>) => {
    const compared = compareProspects(
      prospect("Nordwind", left),
      prospect("Nordwind", right),
      weightOf,
    );
    return [compared.decision, ...compared.against];
  };
  const keys = (...companyKeys: string[]) => ({ companyKeys });
  expect(of({ country: "DE" }, { country: "DE" })).toEqual(["SAME"]);
  expect(of({ country: "DE" }, {})).toEqual(["SAME"]);
  expect(of({ country: "DE" }, { country: "FR" })).toEqual(["POSSIBLE", "COUNTRY"]);
  expect(of(keys("tax:DE:123"), keys("tax:DE:124"))).toEqual(["POSSIBLE", "TAX_ID"]);
  expect(of(keys("tax:DE:123"), keys("tax:FR:124"))).toEqual(["SAME"]);
  expect(of(keys("domain:nord.de"), keys("domain:wind.de"))).toEqual(["POSSIBLE", "DOMAIN"]);
  expect(of(keys("domain:nord.de"), keys("domain:nord.com"))).toEqual(["SAME"]);
});

test("an exact key decides whatever the names and countries are", () => {
  const exact = [{ emailKeys: ["a@b.c"] }, { companyKeys: ["tax:DE:123"] }];
  for (const key of exact) {
    const [left, right] = [
      { ...key, country: "DE" },
      { ...key, country: "FR" },
    ];
    expect(decide("Nord", "Sued", left, right)).toBe("SAME");
  }
});

test("a phone number in common supports a name that is alike, and alone only asks to look", () => {
  const phone = { phones: ["+4930123456"] };
  expect(decide("Nordwind Energy", "Nordwind Energy Partners Berlin", phone)).toBe("SAME");
  expect(decide("Nord", "Sued", phone)).toBe("POSSIBLE");
  expect(decide("Nord", "Sued", phone, {})).toBe("DIFFERENT");
});

test("a comparison tells what it rests on", () => {
  const left = prospect("Nordwind Energy", { emailKeys: ["a@nord.de"], country: "DE" });
  const right = prospect("NORDWIND Energy Group", { emailKeys: ["b@nord.de"], country: "DE" });
  expect(compareProspects(left, right, weightOf)).toMatchObject({
    decision: "SAME",
    matchedOn: ["COMPANY_NAME"],
    compared: ["EMAIL", "COMPANY_NAME"],
    against: [],
    name: { agreed: ["nordwind", "energy"], onlyLeft: [], onlyRight: ["group"] },
  });
});

const word = fc.oneof(
  fc.stringMatching(/^[a-z]{2,9}$/),
  fc.constantFrom(
    "nord",
    "nordwind",
    "group",
    "tech",
    "technologies",
    "ii",
    "iii",
    "muller",
    "mueller",
  ),
);
const words = fc.array(word, { minLength: 1, maxLength: 5 });
const named = (list: readonly string[]): Prospect => ({
  ...prospect("x"),
  name: { words: list, remarks: [] },
});

test("neither of the two comes first: seen from either side they are as alike", () => {
  fc.assert(
    fc.property(words, words, (left, right) => {
      const [one, other] = [named(left), named(right)];
      const there = compareProspects(one, other, weightOf);
      const back = compareProspects(other, one, weightOf);
      expect(back.name.score).toBeCloseTo(there.name.score, 9);
      expect(back.decision).toBe(there.decision);
    }),
  );
});

test("the order of words makes no other company", () => {
  fc.assert(
    fc.property(words, fc.infiniteStream(fc.nat()), (list, order) => {
      const mixed = list
        .map((each) => [order.next().value ?? 0, each] as const)
        .toSorted(([one], [other]) => one - other)
        .map(([, each]) => each);
      expect(compareProspects(named(list), named(mixed), weightOf).name.score).toBe(1);
      // and it is found: the key of the whole name is the same
      const whole = (keys: readonly string[]) => keys.find((key) => key.startsWith("whole "));
      expect(whole(nameKeys(mixed))).toBe(whole(nameKeys(list)));
    }),
  );
});

test("a likeness is a number from 0 to 1, and confidence is of parts per million", () => {
  fc.assert(
    fc.property(words, words, (left, right) => {
      const { name, confidencePpm } = compareProspects(named(left), named(right), weightOf);
      expect(name.score >= 0 && name.score <= 1).toBe(true);
      expect(Number.isInteger(confidencePpm) && confidencePpm >= 0 && confidencePpm <= 1e6).toBe(
        true,
      );
    }),
  );
});
