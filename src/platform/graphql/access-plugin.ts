import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLFormattedError } from "graphql";

import { isGranted } from "./access.ts";
import type { Needs } from "./access.ts";
import type { RequestContext } from "./context.ts";
import { asksCostOnly } from "./cost-only.ts";
import { forbidden, unauthenticated } from "./guard.ts";
import { operationVariables } from "./operation-variables.ts";
import type { FieldUse } from "./required-access.ts";
import { fieldUses, isIncluded } from "./required-access.ts";

/** Told of every mutation field that was denied, before anything runs. */
export type OnDenied = (context: RequestContext, mutation: string) => Promise<void>;

/**
 * Says before execution what the caller may not have: one FORBIDDEN per field coordinate, also
 * where the field would not have been reached (an empty list must not look like permission).
 * Without a token that opens something only fields declared for anyone run; the rest is 401.
 */
export function accessPlugin(onDenied: OnDenied): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      let denied: readonly FieldUse[] = [];
      return {
        async didResolveOperation({ contextValue, schema, document, operation, request }) {
          if (!operation) return;
          const variables = operationVariables({ schema, operation, request });
          const { caller, bearerProblem } = contextValue;
          const all = fieldUses(schema, document, operation);
          if (!variables) {
            // variables that do not fit are told by execution, which looks at them next; but who
            // sent a token that opens nothing is told that first
            if (bearerProblem && all.some(takesToken)) throw bearerProblem;
            return;
          }
          const uses = all.every(isAlways) ? all : all.filter((use) => isIncluded(use, variables));
          if (!caller) {
            if (uses.some(takesToken)) throw bearerProblem ?? unauthenticated();
            return;
          }
          // nothing will run, so nothing is denied either
          if (asksCostOnly(request)) return;
          denied = deniedOf(uses, caller.scopes);
          if (denied.length === 0) return;
          const mutations = denied
            .map((use) => use.coordinate.split("."))
            .filter(([type]) => type === "Mutation");
          await Promise.all(mutations.map(([, field]) => onDenied(contextValue, field ?? "")));
        },
        async willSendResponse({ response, contextValue }) {
          if (response.body.kind !== "single") return;
          const { singleResult } = response.body;
          const errors = withDenials(singleResult.errors ?? [], denied, contextValue.requestId);
          if (errors.length > 0) singleResult.errors = errors;
        },
      };
    },
  };
}

/** True for what no @skip or @include may take out. */
const isAlways = ({ conditions }: FieldUse): boolean => conditions.length === 0;

const denials = new WeakMap<
  readonly FieldUse[],
  WeakMap<ReadonlySet<string>, readonly FieldUse[]>
>();

/** What of these uses the scopes do not cover; worked out once for the uses and scopes of many requests. */
function deniedOf(uses: readonly FieldUse[], scopes: ReadonlySet<string>): readonly FieldUse[] {
  const byScopes = denials.get(uses) ?? new WeakMap<ReadonlySet<string>, readonly FieldUse[]>();
  denials.set(uses, byScopes);
  const known = byScopes.get(scopes);
  if (known) return known;
  const denied = uses.filter(
    ({ access }) => access.kind === "scoped" && !isGranted(access.needs, scopes),
  );
  byScopes.set(scopes, denied);
  return denied;
}

/** True for a field through which a caller comes in only with a token. */
function takesToken({ isEntry, access }: FieldUse): boolean {
  return isEntry && access.kind !== "anyone";
}

/**
 * Keeps one FORBIDDEN per coordinate, at the first of its places (which of them execution came to
 * first is left to chance), and adds those that it never met.
 */
function withDenials(
  errors: readonly GraphQLFormattedError[],
  denied: readonly FieldUse[],
  requestId: string,
): readonly GraphQLFormattedError[] {
  const told = new Map<string, GraphQLFormattedError>();
  for (const error of errors) {
    const coordinate = deniedIn(error);
    if (coordinate === null) continue;
    const known = told.get(coordinate);
    if (!known || isBefore(error.path, known.path)) told.set(coordinate, error);
  }
  const kept = errors.filter((error) => {
    const coordinate = deniedIn(error);
    return coordinate === null || told.get(coordinate) === error;
  });
  const untold: GraphQLFormattedError[] = [];
  for (const use of denied) {
    if (told.has(use.coordinate) || use.access.kind !== "scoped") continue;
    const error = untoldOf(use, use.access.needs, requestId);
    told.set(use.coordinate, error);
    untold.push(error);
  }
  return [...kept, ...untold];
}

/** The coordinate that a FORBIDDEN is about; null of any other error. */
function deniedIn({ extensions }: GraphQLFormattedError): string | null {
  const coordinate = extensions?.["code"] === "FORBIDDEN" ? extensions["coordinate"] : null;
  return typeof coordinate === "string" ? coordinate : null;
}

type Path = GraphQLFormattedError["path"];

/** True of the path that comes first, key by key; rows of a list by their number. */
function isBefore(one: Path, other: Path): boolean {
  for (const [index, key] of (one ?? []).entries()) {
    const there = other?.[index];
    if (there === undefined) return false;
    if (key === there) continue;
    return typeof key === "number" && typeof there === "number"
      ? key < there
      : String(key) < String(there);
  }
  return (one?.length ?? 0) < (other?.length ?? 0);
}

function untoldOf(use: FieldUse, needs: Needs, requestId: string): GraphQLFormattedError {
  const { message, extensions } = forbidden(use.coordinate, needs);
  return { message, path: use.path, extensions: { ...extensions, requestId } };
}
