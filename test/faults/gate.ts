import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";

/** A way to a database that a test can close: it stands between a server and PostgreSQL. */
export interface Gate {
  /** The database's address, but through the gate. */
  readonly through: (url: string) => string;
  /** Cuts what is open and refuses what comes, as a host does whose PostgreSQL is gone. */
  readonly shut: () => void;
  /** Cuts what is open and leaves what comes unanswered, as a broken network does. */
  readonly swallow: () => void;
  /** Leaves all open and moves nothing any more, as a host does that vanished. */
  readonly freeze: () => void;
  readonly open: () => void;
  readonly close: () => Promise<void>;
}

export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: "open" | "shut" | "silent" = "open";
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    return socket.on("close", () => sockets.delete(socket));
  };
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer((inside) => {
    keep(inside);
    if (state === "shut") inside.resetAndDestroy();
    if (state !== "open") return;
    const outside = keep(connect(Number(port), hostname));
    inside.pipe(outside);
    outside.pipe(inside);
    inside.on("close", () => outside.destroy());
    outside.on("close", () => inside.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the gate has no port");
  return {
    through: (url) => {
      const changed = new URL(url);
      changed.host = `127.0.0.1:${address.port}`;
      return changed.toString();
    },
    shut: () => {
      state = "shut";
      cut();
    },
    swallow: () => {
      state = "silent";
      cut();
    },
    freeze: () => {
      state = "silent";
      for (const socket of sockets) socket.unpipe().pause();
    },
    open: () => {
      state = "open";
      // those that were swallowed would wait for ever
      cut();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
