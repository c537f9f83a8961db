import { performance } from "node:perf_hooks";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { watchEventLoop } from "../../../src/platform/http/event-loop-guard.js";

it("a block is seen wherever in the guard's window it falls", async () => {
  const guards = [];
  for (let made = 0; made < 60; made += 1) {
    guards.push(watchEventLoop({ maxLagMs: 150 }));
    await pause(1);
  }
  // some guards are about to turn their window, some have just turned it
  await pause(440);
  const end = performance.now() + 400;
  while (performance.now() < end) Math.sqrt(2);
  await turn();
  await pause(15);

  const blind = guards.filter((guard) => !guard.isOverloaded()).length;
  for (const guard of guards) guard.stop();
  expect(blind).toBe(0);
});
