import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";

import type { ReceivedFile } from "./receive-file.ts";

/**
 * Writes a file that is made here into a folder of ours, no faster than the disk takes it, for somebody to keep. Where its
 * making fails nothing is left.
 */
export async function writeFile(
  folder: string,
  parts: AsyncIterable<Buffer>,
): Promise<ReceivedFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${randomUUID()}.part`);
  const drop = (): Promise<void> => rm(file, { force: true });
  const handle = await open(file, "wx", 0o600);
  const hash = createHash("sha256");
  let byteSize = 0;
  try {
    for await (const part of parts) {
      hash.update(part);
      byteSize += part.length;
      await handle.writeFile(part);
    }
    await handle.datasync();
    return { path: file, byteSize, sha256: hash.digest(), head: Buffer.alloc(0), drop };
  } catch (error) {
    await drop();
    throw error;
  } finally {
    await handle.close();
  }
}
