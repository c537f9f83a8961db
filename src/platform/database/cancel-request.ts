import { connect } from "node:net";

import type { ClientBase } from "pg";

const CANCEL_CODE = 80_877_102;
const SETTLED_MS = 1_000;

/**
 * Asks the server to stop what the client is running: a cancel request as the protocol has it, on a
 * connection of its own, since the client's own is busy. Resolves true when the server has dealt
 * with it: it closes that connection after the signal was sent, so that no statement sent later can
 * be hit. Resolves false where that is not known; the client must not be used again then.
 *
 * The driver's own `cancel` does not tell when it is done, and knows nothing of pipelines.
 */
export function requestCancel(client: ClientBase): Promise<boolean> {
  const place = placeOf(client);
  if (place === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const { host, port, message } = place;
    const socket = host.startsWith("/")
      ? connect(`${host}/.s.PGSQL.${port}`)
      : connect({ host, port });
    let isSent = false;
    socket.setTimeout(SETTLED_MS, () => socket.destroy());
    socket.on("connect", () => socket.write(message));
    socket.on("error", () => resolve(false));
    socket.on("end", () => {
      isSent = true;
      socket.destroy();
    });
    socket.on("close", () => resolve(isSent));
    socket.resume();
  });
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly message: Buffer;
}

/** Where the client's server is, and the key by which it knows the client's backend. */
function placeOf(client: ClientBase): Place | null {
  if (!("host" in client && "port" in client)) return null;
  if (!("processID" in client && "secretKey" in client)) return null;
  const { host, port, processID, secretKey } = client;
  if (typeof host !== "string" || typeof port !== "number") return null;
  if (typeof processID !== "number" || typeof secretKey !== "number") return null;
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(CANCEL_CODE, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  return { host, port, message };
}
