import { createHash } from "node:crypto";

import type { Refusal } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Done } from "../platform/mutation/index.ts";

import type { Viewer } from "./domain/viewer.ts";
import { insertDocuments } from "./store/stored-document-queries.ts";
import type { StoredDocuments } from "./store/stored-documents.ts";

export interface StoreDocuments {
  /** Texts that parse, fit the schema and keep the limits. */
  readonly documents: readonly string[];
}

export type DocumentsStored = {
  readonly kind: "DocumentsStored";
  /** In the order of the texts. */
  readonly documentIds: readonly string[];
  readonly subjects: readonly string[];
};

export interface StoreDocumentsDeps {
  readonly database: Database;
  readonly stored: StoredDocuments;
}

/**
 * Stores GraphQL documents under their hashes: a partner's for itself, the vendor's for everybody.
 * One that is stored already stays as it is.
 */
export const storeDocuments =
  (deps: StoreDocumentsDeps) =>
  async (call: Call<StoreDocuments>, viewer: Viewer): Promise<Done<DocumentsStored> | Refusal> => {
    const { at, command } = call;
    const done = await once(deps.database, call, async (tx): Promise<DocumentsStored | Refusal> => {
      if (viewer.documents === "STORED_ONLY") return heldToStored();
      const documents = command.documents.map((text) => ({ text, sha256: sha256Of(text) }));
      const { partnerId } = viewer;
      const memberUuid = uuidOf(viewer.memberId);
      tx.queue(insertDocuments(documents, { partnerId, memberUuid, at }));
      const documentIds = documents.map(({ sha256 }) => `sha256:${sha256.toString("hex")}`);
      return { kind: "DocumentsStored", documentIds, subjects: [...new Set(documentIds)] };
    });
    if (!isRefusal(done)) deps.stored.forgetMisses();
    return done;
  };

const sha256Of = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Else the key could allow itself whatever it likes. */
function heldToStored(): Refusal {
  return refuse(
    "FORBIDDEN",
    "A key that runs stored documents only cannot store more: use another key, or log in.",
  );
}
