import type { ApiKeyId, Refusal } from "../kernel/index.ts";
import { isRefusal, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { WithToken } from "./create-password-link.ts";
import { newApiKey } from "./credentials/api-key.ts";
import { hashOfSecret } from "./credentials/secret.ts";
import type { ApiKeyRequest } from "./domain/api-key-rules.ts";
import { grantApiKey } from "./domain/api-key-rules.ts";
import type { Viewer } from "./domain/viewer.ts";
import { ApiKeyRow } from "./store/api-key.row.ts";

export type ApiKeyCreated = {
  readonly kind: "ApiKeyCreated";
  readonly keyId: ApiKeyId;
  readonly subjects: readonly string[];
};

export interface CreateApiKeyDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/**
 * Makes an API key of the viewer's own: it does at most what its owner may do, at every moment of
 * its life, and ends with the membership. The key is in this answer and nowhere else.
 */
export const createApiKey =
  (deps: CreateApiKeyDeps) =>
  async (
    call: Call<ApiKeyRequest>,
    viewer: Viewer,
  ): Promise<WithToken<ApiKeyCreated> | Refusal> => {
    const { at } = call;
    const key = newApiKey();
    const done = await once(deps.database, call, async (tx): Promise<ApiKeyCreated | Refusal> => {
      const granted = grantApiKey(viewer, call.command, at);
      if (isRefusal(granted)) return granted;
      const keyId = deps.newId("key");
      tx.queue(
        deps.database.insert(ApiKeyRow, {
          id: uuidOf(keyId),
          partnerId: viewer.partnerId === null ? null : uuidOf(viewer.partnerId),
          membershipId: uuidOf(viewer.memberId),
          name: granted.name,
          prefix: key.prefix,
          keyHash: hashOfSecret(key.text),
          scopes: granted.scopes,
          documents: granted.documents,
          createdAt: at,
          expiresAt: granted.expiresAt,
        }),
      );
      return { kind: "ApiKeyCreated", keyId, subjects: [keyId] };
    });
    return isRefusal(done) ? done : { ...done, token: done.replayed ? null : key.text };
  };
