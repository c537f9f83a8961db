import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FolderInUseError } from "../../../src/platform/postgres/index.ts";
import { clearAway, takeOwnership } from "../../../src/platform/postgres/owner-lock.ts";
import { lifeOf, processesIn } from "../../../src/platform/postgres/process-facts.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "baton-lock-"));
  file = path.join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("A folder is taken once, given free, and taken again", () => {
  const lock = takeOwnership(file);
  expect(() => takeOwnership(file)).toThrow(FolderInUseError);

  lock.release();
  lock.release();

  expect(existsSync(file)).toBe(false);
  takeOwnership(file).release();
});

test("A dead owner's lock is taken over", async () => {
  const child = spawn("true");
  await once(child, "exit");
  writeFileSync(file, JSON.stringify({ pid: child.pid, life: "once", token: "dead" }));

  takeOwnership(file);

  expect(JSON.parse(readFileSync(file, "utf8")).pid).toBe(process.pid);
  expect(readdirSync(folder)).toEqual(["lock"]);
});

test("A living process that merely has the dead owner's number does not keep the folder", () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, life: "an earlier one", token: "dead" }));

  expect(() => takeOwnership(file)).not.toThrow();
});

test.each(["", "{", "17\n", "{}"])("A lock that reads %j is taken over", (text) => {
  writeFileSync(file, text);

  expect(() => takeOwnership(file)).not.toThrow();
});

test("An owner that was released late does not give away its successor's folder", () => {
  const first = takeOwnership(file);
  rmSync(file);
  takeOwnership(file);

  first.release();

  expect(() => takeOwnership(file)).toThrow(FolderInUseError);
});

test("Who is late in clearing away a dead owner's lock leaves its successor's", () => {
  const successor = takeOwnership(file);

  clearAway(file, { token: "dead" });

  expect(() => takeOwnership(file)).toThrow(FolderInUseError);
  expect(readdirSync(folder)).toEqual(["lock"]);
  successor.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("Of many processes that find a dead owner exactly one gets the folder", async () => {
  const module = path.resolve(import.meta.dirname, "../../../src/platform/postgres/owner-lock.ts");
  const script = `
    const { takeOwnership } = await import(${JSON.stringify(module)});
    process.stdin.once("data", () => {
      try { takeOwnership(${JSON.stringify(file)}); console.log("mine"); }
      catch { console.log("refused"); }
      process.stdin.on("end", () => process.exit());
    });
    console.log("ready");`;
  writeFileSync(file, JSON.stringify({ pid: 1, life: "over", token: "dead" }));
  const racers = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
    return { child, answers: child.stdout.iterator() };
  });
  const next = async (racer: (typeof racers)[number]) => String((await racer.answers.next()).value);
  await Promise.all(racers.map(next));

  for (const { child } of racers) child.stdin.write("go\n");

  const answers = await Promise.all(racers.map(next));
  for (const { child } of racers) child.stdin.end();
  expect(answers.map((answer) => answer.trim()).sort()).toEqual([
    "mine",
    ...Array.from({ length: 5 }, () => "refused"),
  ]);
});

test("A zombie counts as dead", async () => {
  // The shell becomes a process that never collects its ended child.
  const child = spawn("sh", ["-c", "true & echo $!; exec sleep 5"]);
  const [pid] = (await once(child.stdout, "data")) as [Buffer];

  await expect.poll(() => lifeOf(Number(pid.toString()))).toBeNull();

  child.kill();
});

test("Who works in a folder is found, also where the folder is reached by a link", async () => {
  const child = spawn("sleep", ["5"], { cwd: folder });
  await once(child, "spawn");
  const link = path.join(folder, "link");
  symlinkSync(folder, link);

  await expect.poll(() => processesIn(link)).toEqual([child.pid]);

  child.kill();
  await once(child, "exit");
  expect(processesIn(link)).toEqual([]);
  expect(processesIn(path.join(folder, "nowhere"))).toEqual([]);
});
