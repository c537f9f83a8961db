import type { Identity } from "../identity/index.ts";
import type { UploadId } from "../kernel/index.ts";
import { parseId, uuidOf } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Session } from "../platform/database/index.ts";
import type { UploadAnswer, UploadRequest } from "../platform/http/index.ts";
import { Incomplete, receiveFile } from "../platform/storage/index.ts";
import type { FileStorage, ReceivedFile } from "../platform/storage/index.ts";

import { contentFault, isPurpose } from "./domain/content-types.ts";
import type { FileLinks } from "./links.ts";
import { beginArrival, endArrival, giveBack, readAwaited } from "./store/upload-store.ts";
import type { Awaited } from "./store/upload-store.ts";

export interface ReceiveUploadDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly identity: Pick<Identity, "stillStands">;
  readonly links: FileLinks;
  readonly storage: FileStorage;
  /** A folder for what is arriving. */
  readonly scratch: string;
}

/** The scopes of which a file takes one: who may use files may send them. */
const UPLOAD_NEEDS = ["LEADS_WRITE", "PAYOUTS_EXPORT"] as const;

/**
 * A file arrives by the link that it was given. One sender is let in at a time, and only until it has
 * arrived whole; what breaks off, or is not what was announced, leaves nothing and may be sent again.
 */
export const receiveUpload =
  (deps: ReceiveUploadDeps) =>
  async (request: UploadRequest): Promise<UploadAnswer> => {
    const link = deps.links.read(request.parameters["link"], deps.clock());
    const uploadId = link?.kind === "upload" ? parseId("upl", link.id) : null;
    const standing = link && (await deps.identity.stillStands(link.principal, request.requestId));
    if (!uploadId?.ok || !standing || !UPLOAD_NEEDS.some((scope) => standing.scopes.has(scope)))
      return NO_LINK;
    const { session } = standing;
    const awaited = await readAwaited(deps.database, session, uploadId.id, deps.clock());
    if (awaited === null) return NOT_AWAITED;
    if (request.byteSize === null) return NO_LENGTH;
    if (request.byteSize !== awaited.byteSize) return otherSize(awaited, request.byteSize);
    if (!(await beginArrival(deps.database, session, uploadId.id, deps.clock())))
      return NOT_AWAITED;
    return arrived(deps, session, uploadId.id, awaited, request);
  };

async function arrived(
  deps: ReceiveUploadDeps,
  session: Session,
  uploadId: UploadId,
  awaited: Awaited,
  { body }: UploadRequest,
): Promise<UploadAnswer> {
  let received: ReceivedFile | null = null;
  let isStored = false;
  try {
    received = await receiveFile(deps.scratch, body, awaited.byteSize);
    const fault = isPurpose(awaited.purpose)
      ? contentFault(awaited.purpose, awaited.contentType, received.head)
      : "The file is for nothing that is known";
    if (fault !== null) return { ok: false, status: 415, code: "BAD_REQUEST", message: fault };
    await deps.storage.keep(uuidOf(uploadId), received);
    const { sha256 } = received;
    isStored = await endArrival(deps.database, session, uploadId, { sha256, at: deps.clock() });
    if (!isStored) return NOT_AWAITED;
    return {
      ok: true,
      told: { uploadId, byteSize: awaited.byteSize, sha256: sha256.toString("hex") },
    };
  } catch (error) {
    if (error instanceof Incomplete) return BROKE_OFF;
    throw error;
  } finally {
    await received?.drop();
    if (!isStored) await giveBack(deps.database, session, uploadId, deps.clock());
  }
}

const refused = (status: number, message: string): UploadAnswer => ({
  ok: false,
  status,
  code: status === 403 ? "FORBIDDEN" : "BAD_REQUEST",
  message,
});

const NO_LINK = refused(
  403,
  "The link is not, or no longer, valid: ask for another with createUpload",
);
const NOT_AWAITED = refused(
  409,
  "No file is awaited here: it has arrived, is arriving, or came too late. Ask for another link with createUpload",
);
const NO_LENGTH = refused(411, "Content-Length must say how long the file is");
const BROKE_OFF = refused(400, "The file ended before it was whole; it may be sent again");

function otherSize({ byteSize }: Awaited, given: number): UploadAnswer {
  return refused(400, `The file was announced with ${byteSize} bytes, and has ${given}`);
}
