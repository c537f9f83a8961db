import type { StillStanding } from "../identity/index.ts";
import { isRefusal, parseId, refuse } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import type { LinkedFile } from "../platform/http/index.ts";

import type { Vault } from "../platform/vault.ts";
import { contentTypeOf, fileNameOf, isBankFileFormat } from "./domain/bank-file.ts";
import { ownerOf } from "./render-bank-files.ts";
import { takeFetch } from "./store/bank-file-store.ts";

export interface OpenBankFileDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly vault: Vault;
}

/**
 * Opens a file for the bank, once, for who asked for it and may still do so. That it was fetched is on record before
 * its first byte is sent: whoever lost it on the way asks for another link.
 */
export const openBankFile =
  ({ database, clock, vault }: OpenBankFileDeps) =>
  async (id: string, { scopes, session, actor }: StillStanding): Promise<LinkedFile | null> => {
    const fetchId = parseId("bff", id);
    if (!fetchId.ok || session.role !== "vendor" || !scopes.has("PAYOUTS_EXPORT")) return null;
    const by = actor.id;
    if (by === null) return null;
    const opened = await database.transaction(session, async (tx) => {
      const file = await takeFetch(tx, fetchId.id, { at: clock(), by });
      const format = file?.format ?? "";
      const nothing = refuse("NOT_FOUND", "The link opens nothing.");
      if (file === null || !isBankFileFormat(format)) return nothing;
      const text = vault.open(file.sealed, ownerOf(file.batchId, format));
      // not taken, where the secrets at hand do not open it
      return text === null ? nothing : { ...file, format, bytes: Buffer.from(text) };
    });
    if (isRefusal(opened)) return null;
    return {
      fileName: fileNameOf(opened.batchId, opened.format),
      contentType: contentTypeOf(opened.format),
      byteSize: opened.bytes.byteLength,
      parts: once(opened.bytes),
      drop: () => undefined,
    };
  };

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
