import type { ApiKeyId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Done } from "../platform/mutation/index.ts";

import { refuseManagingKeys } from "./domain/api-key-rules.ts";
import type { Viewer } from "./domain/viewer.ts";
import { lockApiKey, markRevoked } from "./store/api-key-queries.ts";
import type { ApiKeyStateRow } from "./store/api-key-queries.ts";
import type { Standings } from "./store/standings.ts";

export interface RevokeApiKey {
  readonly keyId: ApiKeyId;
}

export type ApiKeyRevoked = {
  readonly kind: "ApiKeyRevoked";
  readonly keyId: ApiKeyId;
  readonly subjects: readonly string[];
};

export interface RevokeApiKeyDeps {
  readonly database: Database;
  readonly standings: Standings;
}

/** Ends an API key: here at once, on every other instance within half a minute. */
export const revokeApiKey =
  (deps: RevokeApiKeyDeps) =>
  async (call: Call<RevokeApiKey>, viewer: Viewer): Promise<Done<ApiKeyRevoked> | Refusal> => {
    const { keyId } = call.command;
    const done = await once(deps.database, call, async (tx): Promise<ApiKeyRevoked | Refusal> => {
      const key = await tx.readOne<ApiKeyStateRow>(lockApiKey(keyId));
      if (!key) return refuse("NOT_FOUND", "There is no such API key.", { path: ["keyId"] });
      const forbidden = refuseManagingKeys(viewer);
      if (forbidden) return forbidden;
      if (key.revoked) return refuse("ALREADY_DONE", "The API key is revoked already.");
      tx.queue(markRevoked(keyId, call.at));
      return { kind: "ApiKeyRevoked", keyId, subjects: [keyId] };
    });
    if (!isRefusal(done)) deps.standings.forget(keyId);
    return done;
  };
