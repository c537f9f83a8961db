import type { Socket } from "node:net";

/**
 * Connections on which a file arrives. The server's limit on the time of a request, which keeps slow
 * senders from holding connections, does not count for them: who sends nothing for a while is cut
 * off all the same, and a file has a limit of its own.
 */
const receiving = new WeakSet<Socket>();

export async function mayTakeLonger<Result>(
  socket: Socket,
  work: () => Promise<Result>,
): Promise<Result> {
  receiving.add(socket);
  try {
    return await work();
  } finally {
    receiving.delete(socket);
  }
}

export const takesLonger = (socket: Socket): boolean => receiving.has(socket);
