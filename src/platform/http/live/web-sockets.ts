import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import { CloseCode, handleProtocols } from "graphql-ws";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import type { Admission } from "../admission.ts";
import { GRAPHQL_PATH } from "../graphql-route.ts";

import { protocolOf } from "./web-socket-protocol.ts";
import type { Extra, ProtocolOptions } from "./web-socket-protocol.ts";

export interface WebSocketOptions extends ProtocolOptions {
  readonly admission: Pick<Admission, "turnAway">;
  /** The longest message that is taken. */
  readonly bodyLimitBytes: number;
  readonly isClosing: () => boolean;
}

/** Web sockets at once on this server. */
const MOST_SOCKETS = 20_000;
/** How often a socket has to show that somebody is there. */
const PING_MS = 20_000;
/** How long a socket may be open on which nothing is watched. */
const IDLE_MS = 60_000;
/** How long a socket that is closed has to say goodbye. */
const CLOSING_MS = 2_000;
/** What waits for a reader that takes nothing, before it is cut off; in bytes. */
const MOST_UNTAKEN = 1_000_000;

/**
 * Serves subscriptions over web sockets at /graphql, by the protocol graphql-transport-ws. What it returns
 * closes all of them.
 */
export function webSockets(server: Server, options: WebSocketOptions): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => handleProtocols(protocols),
    maxPayload: options.bodyLimitBytes,
    perMessageDeflate: false,
    // the types do not have it yet
    ...{ closeTimeout: CLOSING_MS },
  });
  const protocol = protocolOf(options);
  server.on("upgrade", (request, socket, head) => {
    const [path] = (request.url ?? "").split("?");
    if (path !== GRAPHQL_PATH)
      return refuse(socket, 404, "There is a web socket at /graphql alone");
    const isFull = options.isClosing() || sockets.clients.size >= MOST_SOCKETS;
    if (isFull || options.admission.turnAway() !== null)
      return refuse(socket, 503, "The server is overloaded or stops; try again in a moment");
    sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, request, protocol));
  });
  return () => {
    for (const socket of sockets.clients) socket.close(1001, "Going away");
    const cut = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, 1_000);
    cut.unref();
  };
}

function refuse(socket: Duplex, status: 404 | 503, message: string): void {
  // nobody else listens to it any more: an error that is not heard would end the process
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  const reason = status === 404 ? "Not Found" : "Service Unavailable";
  const retry = status === 503 ? "retry-after: 1\r\n" : "";
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n${retry}content-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}

type Protocol = ReturnType<typeof protocolOf>;

function serve(socket: WebSocket, request: IncomingMessage, protocol: Protocol): void {
  let isAlive = true;
  const extra: Extra = {
    ...{ socket, request, watched: new Set(), opening: 0, actorId: null },
    busyAt: performance.now(),
  };
  socket.on("pong", () => (isAlive = true));
  const ping = setInterval(() => {
    // a reader that takes nothing answers nothing either
    if (!isAlive) return socket.terminate();
    if (extra.watched.size + extra.opening > 0) extra.busyAt = performance.now();
    else if (performance.now() - extra.busyAt > IDLE_MS) socket.close(1000, "Nothing is watched");
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
  socket.on("error", () => socket.terminate());
  const closed = protocol.server.opened(
    {
      protocol: socket.protocol,
      // resolves when it was handed on: the next answer is made when this one is taken
      send: (data) =>
        new Promise((resolve) => {
          if (socket.readyState === socket.OPEN) socket.send(data, () => resolve());
          else resolve();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) =>
        socket.on("message", (data) => {
          // what is said is answered; whoever does not take the answers says no more
          if (socket.bufferedAmount > MOST_UNTAKEN) return socket.terminate();
          const text = Buffer.isBuffer(data) ? data.toString() : "";
          take(text).catch(() => socket.close(CloseCode.BadRequest, "Bad message"));
        }),
    },
    extra,
  );
  socket.once("close", (code, reason) => {
    clearInterval(ping);
    for (const { told } of extra.watched) told.return(undefined).catch(() => undefined);
    if (extra.actorId !== null) protocol.sockets.left(extra.actorId);
    closed(code, reason.toString()).catch(() => undefined);
  });
}
