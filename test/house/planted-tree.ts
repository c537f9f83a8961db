import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

type Files = Readonly<Record<string, string>>;

/** The smallest project on which every check has something to look at, and nothing to say. */
const CLEAN: Files = {
  ".prettierignore": "package.json",
  "package.json": JSON.stringify({
    name: "planted",
    type: "module",
    scripts: { check: "oxlint && prettier ." },
    dependencies: { typeorm: "*" },
    devDependencies: {
      "dependency-cruiser": "*",
      oxlint: "*",
      "oxlint-tsgolint": "*",
      prettier: "*",
      vitest: "*",
    },
  }),
  "test/support/global-setup.ts": "export function setup(): void {}\n",
  "test/clock.test.ts": `import { expect, test } from "vitest";
import { now } from "../src/platform/clock.ts";

test("the clock goes forward", () => {
  expect(now() <= now()).toBe(true);
});
`,
  "src/kernel/index.ts": `export { half } from "./half.ts";\n`,
  "src/kernel/half.ts": `/** Half of it, rounded down. */
export function half(minor: bigint): bigint {
  return minor / 2n;
}
`,
  "src/platform/clock.ts": `/** The only place that may ask. */
export function now(): Date {
  return new Date();
}
`,
  "src/platform/index.ts": `export { now } from "./clock.ts";\n`,
  "src/partners/index.ts": `export { partnerTable } from "./store/partner.row.ts";\n`,
  "src/partners/store/partner.row.ts": `import { EntitySchema } from "typeorm";

export const partnerTable = new EntitySchema({ name: "partner", columns: {} });
`,
  "src/app/main.ts": `import { half } from "../kernel/index.ts";
import { partnerTable } from "../partners/index.ts";
import { now } from "../platform/index.ts";

export const parts = [half(2n), now(), partnerTable];
`,
  "migrations/1.ts": "export const first = 1;\n",
};

/** The clean project with the project's own configuration, and these files over it, in a folder of its own. */
export function plantTree(planted: Files): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "planted-"));
  for (const own of [
    ".ci",
    ".knip.jsonc",
    ".oxlintrc.json",
    ".prettierrc.json",
    "tsconfig.json",
    "test/tsconfig.json",
    "test/vitest.config.ts",
  ]) {
    cpSync(path.join(root, own), path.join(folder, own), { recursive: true });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  for (const [file, text] of Object.entries({ ...CLEAN, ...planted })) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

const { FORCE_COLOR: _forced, CI: _inCi, ...environment } = process.env;
const withoutColour = { ...environment, NO_COLOR: "1" };

/** What \`npm run check\` prints in that folder, for one check or for all. */
export function check(
  folder: string,
  ...names: string[]
): { code: number | null; printed: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [".ci/check.ts", ...names], {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
    // what is printed is read here, also where the tools believe they print for a person
    env: withoutColour,
  });
  return { code: status, printed: stdout + stderr };
}
