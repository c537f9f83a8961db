import type { FastifyInstance } from "fastify";

import { errorsPage } from "./errors-page.ts";
import type { Readiness } from "./readiness.ts";
import { sendFile, storedFile } from "./stored-file.ts";

/** /healthz: the process lives and its event loop turns. It asks nobody, least of all the database. */
export function healthRoute(app: FastifyInstance): void {
  app.get("/healthz", async () => ({ status: "ok" }));
}

/** /readyz: whether this instance should be sent requests, and which check says no. */
export function readinessRoute(
  app: FastifyInstance,
  readiness: Readiness,
  isDraining: () => boolean,
): void {
  app.get("/readyz", async (_, reply) => {
    if (isDraining()) return reply.code(503).send({ status: "draining", checks: {} });
    const { ready, checks } = await readiness();
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready", checks });
  });
}

/** /schema.graphql: the schema as text, for code generators; open, since it is no secret. */
export function schemaRoute(app: FastifyInstance, sdl: string): void {
  const file = storedFile(sdl, "text/plain; charset=utf-8");
  // kept by whoever likes, but asked about each time: a new version is seen at once
  app.get("/schema.graphql", (_, reply) => sendFile(reply, file, "public, no-cache"));
}

/** /docs/errors: where the helpUrl of every error leads. */
export function errorsRoute(app: FastifyInstance): void {
  const file = storedFile(errorsPage(), "text/html; charset=utf-8");
  app.get("/docs/errors", (_, reply) => sendFile(reply, file, "public, no-cache"));
}
