import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Logger } from "../logger.ts";

import { GRAPHQL_PATH } from "./graphql-route.ts";
import { noteHangUp } from "./hang-up.ts";
import type { Answered, Metrics } from "./metrics.ts";
import { newRequestFacts } from "./request-facts.ts";
import type { RequestFacts } from "./request-facts.ts";

declare module "fastify" {
  interface FastifyRequest {
    facts: RequestFacts;
  }
}

/** In the log and the figures, as others have it too: the caller closed the connection. */
const HUNG_UP = 499;

/** Follows each request from its head to its answer's end: one line in the log, one in the metrics. */
export function requestLog(app: FastifyInstance, logger: Logger, metrics: Metrics): void {
  app.decorateRequest("facts");
  app.addHook("onRequest", (request, reply, done) => {
    request.facts = newRequestFacts(request.id);
    noteHangUp(request, reply);
    if (isGraphql(request.routeOptions.url)) metrics.begun();
    // the framework's own hook is for answers that went out
    request.facts.gone.addEventListener("abort", () => ended(request, reply, HUNG_UP));
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    ended(request, reply, reply.statusCode);
    done();
  });

  function ended(request: FastifyRequest, reply: FastifyReply, status: number): void {
    const { facts, method, routeOptions } = request;
    const { caller, operation } = facts;
    const line = {
      requestId: request.id,
      method,
      route: routeOptions.url ?? null,
      operation: operation?.name ?? null,
      operationType: operation?.type ?? null,
      documentHash: operation?.documentHash ?? null,
      cost: facts.cost?.requested ?? null,
      callerKind: caller?.actor.kind ?? null,
      actorId: caller?.actor.id ?? null,
      partnerId: caller?.actor.partnerId ?? null,
      codes: [...facts.codes],
      status,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (!isGraphql(routeOptions.url)) {
      logger.debug("request", line);
      return;
    }
    logger.info("request", line);
    metrics.answered({
      isDirect: request.facts.isDirect,
      type: typeOf(operation?.type),
      status,
      codes: facts.codes,
      seconds: reply.elapsedTime / 1000,
    });
  }
}

const isGraphql = (url: string | undefined): boolean => url === GRAPHQL_PATH;

function typeOf(type: string | null | undefined): Answered["type"] {
  return type === "query" || type === "mutation" || type === "subscription" ? type : "none";
}
