import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { buildIfNeeded } from "../../src/app/build.ts";

const project = path.resolve(import.meta.dirname, "../..");

let root: string;
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  root = mkdtempSync(path.join(tmpdir(), "baton-build-"));
  mkdirSync(path.join(root, "src"));
  mkdirSync(path.join(root, "migrations"));
  symlinkSync(path.join(project, "node_modules"), path.join(root, "node_modules"));
  write("tsconfig.json", readFileSync(path.join(project, "tsconfig.json"), "utf8"));
  write("package.json", '{ "type": "module" }');
  write("package-lock.json", "{}");
  write("ormconfig.ts", "export const source: number = 1;\n");
  write("src/one.ts", "export const one: number = 1;\n");
  write("src/two.ts", 'import { one } from "./one.ts";\nexport const two: number = one + one;\n');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, text: string) {
  writeFileSync(path.join(root, file), text);
}

const built = (file: string) => path.join(root, "dist", file);

test("Sources are built once, then again when one changes, goes, or its output is lost", async () => {
  expect(await buildIfNeeded(root)).toBe(true);
  expect(readFileSync(built("src/two.js"), "utf8")).toContain('from "./one.js"');
  expect(existsSync(built("ormconfig.js"))).toBe(true);

  const before = statSync(built("src/two.js")).mtimeMs;
  expect(await buildIfNeeded(root)).toBe(false);
  expect(statSync(built("src/two.js")).mtimeMs).toBe(before);

  write("src/one.ts", "export const one: number = 11;\n");
  expect(await buildIfNeeded(root)).toBe(true);
  expect(readFileSync(built("src/one.js"), "utf8")).toContain("one = 11");

  rmSync(built("src/one.js"));
  expect(await buildIfNeeded(root)).toBe(true);
  expect(existsSync(built("src/one.js"))).toBe(true);

  rmSync(path.join(root, "src/two.ts"));
  expect(await buildIfNeeded(root)).toBe(true);
  expect(existsSync(built("src/two.js"))).toBe(false);
  expect(existsSync(built("src/two.js.map"))).toBe(false);
});

test("Sources that do not compile are told, and built as soon as they do", async () => {
  write("src/one.ts", 'export const one: number = "1";\n');
  await expect(buildIfNeeded(root)).rejects.toThrow(/do not compile.*src\/one\.ts\(1,14\)/s);
  await expect(buildIfNeeded(root)).rejects.toThrow(/do not compile/);

  write("src/one.ts", "export const one: number = 1;\n");
  expect(await buildIfNeeded(root)).toBe(true);
});

test("A build that was killed holds up nobody", async () => {
  mkdirSync(path.join(root, "dist"));
  writeFileSync(built(".lock"), `${spawnSync("true").pid}`);

  expect(await buildIfNeeded(root)).toBe(true);
  expect(existsSync(built(".lock"))).toBe(false);
});

test("Of two builds at once one builds, and the other waits for it", async () => {
  const script = `
    const { buildIfNeeded } = await import(${JSON.stringify(path.join(project, "src/app/build.ts"))});
    await buildIfNeeded(${JSON.stringify(root)});
    await import(${JSON.stringify(built("src/two.js"))});`;
  const shell = `"$0" --input-type=module -e "$1" & "$0" --input-type=module -e "$1"; wait`;

  const result = spawnSync("sh", ["-c", shell, process.execPath, script], { encoding: "utf8" });

  expect(result.stderr).toMatch(/^Built 3 files in [\d.]+ s\.\n$/);
});

test.each([
  ["20.20.2", 1],
  ["22.17.1", 1],
  ["22.18.0", 0],
  ["24.1.0", 0],
])("On Node %s the guard ends with %i", (version, status) => {
  const script = `
    Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} });
    require(${JSON.stringify(path.join(project, "src/app/require-node.cjs"))});`;

  const result = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });

  expect(result.status).toBe(status);
  expect(result.stderr.includes("needs Node 22.18 or newer")).toBe(status === 1);
});
