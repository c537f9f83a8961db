import { done } from "./mutate.ts";
import type { Json, ServedWorld } from "./served-world.ts";

export interface SentFile {
  readonly purpose?: "EVIDENCE" | "IMPORT" | "BANK_STATEMENT";
  readonly fileName?: string;
  readonly contentType?: string;
  readonly bytes: string | Buffer;
}

/** Announces a file; what comes back is where to send it. */
export function announce(world: ServedWorld, bearer: string, file: SentFile): Promise<Json> {
  const { purpose = "EVIDENCE", fileName = "notes.txt", contentType = "text/plain", bytes } = file;
  const input = { purpose, fileName, contentType, byteSize: Buffer.from(bytes).length };
  return done(world, bearer, "createUpload", input, "uploadId uploadUrl expiresAt");
}

/** Sends bytes to where an upload said. */
export function put(
  world: Pick<ServedWorld, "url">,
  uploadUrl: string,
  bytes: string | Buffer,
): Promise<Response> {
  return fetch(new URL(uploadUrl, world.url), { method: "PUT", body: bytes });
}

/** Announces and sends a file; its id. */
export async function sendFile(
  world: ServedWorld,
  bearer: string,
  file: SentFile,
): Promise<string> {
  const { uploadId, uploadUrl } = await announce(world, bearer, file);
  const response = await put(world, uploadUrl, file.bytes);
  if (response.status !== 201) throw new Error(await response.text());
  return uploadId;
}
