import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { expect, test } from "vitest";

const LOGGER = path.resolve(import.meta.dirname, "../../src/platform/logger.ts");

/** Runs a process that logs, and reads what it had written when it was gone. */
async function eventsOf(ending: string): Promise<{ events: string[]; code: number | null }> {
  const program = `
    import { createLogger } from ${JSON.stringify(LOGGER)};
    const log = createLogger("info");
    for (let count = 0; count < 300; count += 1) log.info("request", { count });
    ${ending}
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let out = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  const [code] = await once(child, "close");
  const events = out.trimEnd().split("\n");
  return { events: events.map((line) => JSON.parse(line).event), code };
}

const REQUESTS = Array<string>(300).fill("request");

test.each([
  ["ends by itself", "", 0],
  ["says that it ends", "process.exit(3);", 3],
  ["fails by an error that nobody caught", 'throw new Error("unforeseen");', 1],
])("no line is lost when the process %s", async (_, ending, code) => {
  expect(await eventsOf(ending)).toEqual({ events: REQUESTS, code });
});

test("a warning is written at once, behind all that came before it", async () => {
  const killed = await eventsOf('log.warn("look"); process.kill(process.pid, "SIGKILL");');

  expect(killed).toEqual({ events: [...REQUESTS, "look"], code: null });
});

test("lines wait a tenth of a second for others at most", async () => {
  const later = 'setTimeout(() => process.kill(process.pid, "SIGKILL"), 2_000);';

  expect(await eventsOf(later)).toEqual({ events: REQUESTS, code: null });
});
