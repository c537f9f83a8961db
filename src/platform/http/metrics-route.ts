import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";

import type { Metrics } from "./metrics.ts";

const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;

/** Serves /metrics to those who may see it; for all others there is no such page. */
export function metricsRoute(
  app: FastifyInstance,
  metrics: Metrics,
  metricsToken: string | null,
): void {
  app.get("/metrics", async (request, reply) => {
    if (!mayRead(request, metricsToken)) return reply.callNotFound();
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** A caller on this machine that nobody forwarded, or one with the token. */
function mayRead({ headers, socket }: FastifyRequest, token: string | null): boolean {
  if (token !== null && isSame(headers.authorization ?? "", `Bearer ${token}`)) return true;
  const isForwarded = FORWARDED.some((name) => headers[name] !== undefined);
  return !isForwarded && LOOPBACK.test(socket.remoteAddress ?? "");
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
