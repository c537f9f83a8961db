import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { check, plantTree } from "./planted-tree.ts";

const folders: string[] = [];
function plant(files: Readonly<Record<string, string>>): string {
  const folder = plantTree(files);
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** `rule file` of each finding of the linter. */
function lintFindings(printed: string): string[] {
  const findings = printed.matchAll(/x (\w+)\(([\w-]+)\)[^]*?,-\[([^:\]]+):/gu);
  return [...findings].map(([, plugin, rule, file]) => `${plugin}/${rule} ${file}`).toSorted();
}

/** `rule: from -> to` of each finding of the ladder, a package by its name. */
function ladderFindings(printed: string): string[] {
  return [...printed.matchAll(/^[\w-]+: \S+ -> .+$/gmu)]
    .map(([line]) => line.replace(/-> \S*node_modules\/([^/]+)\/.*$/u, "-> $1"))
    .toSorted();
}

test("every check is quiet about a clean tree, and each is a line", { timeout: 60_000 }, () => {
  const { code, printed } = check(plant({}));

  expect(printed.match(/^(ok|FAILED) +\S+/gmu)).toEqual([
    "ok      format",
    "ok      lint",
    "ok      types",
    "ok      ladder",
    "ok      dead-code",
  ]);
  expect(code).toBe(0);
});

test("the formatter reports a file it would write otherwise", () => {
  const { code, printed } = check(plant({ "src/app/main.ts": "export   const a = 'b'" }), "format");

  expect(printed).toContain("FAILED  format");
  expect(printed).toContain("[warn] src/app/main.ts");
  expect(code).toBe(1);
});

test("the linter reports a lost await, a way around the types, and each law of the house", () => {
  const planted = {
    "src/leads/lost-await.ts": `async function save(): Promise<void> {}
export async function register(): Promise<void> {
  save();
  void save();
  await 1;
  [1].forEach(async () => save());
}
`,
    "src/leads/types.ts": `import { half } from "../kernel/index.ts";
export type Half = typeof half;
export const text = JSON.parse("{}") as string;
export const cast = <string>JSON.parse("{}");
export const any: any = 1;
export const first = [1][0]!;
export enum Stage { New }
export const kinds = { a: 1 } as const;
`,
    "src/leads/clock.ts": `export const now = new Date();
export const ms = Date.now();
export const said = new Date(0);
`,
    "src/leads/environment.ts": `export const url = process.env["DATABASE_URL"];\n`,
    "src/leads/default.ts": `export default 1;\n`,
    "src/incentives/credit.ts": `export const cents = Math.round(Number("1") * 0.5);
export const more = parseFloat("1");
export const shown = cents.toFixed(2);
export const plus = +"1";
`,
    "src/leads/count.ts": `export const count = Math.round(1.5);\n`,
  };

  const { code, printed } = check(plant(planted), "lint");

  expect(lintFindings(printed)).toEqual([
    "house/clock src/leads/clock.ts",
    "house/clock src/leads/clock.ts",
    "house/money src/incentives/credit.ts",
    "house/money src/incentives/credit.ts",
    "house/money src/incentives/credit.ts",
    "house/money src/incentives/credit.ts",
    "house/money src/incentives/credit.ts",
    "house/no-enum src/leads/types.ts",
    "import/no-default-export src/leads/default.ts",
    "node/no-process-env src/leads/environment.ts",
    "typescript/await-thenable src/leads/lost-await.ts",
    "typescript/consistent-type-assertions src/leads/types.ts",
    "typescript/consistent-type-assertions src/leads/types.ts",
    "typescript/consistent-type-imports src/leads/types.ts",
    "typescript/no-explicit-any src/leads/types.ts",
    "typescript/no-floating-promises src/leads/lost-await.ts",
    "typescript/no-floating-promises src/leads/lost-await.ts",
    "typescript/no-misused-promises src/leads/lost-await.ts",
    "typescript/no-non-null-assertion src/leads/types.ts",
  ]);
  expect(code).toBe(1);
});

test("the ladder reports an import upwards, past the door, in a circle, and into a pure room", () => {
  const planted = {
    "src/platform/up.ts": `import type { Partner } from "../partners/index.ts";\nexport type P = Partner;\n`,
    "src/leads/deep.ts": `export { partnerTable } from "../partners/store/partner.row.ts";\n`,
    "src/leads/domain/stage.ts": `import { createHash } from "node:crypto";
import { half } from "../../kernel/index.ts";
import { z } from "zod";
import { Entity } from "typeorm";
import { now } from "../../platform/index.ts";
export const all = [createHash, half, z, Entity, now];
`,
    "src/leads/verb.ts": `import { Field } from "type-graphql";\nexport const field = Field;\n`,
    "src/leads/circle.ts": `import { b } from "./circle-back.ts";\nexport const a = (): unknown => b;\n`,
    "src/leads/circle-back.ts": `import { a } from "./circle.ts";\nexport const b = (): unknown => a;\n`,
    "src/helpers/index.ts": "export const anything = 1;\n",
    "src/kernel/impure.ts": `export { randomUUID } from "node:crypto";\n`,
    "src/app/wire.ts": `import { anything } from "../helpers/index.ts";
import { tail } from "../leads/verb.ts";
import { partnerTable } from "../partners/store/partner.row.ts";
import { lost } from "./nowhere.ts";
import { planted } from "../../test/planted.ts";
export const wired = [anything, tail, partnerTable, lost, planted];
`,
    "test/planted.ts": "export const planted = 1;\n",
    "migrations/2.ts": `export { half } from "../src/kernel/index.ts";\n`,
  };

  const { code, printed } = check(plant(planted), "ladder");

  expect(ladderFindings(printed)).toEqual([
    "app-reaches-only-doors-rows-and-resolvers: src/app/wire.ts -> src/leads/verb.ts",
    "domain-is-pure: src/leads/domain/stage.ts -> crypto",
    "domain-is-pure: src/leads/domain/stage.ts -> src/platform/index.ts",
    "domain-is-pure: src/leads/domain/stage.ts -> typeorm",
    "every-module-is-on-the-ladder: src/app/wire.ts -> src/helpers/index.ts",
    "imports-resolve: src/app/wire.ts -> ./nowhere.ts",
    "kernel-is-pure: src/kernel/impure.ts -> crypto",
    "migrations-import-nothing-from-src: migrations/2.ts -> src/kernel/index.ts",
    "modules-meet-at-the-door: src/leads/deep.ts -> src/partners/store/partner.row.ts",
    "no-circles: src/leads/circle-back.ts -> src/leads/circle.ts -> src/leads/circle-back.ts",
    "platform-looks-down: src/platform/up.ts -> src/partners/index.ts",
    "src-imports-no-tests: src/app/wire.ts -> test/planted.ts",
    "type-graphql-only-at-the-edge: src/leads/verb.ts -> type-graphql",
    "typeorm-only-in-store-and-platform: src/leads/domain/stage.ts -> typeorm",
  ]);
  expect(code).toBe(1);
});

test("the ladder is not content with a tree of which it sees nothing", () => {
  const folder = plant({});
  rmSync(path.join(folder, "src"), { recursive: true });
  mkdirSync(path.join(folder, "src"));

  const { code, printed } = check(folder, "ladder");

  expect(printed).toContain("0 modules seen, 0 files in src, 0 violations");
  expect(code).toBe(1);
});

test("the ladder is not content with a tree of which it misses a file", () => {
  const hidden = { "src/leads/node_modules/hidden.ts": "export const hidden = 1;\n" };

  const { code, printed } = check(plant(hidden), "ladder");

  expect(printed).toContain("7 modules seen, 8 files in src, 0 violations");
  expect(code).toBe(1);
});

test("the types are checked in the sources and in the tests", () => {
  const planted = {
    "src/app/main.ts": `export const amount: bigint = 1;\n`,
    "test/wrong.test.ts": `export const amount: bigint = 2;\n`,
  };

  const { code, printed } = check(plant(planted), "types");

  expect(printed).toContain("src/app/main.ts(1,14): error TS2322");
  expect(printed).toContain("test/wrong.test.ts(1,14): error TS2322");
  expect(code).toBe(1);
});

test("dead code is reported: a file, an export and a package that nobody uses", () => {
  const planted = {
    "src/leads/forgotten.ts": "export const forgotten = 1;\n",
    "src/kernel/half.ts": `export function half(minor: bigint): bigint {
  return minor / 2n;
}
export const unread = 1;
`,
    "src/partners/index.ts": `export {};\n`,
    "src/app/main.ts": `import { half } from "../kernel/half.ts";\nexport const parts = [half(2n)];\n`,
  };

  const { code, printed } = check(plant(planted), "dead-code");

  expect(printed).toMatch(/Unused files \(\d\)[^:]*src\/leads\/forgotten\.ts/u);
  expect(printed).toMatch(/Unused exports \(1\)\nunread +src\/kernel\/half\.ts:4/u);
  expect(printed).toMatch(/Unused dependencies \(1\)\ntypeorm /u);
  expect(code).toBe(1);
});

test("a check that is not there is not passed over in silence", () => {
  const { code, printed } = check(plant({}), "lnit");

  expect(printed).toContain("No check named lnit");
  expect(code).toBe(2);
});

test.each([
  ["2 passed, 0 failed", 0, [{ status: "passed", tests: ["passed", "passed"] }]],
  ["1 passed, 1 failed", 1, [{ status: "failed", tests: ["passed", "failed"] }]],
  // A file that cannot be loaded has no tests.
  [
    "1 passed, 1 failed",
    1,
    [
      { status: "failed", tests: [] },
      { status: "passed", tests: ["passed"] },
    ],
  ],
  ["0 passed, 0 failed", 1, []],
  // The build has failed, so there are no results.
  ["0 passed, 1 failed", 1, null],
] as const)("the closing line says %s", (line, code, files) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "results-"));
  folders.push(folder);
  const results = path.join(folder, "results.json");
  const testResults = files?.map((file) => ({
    status: file.status,
    assertionResults: file.tests.map((status) => ({ status })),
  }));
  writeFileSync(results, files === null ? "" : JSON.stringify({ testResults }));

  const ended = spawnSync(process.execPath, [".ci/closing-line.ts", results], { encoding: "utf8" });

  expect(ended.stdout).toBe(`${line}\n`);
  expect(ended.status).toBe(code);
});
