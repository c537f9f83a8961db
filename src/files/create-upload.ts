import type { Refusal, UploadId } from "../kernel/index.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import { decideUpload, KEPT_MS } from "./domain/upload.ts";
import type { CreateUpload } from "./domain/upload.ts";
import { countUnused } from "./store/upload-store.ts";
import { UploadRow } from "./store/upload.row.ts";

export interface CreateUploadDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface UploadAwaited extends Outcome {
  readonly kind: "UploadAwaited";
  readonly uploadId: UploadId;
  /** An instant as text, since it is kept for replays. */
  readonly expiresAt: string;
}

/** Announces a file: it may arrive once, within a quarter of an hour, by a link of its own. */
export const createUpload = (deps: CreateUploadDeps) => (call: Call<CreateUpload>) =>
  once<CreateUpload, UploadAwaited>(
    deps.database,
    call,
    async (tx): Promise<UploadAwaited | Refusal> => {
      const { command, session, actor, at } = call;
      const refused = decideUpload(await countUnused(tx, session, at));
      if (refused) return refused;
      if (actor.id === null) throw new Error("somebody announces a file");
      const uploadId = deps.newId("upl");
      const expiresAt = new Date(at.getTime() + KEPT_MS.awaited);
      tx.queue(
        deps.database.insert(UploadRow, {
          id: uuidOf(uploadId),
          partnerId: actor.partnerId === null ? null : uuidOf(actor.partnerId),
          purpose: command.purpose,
          fileName: command.fileName,
          contentType: command.contentType,
          byteSize: BigInt(command.byteSize),
          createdAt: at,
          createdBy: actor.id,
          expiresAt,
        }),
      );
      return {
        kind: "UploadAwaited",
        uploadId,
        expiresAt: expiresAt.toISOString(),
        subjects: [uploadId],
      };
    },
  );
