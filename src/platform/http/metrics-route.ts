import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";

import { isLocalCaller } from "./local-caller.ts";
import type { Metrics } from "./metrics.ts";

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
function mayRead(request: FastifyRequest, token: string | null): boolean {
  const given = request.headers.authorization ?? "";
  return (token !== null && isSame(given, `Bearer ${token}`)) || isLocalCaller(request);
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
