import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a request on its way. */
export type Trouble =
  /** Reaches the server, and its answer the caller. */
  | "none"
  /** Never reaches the server. */
  | "lost"
  /** Reaches the server, but its answer never the caller. */
  | "answer lost"
  | "unavailable"
  | "throttled";

export interface TroubledProxy {
  readonly url: string;
  readonly close: () => void;
}

/** Stands between a caller and a server, and does to the n-th request (from 1) what it is told. */
export async function openTroubledProxy(
  target: string,
  troubleOf: (n: number) => Trouble,
): Promise<TroubledProxy> {
  let n = 0;
  const server = createServer((request, response) => {
    n += 1;
    const trouble = troubleOf(n);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const forward = async (): Promise<void> => {
        if (trouble === "lost") return void request.socket.destroy();
        if (trouble === "unavailable") return void response.writeHead(503).end("later");
        if (trouble === "throttled") {
          return void response.writeHead(429, { "retry-after": "0" }).end("{}");
        }
        const { authorization = "" } = request.headers;
        const answer = await fetch(`${target}${request.url}`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization },
          body: Buffer.concat(parts),
        });
        const text = await answer.text();
        if (trouble === "answer lost") return void request.socket.destroy();
        response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
      };
      forward().catch(() => request.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
