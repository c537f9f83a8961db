/**
 * Compiles the sources to dist/ when they have changed: `node src/app/build.ts`.
 *
 * Node runs this file as it stands, by stripping its types; the rest uses decorators, which only
 * the compiler can turn into JavaScript.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FOLDERS = ["src", "migrations"];
const FILES = ["ormconfig.ts", "tsconfig.json", "package-lock.json"];

/**
 * Builds unless dist/ already holds what these very sources give. Says so in one line on the
 * error output, which leaves the standard output to the command that asked.
 * @returns whether it built.
 * @throws with the compiler's words when the sources do not compile.
 */
export async function buildIfNeeded(root: string = ROOT): Promise<boolean> {
  if (isCurrent(root, sourcesIn(root))) return false;
  mkdirSync(path.join(root, "dist"), { recursive: true });
  await takeTurn(lockOf(root));
  try {
    // Another process may have built while this one waited.
    const sources = sourcesIn(root);
    if (isCurrent(root, sources)) return false;
    const begun = performance.now();
    build(root, sources);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.error(`Built ${outputsOf(sources).length} files in ${seconds} s.`);
    return true;
  } finally {
    rmSync(lockOf(root), { force: true });
  }
}

function build(root: string, sources: readonly string[]): void {
  const print = fingerprint(root, sources);
  rmSync(stampOf(root), { force: true });
  const outputs = new Set(outputsOf(sources));
  for (const file of builtIn(root)) {
    if (!outputs.has(file.replace(/\.map$/, ""))) rmSync(path.join(root, file));
  }
  // The compiler writes only what it believes to be changed, so it must not believe too much.
  if (!allThere(root, sources)) rmSync(path.join(root, "dist/.tsbuildinfo"), { force: true });
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  if (!existsSync(compiler)) {
    throw new Error("dist/ is not up to date and TypeScript is not installed: run `npm ci` first.");
  }
  const result = spawnSync(process.execPath, [compiler, "-p", root], { encoding: "utf8" });
  if (result.status !== 0) {
    throw new Error(`The sources do not compile.\n${result.stdout}${result.stderr}`);
  }
  writeFileSync(stampOf(root), print);
}

function isCurrent(root: string, sources: readonly string[]): boolean {
  const stamp = existsSync(stampOf(root)) ? readFileSync(stampOf(root), "utf8") : "";
  return stamp === fingerprint(root, sources) && allThere(root, sources);
}

/** All files that decide what dist/ holds, relative to the root, in a fixed order. */
function sourcesIn(root: string): string[] {
  return [...FOLDERS.flatMap((folder) => filesIn(root, folder)), ...FILES]
    .filter((file) => existsSync(path.join(root, file)))
    .toSorted();
}

function builtIn(root: string): string[] {
  return [
    ...filesIn(root, "dist/src"),
    ...filesIn(root, "dist/migrations"),
    ...["dist/ormconfig.js", "dist/ormconfig.js.map"].filter((file) =>
      existsSync(path.join(root, file)),
    ),
  ];
}

function filesIn(root: string, folder: string): string[] {
  const start = path.join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

function outputsOf(sources: readonly string[]): string[] {
  return sources
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => path.join("dist", file.replace(/\.ts$/, ".js")));
}

function allThere(root: string, sources: readonly string[]): boolean {
  return outputsOf(sources).every((file) => existsSync(path.join(root, file)));
}

function fingerprint(root: string, sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of sources) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function stampOf(root: string): string {
  return path.join(root, "dist/.stamp");
}

function lockOf(root: string): string {
  return path.join(root, "dist/.lock");
}

/** One build at a time: nobody may load what another is still writing. */
async function takeTurn(lock: string): Promise<void> {
  for (let patience = 5; ; patience -= 1) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: "wx" });
      return;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    await sleep(100);
    if (builds(lock)) patience = 5;
    if (patience <= 0) rmSync(lock, { force: true });
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** Whether the process that holds the lock still lives. */
function builds(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    return holder > 0 && process.kill(holder, 0);
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    if (!(await buildIfNeeded())) console.error("The build is up to date.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
