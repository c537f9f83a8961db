import { uuidOf } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import { sweepScratch } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import { KEPT_MS } from "./domain/upload.ts";
import { noteGone, readExpired } from "./store/upload-store.ts";

export interface SweepUploadsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: FileStorage;
  readonly scratch: string;
}

/** Who has just found a file still there has as long to note that it needs it. In milliseconds. */
const GRACE_MS = 60_000;
const MOST_AT_ONCE = 200;

/**
 * Removes the files that expired: first the bytes, then the row says so. Cut off between the two, it
 * removes nothing twice. Also what arrived in this process's folder and nobody came for.
 */
export const sweepUploads =
  ({ database, clock, storage, scratch }: SweepUploadsDeps) =>
  async (requestId: string): Promise<number> => {
    const session = systemSession(requestId);
    const at = clock().getTime();
    const expired = await readExpired(database, session, new Date(at - GRACE_MS), MOST_AT_ONCE);
    for (const uploadId of expired) {
      await storage.remove(uuidOf(uploadId));
      await noteGone(database, session, uploadId);
    }
    await sweepScratch(scratch, new Date(at - KEPT_MS.arriving));
    return expired.length;
  };
