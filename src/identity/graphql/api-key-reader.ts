import type { ApiKeyId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, inOrderOf } from "../../platform/graphql/index.ts";
import { apiKeysByIds } from "../store/api-key-pages.ts";

import type { ApiKeyType } from "./api-key.type.ts";
import { toApiKeyType } from "./api-key.type.ts";

/** Reads API keys, without their secrets, for payloads and `node`. */
export class ApiKeyReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The key as the caller may see it; null where absent or another partner's. */
  load = async (context: RequestContext, id: ApiKeyId): Promise<ApiKeyType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? toApiKeyType(view) : null;
  };

  #batch = async (context: RequestContext, ids: readonly ApiKeyId[]) => {
    const rows = await apiKeysByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("key", row.id));
  };
}
