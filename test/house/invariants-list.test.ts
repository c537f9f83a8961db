import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { ALL_INVARIANTS } from "../../src/app/invariants/all.ts";
import { GL_TREATMENT_INVARIANTS } from "../../src/app/invariants/gl-treatment.ts";
import { LEDGER_INVARIANTS } from "../../src/app/invariants/ledger.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

/** The rows of the table: the promise, what asks it, the file. */
const ROWS = read("docs/INVARIANTS.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| promise"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, promise = "", asked = "", file = ""]) => ({
    ...{ promise, asked, file: file.replaceAll("`", "") },
    names: [...asked.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = ""]) => name),
  }));

test("each promise about the books is asked by an invariant, in the file that is named, or says what it comes with", () => {
  const fileOf = new Map(
    globSync("src/app/invariants/*.ts", { cwd: ROOT }).flatMap((file) =>
      [...read(file).matchAll(/name: "([a-z0-9-]+)"/g)].map(
        ([, name = ""]) => [name, path.basename(file)] as const,
      ),
    ),
  );
  const known = new Set(ALL_INVARIANTS.map(({ name }) => name));
  const wrong = ROWS.filter(({ names, asked, file }) =>
    names.length === 0
      ? !/^comes with (payouts|payouts in other currencies|statements|exports that the general ledger confirms)$/.test(
          asked,
        ) || file !== ""
      : names.some((name) => !known.has(name) || fileOf.get(name) !== file),
  );

  expect(ROWS.length).toBeGreaterThanOrEqual(30);
  expect(wrong).toEqual([]);
});

test("all that the ledger promises is in the list, each once", () => {
  const listed = ROWS.flatMap(({ names }) => names);
  const promised = [...LEDGER_INVARIANTS, ...GL_TREATMENT_INVARIANTS].map(({ name }) => name);

  expect(promised.filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name, index) => listed.indexOf(name) < index)).toEqual([]);
});
