import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";

/** A file that arrived whole, and waits in a folder of ours for somebody to keep it. */
export interface ReceivedFile {
  readonly path: string;
  readonly byteSize: number;
  readonly sha256: Buffer;
  /** Its first bytes, by which its kind is told. */
  readonly head: Buffer;
  /** Removes it, if it is still there. */
  readonly drop: () => Promise<void>;
}

/** The sender stopped before the end. */
export class Incomplete extends Error {}

const HEAD_BYTES = 4_096;

/**
 * Writes what arrives into a file of the folder, no faster than the disk takes it, and no more than
 * one part of it in memory. Where it ends early, or is not as long as was said, nothing is left.
 */
export async function receiveFile(
  folder: string,
  body: Readable,
  byteSize: number,
): Promise<ReceivedFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${randomUUID()}.part`);
  const drop = (): Promise<void> => rm(file, { force: true });
  const handle = await open(file, "wx", 0o600);
  try {
    const received = await write(handle, body, byteSize);
    await handle.datasync();
    return { path: file, byteSize, drop, ...received };
  } catch (error) {
    await drop();
    throw error;
  } finally {
    await handle.close();
  }
}

async function write(handle: FileHandle, body: Readable, byteSize: number) {
  const hash = createHash("sha256");
  let head = Buffer.alloc(0);
  let received = 0;
  try {
    for await (const part of body.iterator({ destroyOnReturn: false })) {
      const bytes = bytesOf(part);
      received += bytes.length;
      if (received > byteSize) throw new Incomplete("more came than was said");
      hash.update(bytes);
      if (head.length < HEAD_BYTES)
        head = Buffer.concat([head, bytes.subarray(0, HEAD_BYTES - head.length)]);
      await handle.writeFile(bytes);
    }
  } catch (error) {
    if (body.errored === null && !body.readableAborted) throw error;
    throw new Incomplete("the sender stopped", { cause: error });
  }
  if (received < byteSize) throw new Incomplete("less came than was said");
  return { sha256: hash.digest(), head };
}

function bytesOf(part: unknown): Buffer {
  if (Buffer.isBuffer(part)) return part;
  throw new TypeError("a body came as something else than bytes");
}
