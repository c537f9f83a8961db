import type { IncomingHttpHeaders } from "node:http";

/** What of a request tells where it came from. */
export interface Origin {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
const OWN_NAME = /^(localhost|127\.0\.0\.1|\[::1\])$/;
const PORT = /:\d{1,5}$/;

/** True for a caller on this machine that nobody forwarded. */
export function isLocalCaller({ headers, socket }: Origin): boolean {
  const isForwarded = FORWARDED.some((name) => headers[name] !== undefined);
  return !isForwarded && LOOPBACK.test(socket.remoteAddress ?? "");
}

/**
 * True for a local caller that asks for this server by a name of its own. A page of another site
 * whose name was made to lead to this machine sends that name along, and gets nothing.
 */
export function mayHaveTokens(request: Origin, publicUrl: string | null): boolean {
  const host = (request.headers.host ?? "").toLowerCase().replace(PORT, "");
  const isOwnName =
    OWN_NAME.test(host) || (publicUrl !== null && host === new URL(publicUrl).hostname);
  return isOwnName && isLocalCaller(request);
}

/** True where a server that listens on this host is reached from this machine alone. */
export function isLoopbackHost(host: string): boolean {
  return host.toLowerCase() === "localhost" || LOOPBACK.test(host);
}
