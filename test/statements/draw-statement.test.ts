import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Parts } from "../../src/statements/domain/drawn-statement.ts";
import { drawStatement } from "../../src/statements/draw-statement.ts";

import { readPdf, statementOf } from "./drawn-statements.ts";

const earned = (minor: bigint): Parts => [minor, 0n, 0n, 0n, 0n];

describe("A statement as PDF", () => {
  test("names vendor, partner, number, month and each amount, by parts", async () => {
    const opening: Parts = [0n, 1_000n, 20_000n, 300n, -4_000n];
    const moved: Parts[] = [
      [12_345n, 0n, 0n, 0n, 0n],
      [-12_345n, 2_345n, 10_000n, 0n, 0n],
    ];
    const drawn = await drawStatement(statementOf(moved, { opening, partnerName: "Alpha GmbH" }));

    const { pages, title, createdOn } = await readPdf(drawn);
    expect(title).toBe("Statement 7 of 2026-02, EUR");
    expect(createdOn).toBe("D:20260301100000Z");
    expect(pages).toHaveLength(1);
    const rows = pages[0]?.join(" ") ?? "";
    for (const part of [
      "Vendor To Alpha GmbH DE Statement 7 2026-02-01 to 2026-02-28 All amounts in EUR Issued at 2026-03-01T10:00:00.000Z stm_",
      // 0 + 10.00 + 200.00 + 3.00 - 40.00
      "Opening balance on 2026-02-01 0.00 10.00 200.00 3.00 -40.00 173.00",
      "Bounties SQL, crd_",
      "123.45 0.00 0.00 0.00 0.00 123.45 296.45",
      "-123.45 23.45 100.00 0.00 0.00 0.00 296.45",
      "Closing balance on 2026-02-28 0.00 33.45 300.00 3.00 -40.00 296.45",
      "Page 1 of 1",
    ])
      expect(rows).toContain(part);
  });

  test("carries the sums of a thousand lines from page to page", async () => {
    const moved = Array.from({ length: 1_000 }, (_, place) => earned(BigInt(100_000 + place * 7)));
    const statement = statementOf(moved, { opening: [0n, 0n, 500n, 0n, 0n] });

    const { pages } = await readPdf(await drawStatement(statement));
    const words = pages.map((page) => page.join(" "));
    const all = words.join(" ");
    for (let place = 0; place < 1_000; place += 1) {
      const minor = 100_000 + place * 7;
      // each has its amount, and what is owed behind it: 5.00 and the sum of an arithmetic row
      const balance = 500 + (place + 1) * 100_000 + (7 * place * (place + 1)) / 2;
      const [amount, owed] = [minor, balance].map((each) => (each / 100).toFixed(2));
      expect(all).toContain(`${amount} 0.00 0.00 0.00 0.00 ${amount} ${owed}`);
    }
    const carried = words.map((page) => /Carried forward ([-0-9. ]+)/.exec(page)?.[1]?.trim());
    const brought = words.map((page) => /Brought forward ([-0-9. ]+)/.exec(page)?.[1]?.trim());
    expect(pages.length).toBeGreaterThan(40);
    expect(brought.slice(1).map((each) => each?.split(" ").slice(0, 6))).toEqual(
      carried.slice(0, -1).map((each) => each?.split(" ").slice(0, 6)),
    );
    expect([brought[0], carried.at(-1)]).toEqual([undefined, undefined]);
    // 1,000 × 1,000.00 + 0.07 × (0 + … + 999) = 1,034,965.00, and 5.00 before
    expect(words.at(-1)).toContain(
      "Closing balance on 2026-02-28 1034965.00 0.00 5.00 0.00 0.00 1034970.00",
    );
    words.forEach((page, place) => expect(page).toContain(`Page ${place + 1} of ${pages.length}`));
  });

  test("has the same bytes each time", async () => {
    const statement = statementOf(
      Array.from({ length: 60 }, (_, place) => earned(BigInt(place))),
      { partnerName: "שלום Ltd" },
    );

    const first = await drawStatement(statement);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await drawStatement(statement)).equals(first)).toBe(true);
  });

  test("writes the largest amounts whole, and its words within their columns", async () => {
    const minor = 999_999_999_999_999n;
    const moved: Parts[] = [[minor, -minor, minor, -minor, -minor]];
    const told = { programName: "Very long ".repeat(30), partnerName: "Longer ".repeat(60) };

    const { pages } = await readPdf(await drawStatement(statementOf(moved, told)));
    const rows = pages[0]?.join(" ") ?? "";
    expect(rows).toContain(
      "9999999999999.99 -9999999999999.99 9999999999999.99 -9999999999999.99 -9999999999999.99 -9999999999999.99",
    );
    expect(rows).toContain("Very long…");
    expect(rows).not.toContain("Very long ".repeat(8));
  });

  test("is not drawn where its lines do not lead to its end", async () => {
    const statement = statementOf([earned(100n), earned(200n)]);
    const closing: Parts = [301n, 0n, 0n, 0n, 0n];
    await expect(drawStatement({ ...statement, closing })).rejects.toThrow(
      "does not end as its lines say",
    );
    const lines = statement.lines.map((line) => ({ ...line, balance: line.balance + 1n }));
    await expect(drawStatement({ ...statement, lines })).rejects.toThrow("another balance");
    // moved from one part to another it comes to the same in all, and is another statement
    const elsewhere: Parts = [0n, 300n, 0n, 0n, 0n];
    await expect(drawStatement({ ...statement, closing: elsewhere })).rejects.toThrow(
      "does not end as its lines say",
    );
  });
});

describe("Names on a statement", () => {
  const named = async (partnerName: string) => {
    const { pages, active } = await readPdf(
      await drawStatement(statementOf([earned(100n)], { partnerName })),
    );
    const words = pages[0] ?? [];
    const [from, until] = [words.indexOf("To") + 1, words.indexOf("DE")];
    return { name: words.slice(from, until).join(""), active, words };
  };

  test.each([
    ["Škoda & Söhne", "Škoda & Söhne"],
    ["Ελληνική Εταιρεία", "Ελληνική Εταιρεία"],
    ["ООО «Ромашка»", "ООО «Ромашка»"],
    ["Công ty Tiếng Việt", "Công ty Tiếng Việt"],
    // an e and an accent are one letter
    ["E\u0301cole", "École"],
    // what the font does not hold is written in Latin letters
    ["北京公司", "BeiJingGongSi"],
  ])("stand there as they are written: %s", async (given, shown) => {
    expect((await named(given)).name).toBe(shown);
  });

  test("are read from the right where their script is, with numbers and Latin words as they are", async () => {
    expect((await named("חברת אלפא")).name).toBe("חברת אלפא");
    expect((await named("شركة النور")).name).toBe("شركة النور");
    const { name } = await named("Beta 12 חברת 34 Ltd");
    for (const part of ["Beta 12", "חברת", "34", "Ltd"]) expect(name).toContain(part);
  });

  test.each([
    "<b>bold</b><script>alert(1)</script>",
    '=HYPERLINK("https://example.com")',
    "(x) Tj ET endstream endobj",
    "https://example.com",
    "</Title> << /JS (app.alert(1)) >>",
  ])("lead nobody anywhere: %s", async (given) => {
    const { name, active, words } = await named(given);
    expect(name).toBe(given);
    expect(active).toBe(0);
    expect(words.join(" ")).toContain("1.00 0.00 0.00 0.00 0.00 1.00 1.00");
  });

  test("cannot turn the text around them, or begin a line of their own", async () => {
    const { name } = await named("\u202Eexe.gnp\u2066\u0007\nClosing balance 9.99");
    expect(name).toBe("exe.gnp Closing balance 9.99");
  });

  test("of any letters at all leave the amounts as they are", async () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom(..."אבגدذרا١٢٣()[]12 abֹّ\u200D\u200C\u202E\u0300".split("")),
        maxLength: 40,
      }),
    );
    await fc.assert(
      fc.asyncProperty(unit, async (name) => {
        const told = { partnerName: name, programName: name, vendorName: name };
        const { pages } = await readPdf(await drawStatement(statementOf([earned(12_345n)], told)));
        expect(pages[0]?.join(" ")).toContain(
          "123.45 0.00 0.00 0.00 0.00 123.45 123.45 Closing balance",
        );
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
