import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { halfOf, InputError } from "../../src/app/measure/linkage-files.ts";
import { EXIT, runMeasure } from "../../src/app/measure/run-measure.ts";

const folder = mkdtempSync(path.join(tmpdir(), "baton-linkage-"));
const REAL = path.resolve(import.meta.dirname, "../../../shared/data/linkage");

beforeAll(() => {
  const write = (file: string, ...lines: string[]): void =>
    writeFileSync(path.join(folder, file), `${lines.join("\n")}\n`);
  write(
    "company_pairs_labelled.csv",
    "pair_id,name_a,name_b,same",
    "p1,Nordwind GmbH,NORDWIND AG,1",
    "p2,Suedwind Energie,Energie Suedwind,1",
    "p3,Ostwind Park II,Ostwind Park III,0",
    "p4,Westwind Bank,Seewind Bank,0",
    "p5,Kurz,Lang und Breit,1",
    "p6,Gleich Corp.,Gleich Co.,0",
  );
  write(
    "company_records.csv",
    "record_id,source,name",
    "r1,a,Bergwind GmbH",
    'r2,b,"Bergwind, Inc."',
    "r3,a,Westwind",
    "r4,b,Kurz",
    "r5,b,Lang",
  );
  write(
    "company_truth.csv",
    "record_id,cluster_id,basis",
    "r1,c1,x",
    "r2,c1,x",
    "r3,c2,x",
    "r4,c3,x",
    "r5,c3,x",
  );
  write(
    "org_alias_pairs_ofac.csv",
    "entity_id,primary_name,relation,alias",
    "1,Bajer S.R.L.,aka,BAJER SOCIEDAD DE RESPONSABILIDAD LIMITADA",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function measured(...args: string[]) {
  const printed: string[] = [];
  const code = runMeasure(
    args,
    (text) => printed.push(text),
    () => 0,
  );
  return { code, text: printed.join("\n") };
}

test("decisions are held against the labels, and names against their companies' other names", () => {
  const { code, text } = measured("--data", folder, "--json");
  const { pairs, retrieval, aliases } = JSON.parse(text);
  expect(code).toBe(EXIT.done);
  // of three that are one two are told, and one more that is labelled as another
  expect(pairs.all).toEqual({ pairs: 6, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
  expect(pairs.even.pairs + pairs.odd.pairs).toBe(6);
  // Bergwind finds its other spelling, Kurz and Lang do not
  expect(retrieval.all).toEqual({ queries: 4, top1: 0.5, found: 0.5 });
  expect(aliases).toEqual({ pairs: 1, same: 1, possible: 0 });
});

test("mistakes are told of the even half alone: the odd one is held out", () => {
  const { mistakes } = JSON.parse(measured("--data", folder, "--json", "--mistakes").text);
  const wrong = [
    ["p5", "missed  0.00  Kurz | Lang und Breit"],
    ["p6", "wrong   1.00  Gleich Corp. | Gleich Co."],
  ] as const;
  expect(mistakes).toEqual(wrong.filter(([id]) => halfOf(id) === "even").map(([, line]) => line));
});

test("without a folder, or with one that lacks a file, what is expected is named", () => {
  expect(() => measured()).toThrow(/Say which folder[^]*company_pairs_labelled\.csv/);
  expect(() => measured("--data", path.join(folder, "none"))).toThrow(InputError);
  expect(() => measured("--data", path.join(folder, "none"))).toThrow(/has no company_pairs/);
  expect(() => measured("--dat", folder)).toThrow(InputError);
  expect(measured("--help")).toMatchObject({ code: EXIT.done });
});

test.skipIf(!existsSync(REAL))(
  `on real names matching keeps what it reached (skipped without ${path.basename(REAL)} beside the project)`,
  () => {
    const { pairs, retrieval } = JSON.parse(measured("--data", REAL, "--json").text);
    expect(pairs.all.f1).toBeGreaterThanOrEqual(0.97);
    expect(pairs.all.precision).toBeGreaterThanOrEqual(0.98);
    expect(Math.abs(pairs.even.f1 - pairs.odd.f1)).toBeLessThan(0.01);
    expect(retrieval.all.top1).toBeGreaterThanOrEqual(0.98);
  },
);
