import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";

import { execute, GraphQLError, parse, validate } from "graphql";
import type { DocumentNode, ExecutionResult, GraphQLSchema } from "graphql";

import { wire } from "../../src/app/wire.ts";
import { FileLinks } from "../../src/files/index.ts";
import { makeIdentity, makePasswords } from "../../src/identity/index.ts";
import type { Identity } from "../../src/identity/index.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Caller, RequestContext } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { DiskStorage } from "../../src/platform/storage/index.ts";

import { PAYER, testVault } from "./banking.ts";
import type { World } from "./world.ts";

// What an answer holds is what each test asserts.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = any;

export interface Api {
  readonly schema: GraphQLSchema;
  /** Runs a document as a caller (null: without a token) on the product's own schema. */
  readonly run: (
    caller: Caller | null,
    source: string,
    variables?: Record<string, unknown>,
  ) => Promise<ExecutionResult<Answer>>;
  readonly identity: Identity;
}

/** The product's schema over a world, without the HTTP around it. */
export async function openApi(world: World, clock: Clock = systemClock): Promise<Api> {
  const { database } = world;
  const identity = makeIdentity({
    database,
    clock,
    newId,
    passwords: makePasswords(),
    tokens: {
      issuer: "baton",
      audience: "baton-api",
      keys: [{ id: "1", secret: randomBytes(32) }],
    },
    lifetimes: { accessTokenSeconds: 900, refreshTokenDays: 30 },
  });
  const links = new FileLinks(randomBytes(32), null);
  const cursorKey = Buffer.alloc(32, 7);
  const { schema } = await wire({
    ...{ database, cursorKey, newId, identity, links },
    // nothing is sent to it: files arrive over HTTP
    storage: new DiskStorage(path.join(tmpdir(), "baton-no-files")),
    banking: { vault: testVault(), coolingDays: 7, payer: PAYER },
    taxVault: testVault(),
  });
  // kept as the server keeps them: what is worked out of a document hangs on it
  const kept = new Map<string, { document: DocumentNode } | { errors: readonly GraphQLError[] }>();
  const documentOf = (source: string) => {
    const known = kept.get(source) ?? parsed(schema, source);
    kept.set(source, known);
    return known;
  };
  return {
    schema,
    identity,
    run: async (caller, source, variables) => {
      const contextValue: RequestContext = {
        caller,
        bearerProblem: null,
        requestId: caller?.session.requestId ?? "test-request",
        at: clock(),
        remoteAddress: "127.0.0.1",
        idempotencyHeader: null,
        idempotency: [],
        ahead: new Map(),
        watching: null,
      };
      const found = documentOf(source);
      if ("errors" in found) return found;
      return execute({
        schema,
        document: found.document,
        variableValues: variables ?? {},
        contextValue,
      });
    },
  };
}

function parsed(
  schema: GraphQLSchema,
  source: string,
): { document: DocumentNode } | { errors: readonly GraphQLError[] } {
  try {
    const document = parse(source);
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
