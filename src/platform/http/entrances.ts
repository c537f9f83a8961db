import type { Server } from "node:http";
import { createServer, Server as NetServer } from "node:net";
import type { AddressInfo } from "node:net";

/** Connections that wait to be taken, each. Who finds no place tries again after 1, 3 and 7 seconds. */
const BACKLOG = 4_096;

/**
 * How many sockets listen on the one port. Node takes one connection of each per turn of its event
 * loop: with one socket and turns of 10 ms, a thousand callers who come at once would wait for ten
 * seconds before anybody so much as refuses them. Linux alone shares a port fairly.
 */
const ENTRANCES = process.platform === "linux" ? 16 : 1;

export interface Entrances {
  /** Lets nobody in any more. Resolves when all who came in by the further ones are gone. */
  close(): Promise<void>;
}

interface Address {
  readonly port: number;
  readonly host: string;
}

/** How a server is to listen. */
export interface Listening extends Address {
  readonly backlog: number;
  readonly reusePort: boolean;
}

/** Opens the server by `listen`, and then its further entrances on the same address. */
export async function openEntrances(
  server: Server,
  wanted: Address,
  listen: (options: Listening) => Promise<unknown>,
): Promise<Entrances> {
  const isShared = ENTRANCES > 1;
  // who shares a port shares it with every process of the same user: none may be there before
  if (isShared && wanted.port !== 0) await mustBeFree(wanted);
  const options = { ...wanted, backlog: BACKLOG, reusePort: isShared };
  await listen(options);
  const { address, port } = addressOf(server);
  const further: NetServer[] = [];
  while (further.length < ENTRANCES - 1) {
    further.push(await openFurther(server, { ...options, host: address, port }));
  }
  return {
    close: async () => {
      // the HTTP server's own `close` would also cut off who is between requests
      NetServer.prototype.close.call(server);
      await Promise.all(further.map(closed));
    },
  };
}

export function addressOf(server: NetServer): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to listen on");
  return address;
}

/** Hands those who come in by it to the HTTP server, which serves them as its own. */
async function openFurther(server: Server, options: Listening): Promise<NetServer> {
  const entrance = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    server.emit("connection", socket),
  );
  await listening(entrance, options);
  return entrance;
}

async function mustBeFree(wanted: Address): Promise<void> {
  const probe = createServer();
  await listening(probe, wanted);
  await closed(probe);
}

function listening(server: NetServer, options: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: NetServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
