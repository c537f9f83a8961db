import type { ApolloServer, HTTPGraphQLRequest } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";

import { COST_ONLY_HEADER } from "../graphql/cost-only.ts";
import { ApiError, ERROR_CODES } from "../graphql/errors.ts";
import type { RequestContext } from "../graphql/index.ts";

import type { Admission } from "./admission.ts";
import { answerError } from "./answer-error.ts";
import { chooseDocument } from "./choose-document.ts";
import type { FindDocument } from "./choose-document.ts";
import { tellError } from "./format-error.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import { bearerOf, headerOf } from "./incoming-request.ts";
import { withFacts } from "./request-facts.ts";

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly contextOf: (request: IncomingRequest) => Promise<RequestContext>;
  readonly findDocument: FindDocument;
  readonly admission: Admission;
}

export const GRAPHQL_PATH = "/graphql";
export const OVERLOADED = "The server is overloaded; try again in a moment";

/** Serves GraphQL over POST, and queries over GET. */
export function graphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  app.route({
    method: ["GET", "POST"],
    url: GRAPHQL_PATH,
    exposeHeadRoute: false,
    onRequest: (request, reply, done) => {
      // the front door reads addresses as they are written: what came past it is asked here
      if (options.admission.turnAway() !== null) {
        answerError(reply, "SERVICE_UNAVAILABLE", OVERLOADED);
        return;
      }
      const encoding = request.headers["content-encoding"] ?? "identity";
      if (encoding.toLowerCase() === "identity") {
        done();
        return;
      }
      const message = "Compressed bodies are not taken";
      answerError(reply, "BAD_REQUEST", message, { status: 415 });
    },
    handler: async (request, reply) => {
      // who came in while there was room may find none any more
      const leave = await options.admission.enter(request.facts.gone);
      if (leave === null) return answerError(reply, "SERVICE_UNAVAILABLE", OVERLOADED);
      const response = await execute(request, options).finally(leave);
      for (const [name, value] of response.headers) reply.header(name, value);
      if (response.body.kind !== "complete") throw new Error("an answer came in parts");
      // as bytes: Node sends a long string of several pieces at twice the cost
      return reply.code(response.status ?? 200).send(Buffer.from(response.body.string));
    },
  });
}

function execute(request: FastifyRequest, options: GraphqlRouteOptions) {
  const httpGraphQLRequest: HTTPGraphQLRequest = {
    method: request.method,
    headers: headerMapOf(request),
    search: searchOf(request.url),
    body: request.body,
  };
  return withFacts(request.facts, () =>
    options.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      // forged cross-site requests were turned away before this, and nothing was parsed yet
      context: async () => {
        const context = await contextFor(request, options.contextOf);
        await withStatus(() =>
          chooseDocument(httpGraphQLRequest, context.caller, options.findDocument),
        );
        return context;
      },
    }),
  );
}

/** Who asks, of any request; remembers it for the log. */
export async function contextFor(
  request: FastifyRequest,
  contextOf: GraphqlRouteOptions["contextOf"],
): Promise<RequestContext> {
  const context = await withStatus(() =>
    contextOf({
      requestId: request.id,
      ...bearerOf(request.headers),
      remoteAddress: request.ip,
      idempotencyHeader: headerOf(request.headers, "idempotency-key"),
      signal: request.facts.unread,
    }),
  );
  request.facts.caller = context.caller;
  return context;
}

/** What goes wrong before Apollo has a request has the status of its code. */
async function withStatus<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError || !(error instanceof Error)) throw error;
    // here Apollo takes the status from the error itself
    const { status } = ERROR_CODES[tellError(error).code];
    throw new GraphQLError("No context", {
      originalError: error,
      extensions: { http: { status } },
    });
  }
}

/** What Apollo and our plugins ask for: all other headers are nobody's business behind this. */
const HEADERS_READ = [
  "accept",
  "content-type",
  "apollo-require-preflight",
  "x-apollo-operation-name",
  COST_ONLY_HEADER,
] as const;

function headerMapOf({ headers }: FastifyRequest): HeaderMap {
  const read = new HeaderMap();
  for (const name of HEADERS_READ) {
    const value = headers[name];
    if (value !== undefined) read.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return read;
}

function searchOf(url: string): string {
  const start = url.indexOf("?");
  return start < 0 ? "" : url.slice(start);
}
