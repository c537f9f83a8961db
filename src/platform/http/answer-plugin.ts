import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLFormattedError } from "graphql";

import { ERROR_CODES, isErrorCode } from "../graphql/errors.ts";
import type { RequestContext } from "../graphql/index.ts";

import { completed } from "./format-error.ts";
import { currentFacts, readsOnly } from "./request-facts.ts";

/**
 * Gives every answer its last form: errors complete, the request id, the cost and the idempotency
 * keys beside the data, a status that says what became of the whole; and notes what the log will tell.
 */
export function answerPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation }) {
          const facts = currentFacts();
          if (facts && operation?.operation === "query") readsOnly(facts);
        },
        async willSendResponse({ response, contextValue, request, ...resolved }) {
          const facts = currentFacts();
          if (facts) {
            facts.operation = {
              // as it stands in the document: what a request names beside it may be any text
              name: resolved.operationName ?? null,
              type: resolved.operation?.operation ?? null,
              documentHash: resolved.queryHash ?? null,
            };
          }
          if (response.body.kind !== "single") return;
          const { requestId, idempotency } = contextValue;
          const { singleResult } = response.body;
          const errors = singleResult.errors?.map((error) => completed(error, requestId)) ?? [];
          if (errors.length > 0) singleResult.errors = errors;
          for (const error of errors) facts?.codes.add(String(error.extensions?.["code"]));

          singleResult.extensions = {
            requestId,
            ...(facts?.cost ? { cost: facts.cost } : {}),
            ...(idempotency.length > 0 ? { idempotency } : {}),
          };
          const status = statusOf(singleResult.data, errors, response.http.status);
          if (status !== undefined) response.http.status = status;
          const wait = errors
            .map((error) => error.extensions?.["retryAfterSeconds"])
            .find(isSeconds);
          if (wait !== undefined) response.http.headers.set("retry-after", String(Math.ceil(wait)));
          if (takesJson(request.http?.headers.get("accept"))) {
            response.http.headers.set("content-type", JSON_TYPE);
          }
        },
      };
    },
  };
}

const JSON_TYPE = "application/json; charset=utf-8";

/** True for those who say nothing else; for all others Apollo weighs what they would take. */
function takesJson(accept: string | undefined): boolean {
  return !accept || accept === "application/json" || accept === "*/*";
}

/**
 * The status of the whole answer. Where any root field has a value it is 200, since that part was
 * done and must not be sent again for the status's sake; where all failed, the gravest error says.
 */
function statusOf(
  data: Record<string, unknown> | null | undefined,
  errors: readonly GraphQLFormattedError[],
  given: number | undefined,
): number | undefined {
  if (errors.length === 0) return given;
  const isPartial = Object.values(data ?? {}).some((value) => value !== null);
  if (isPartial) return 200;
  const isHttpMatter = data === undefined && given !== undefined && given !== 500;
  if (isHttpMatter) return given;
  return Math.max(...errors.map(statusOfError));
}

function statusOfError(error: GraphQLFormattedError): number {
  const code = error.extensions?.["code"];
  return isErrorCode(code) ? ERROR_CODES[code].status : 500;
}

function isSeconds(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
