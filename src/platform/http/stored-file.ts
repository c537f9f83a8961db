import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";

/** A file that is served as it stands, from memory. */
export interface StoredFile {
  readonly body: Buffer;
  readonly type: string;
  /** Strong: equal tags mean equal bytes. */
  readonly etag: string;
}

export function storedFile(body: Buffer | string, type: string): StoredFile {
  const bytes = Buffer.from(body);
  const digest = createHash("sha256").update(bytes).digest("base64url");
  return { body: bytes, type, etag: `"${digest.slice(0, 27)}"` };
}

/** Sends a file, or only word that the caller's copy is still the same. */
export function sendFile(
  reply: FastifyReply,
  { body, type, etag }: StoredFile,
  cacheControl: string,
): FastifyReply {
  reply.header("etag", etag).header("cache-control", cacheControl);
  if (isKnown(reply.request.headers["if-none-match"], etag)) return reply.code(304).send();
  return reply.type(type).send(body);
}

function isKnown(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
