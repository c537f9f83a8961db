/**
 * `npm run check`: everything that can be said about the sources without running them. Each check
 * is a line with its name, so a red cross says what broke; what a failing one prints follows it.
 * `npm run check -- lint ladder` runs those two only.
 */
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";

/** Each check is one or more commands; it is ok if all of them end with 0. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  format: ["prettier --check --log-level warn ."],
  lint: ["oxlint"],
  types: ["tsc --noEmit --incremental false", "tsc -p test/tsconfig.json"],
  ladder: ["node .ci/check-ladder.ts"],
  "dead-code": ["knip --no-progress --no-config-hints"],
};

const TOOLS = path.resolve("node_modules/.bin");

interface Result {
  readonly code: number;
  readonly printed: string;
  /** How long it took, beside the others. */
  readonly seconds: number;
}

async function run(command: string): Promise<Result> {
  const [program = "", ...args] = command.split(" ");
  const start = performance.now();
  const env = { ...process.env, PATH: `${TOOLS}${path.delimiter}${process.env["PATH"] ?? ""}` };
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (text: Buffer) => (printed += text.toString()));
  child.stderr.on("data", (text: Buffer) => (printed += text.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = (performance.now() - start) / 1000;
      resolve({ code: code ?? 1, printed, seconds });
    });
  });
}

const waiting: (() => void)[] = [];
let idle = os.availableParallelism();

/** Runs commands side by side, as many as there are processors, in the order in which they come. */
async function inTurn(command: string): Promise<Result> {
  if (idle > 0) idle -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await run(command);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else idle += 1;
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => CHECKS[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `No check named ${unknown.join(", ")}; there are ${Object.keys(CHECKS).join(", ")}.`,
  );
  process.exit(2);
}

const underway = Object.entries(CHECKS)
  .filter(([name]) => asked.length === 0 || asked.includes(name))
  .map(([name, commands]) => ({ name, ended: Promise.all(commands.map(inTurn)) }));

let failed = 0;
for (const { name, ended } of underway) {
  const results = await ended;
  const ok = results.every(({ code }) => code === 0);
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0).toFixed(1);
  console.log(`${ok ? "ok    " : "FAILED"}  ${name.padEnd(10)} ${seconds.padStart(5)} s`);
  if (ok) continue;
  failed += 1;
  for (const { printed } of results) console.log(printed);
}
process.exitCode = failed === 0 ? 0 : 1;
