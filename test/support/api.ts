import { graphql } from "graphql";
import type { ExecutionResult } from "graphql";

import { wire } from "../../src/app/wire.ts";
import { Loading } from "../../src/platform/graphql/index.ts";
import type { Caller, RequestContext } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { World } from "./world.ts";

export interface Api {
  /** Runs a document as a caller on the product's own schema. */
  readonly run: (
    caller: Caller,
    source: string,
    variables?: Record<string, unknown>,
  ) => Promise<ExecutionResult<any>>;
}

/** The product's schema over a world, without the HTTP around it. */
export async function openApi(world: World): Promise<Api> {
  const { schema } = await wire({
    database: world.database,
    cursorKey: Buffer.alloc(32, 7),
    newId,
  });
  return {
    run: async (caller, source, variables) => {
      const contextValue: RequestContext = {
        caller,
        requestId: caller.session.requestId,
        at: new Date(),
        loading: new Loading(),
        remoteAddress: "127.0.0.1",
        idempotencyHeader: null,
        idempotency: null,
      };
      return graphql({ schema, source, variableValues: variables ?? {}, contextValue });
    },
  };
}
