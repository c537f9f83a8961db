import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep } from "../support/people.ts";

let desk: TimedDesk;
let finance: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  finance = await addSalesRep(desk.world, "Fina Books");
});
afterAll(() => desk.world.close());

const SHOWN = `exchangeRateImport {
  id source base correctionReason added corrected unchanged skipped importedAt importedBy { displayName }
}`;

const send = (csv: string, more: object = {}): Promise<Answer> =>
  desk.run(finance, "importExchangeRates", { source: "ECB", csv, ...more }, SHOWN);

async function imported(csv: string, more: object = {}): Promise<Answer> {
  const { exchangeRateImport, errors } = await send(csv, more);
  expect(errors).toEqual([]);
  return exchangeRateImport;
}

async function rates(filter: object): Promise<Answer[]> {
  const { data, errors } = await desk.api.run(
    finance,
    `query ($filter: ExchangeRateFilter) { exchangeRates(filter: $filter, first: 20) { nodes {
       base quote rate ratedOn source revision publishedAt import { id } } } }`,
    { filter },
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.exchangeRates.nodes));
}

const told = (rows: readonly Answer[]) =>
  rows.map(
    ({ base, quote, rate, ratedOn, revision }) =>
      `${ratedOn} ${base}/${quote} ${rate} r${revision}`,
  );

describe("a file of rates", () => {
  test("is imported once, and is nothing new when it is sent again", async () => {
    desk.at("2026-02-03T09:00:00Z");
    const csv = "Date, USD, JPY, BGN, \n2 February 2026, 1.0837, 162.345, 1.9558, \n";
    expect(await imported(csv)).toMatchObject({
      ...{ source: "ECB", base: "EUR", correctionReason: null, skipped: ["BGN"] },
      ...{ added: 2, corrected: 0, unchanged: 0, importedBy: { displayName: "Fina Books" } },
    });
    expect(await imported(csv)).toMatchObject({ added: 0, corrected: 0, unchanged: 2 });
    const [rate] = await rates({ currency: "usd", from: "2026-02-02", to: "2026-02-02" });
    expect(rate).toMatchObject({
      ...{ base: "EUR", quote: "USD", rate: "1.0837", ratedOn: "2026-02-02", revision: 1 },
      // 16:00 in Frankfurt, in winter
      ...{ source: "ECB", publishedAt: "2026-02-02T15:00:00.000Z" },
    });
  });

  test("that says something else is refused as a whole, and a correction is kept beside what it corrects", async () => {
    desk.at("2026-02-05T09:00:00Z");
    await imported("Date,USD\n2026-02-04,1.0800");
    const other = "Date,USD,CHF\n2026-02-04,1.0900,0.94";
    const { exchangeRateImport, errors } = await send(other);
    expect(exchangeRateImport).toBeNull();
    expect(errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["csv"] }]);
    const day = { from: "2026-02-04", to: "2026-02-04" };
    expect(told(await rates(day))).toEqual(["2026-02-04 EUR/USD 1.08 r1"]);

    const correctionReason = "The bank has published it anew";
    expect(await imported(other, { correctionReason })).toMatchObject({
      ...{ added: 1, corrected: 1, unchanged: 0, correctionReason },
    });
    expect(told(await rates(day)).toSorted()).toEqual([
      "2026-02-04 EUR/CHF 0.94 r1",
      "2026-02-04 EUR/USD 1.08 r1",
      "2026-02-04 EUR/USD 1.09 r2",
    ]);
  });

  test("of another source says what is in no file of the ECB", async () => {
    desk.at("2026-02-05T09:00:00Z");
    const dinars = { source: "Central Bank of Bahrain", base: "USD" };
    expect(await imported("Date,BHD\n2026-02-02,0.376", dinars)).toMatchObject({
      ...{ source: "Central Bank of Bahrain", base: "USD", added: 1 },
    });
  });

  test("is of days that have begun, in a currency that there is", async () => {
    desk.at("2026-02-05T22:30:00Z");
    const problems = async (csv: string, more: object = {}) =>
      (await send(csv, more)).errors.map(({ code, path }: Answer) => [code, path?.join(".")]);
    expect(await problems("Date,SEK\n2026-02-06,11")).toEqual([["VALIDATION_FAILED", "csv"]]);
    desk.at("2026-02-05T23:30:00Z");
    expect(await problems("Date,SEK\n2026-02-06,11")).toEqual([]);
    expect(await problems("Date,USD\n2026-02-05,x")).toEqual([["VALIDATION_FAILED", "csv"]]);
    expect(await problems("Date,USD\n2026-02-05,1.1", { base: "XXX" })).toEqual([
      ["VALIDATION_FAILED", "base"],
    ]);
    expect(await problems("Date,USD\n2026-02-05,1.1", { source: " " })).toEqual([
      ["VALIDATION_FAILED", "source"],
    ]);
  });

  test("that two send at once is kept once, and a rate of theirs that differs is refused", async () => {
    desk.at("2026-02-05T09:00:00Z");
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => send(`Date,PLN\n2026-01-05,4.${index % 2}1`)),
    );
    const added = answers.map(({ exchangeRateImport }) => exchangeRateImport?.added ?? "refused");
    expect(added.map(String).toSorted()).toEqual(["0", "0", "1", "refused", "refused", "refused"]);
    expect(await rates({ currency: "PLN" })).toHaveLength(1);
  });
});

describe("the database", () => {
  const asVendor = async (text: string, ...values: unknown[]) => {
    const pg = await import("pg");
    const client = new pg.default.Client({ connectionString: desk.world.urls.vendor });
    await client.connect();
    try {
      await client.query("begin");
      await client.query(`set local app.actor_id = '${randomUUID()}'`);
      const answer = await client.query(text, values);
      await client.query("commit");
      return answer;
    } finally {
      await client.end();
    }
  };
  const rate = (importId: string, more: Record<string, string> = {}) => {
    const columns = {
      ...{ id: `'${randomUUID()}'`, import_id: `'${importId}'`, source: "'ECB'", base: "'EUR'" },
      ...{ quote: "'NOK'", rate: "11.5", rated_on: "'2026-01-02'", revision: "1" },
      ...{ published_at: "'2026-01-02T15:00:00Z'", ...more },
    };
    return `insert into exchange_rate (${Object.keys(columns).join(", ")}) values (${Object.values(columns).join(", ")})`;
  };

  test("keeps one rate a day of two currencies, above zero, from 16:00 on, corrected with a reason alone", async () => {
    desk.at("2026-02-05T09:00:00Z");
    const { id } = await imported("Date,NOK\n2026-01-05,11.5");
    const importId = uuidOf(id);
    await expect(asVendor(rate(importId, { rate: "0" }))).rejects.toThrow("above_zero");
    await expect(asVendor(rate(importId, { quote: "'EUR'" }))).rejects.toThrow("two_currencies");
    await expect(asVendor(rate(importId, { source: "'Me'" }))).rejects.toThrow("import_fkey");
    await expect(
      asVendor(rate(importId, { published_at: "'2026-01-02T10:00:00Z'" })),
    ).rejects.toThrow("counts from 16:00");
    await expect(asVendor(rate(importId, { revision: "2" }))).rejects.toThrow(
      "a correction follows",
    );
    await asVendor(rate(importId));
    await expect(asVendor(rate(importId))).rejects.toThrow("exchange_rate_once");
    for (const change of ["update exchange_rate set rate = 1", "delete from exchange_rate"])
      await expect(desk.world.asOwner(change)).rejects.toThrow("append-only");
  });
});
