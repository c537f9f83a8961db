import type { StillStanding } from "../identity/index.ts";
import { parseId, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { LinkedFile } from "../platform/http/index.ts";
import { FileIsGone } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import { readEvidenceFile } from "./store/evidence-store.ts";

export interface OpenEvidenceDeps {
  readonly database: Database;
  readonly storage: FileStorage;
}

/** Opens the file of a piece of evidence for whoever may see the persons of its lead; else null. */
export const openEvidence =
  ({ database, storage }: OpenEvidenceDeps) =>
  async (id: string, { scopes, session }: StillStanding): Promise<LinkedFile | null> => {
    const evidenceId = parseId("evd", id);
    if (!evidenceId.ok || !scopes.has("LEADS_READ") || !scopes.has("CONTACTS_READ")) return null;
    const file = await readEvidenceFile(database, session, evidenceId.id);
    if (file === null) return null;
    try {
      const parts = await storage.open(uuidOf(file.uploadId));
      return { ...file, parts, drop: () => parts.destroy() };
    } catch (error) {
      if (error instanceof FileIsGone) return null;
      throw error;
    }
  };
