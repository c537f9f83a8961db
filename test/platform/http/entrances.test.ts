import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import { setImmediate as turn } from "node:timers/promises";

import { afterEach, expect, test } from "vitest";

import { addressOf, openEntrances } from "../../../src/platform/http/entrances.ts";
import type { Entrances } from "../../../src/platform/http/entrances.ts";

const opened: { readonly server: Server; readonly entrances: Entrances }[] = [];
afterEach(async () => {
  for (const { server, entrances } of opened.splice(0)) {
    server.closeAllConnections();
    await entrances.close();
  }
});

async function open(port: number): Promise<Server> {
  const server = createServer((_, response) => response.end("served"));
  const entrances = await openEntrances(server, { port, host: "127.0.0.1" }, async (how) => {
    server.listen(how);
    await once(server, "listening");
  });
  opened.push({ server, entrances });
  return server;
}

test.runIf(process.platform === "linux")(
  "a hundred who come at once are let in within a few turns of the event loop",
  async () => {
    const server = await open(0);
    let inside = 0;
    server.on("connection", () => (inside += 1));

    const { port } = addressOf(server);
    const callers = Array.from({ length: 100 }, () => connect(port, "127.0.0.1"));
    let turns = 0;
    while (inside < 100 && turns < 1_000) {
      await turn();
      turns += 1;
    }
    for (const caller of callers) caller.destroy();

    expect(inside).toBe(100);
    expect(turns).toBeLessThan(50);
  },
);

test("whoever comes in by any of them is served", async () => {
  const { port } = addressOf(await open(0));
  const asked = Array.from({ length: 40 }, async () => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } });
    return response.text();
  });
  expect(await Promise.all(asked)).toEqual(Array(40).fill("served"));
});

test("a port that another server listens on is not shared with it", async () => {
  const { port } = addressOf(await open(0));
  await expect(open(port)).rejects.toMatchObject({ code: "EADDRINUSE" });
});
