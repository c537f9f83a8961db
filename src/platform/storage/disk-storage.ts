import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";

import { checkedName, FileIsGone } from "./file-storage.ts";
import type { FileStorage } from "./file-storage.ts";

/**
 * Files in a folder, a folder in it for each of 256 endings: ours begin with the time, so their ends
 * spread them evenly. Received files must lie on the same disk: keeping one moves it.
 */
export class DiskStorage implements FileStorage {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async keep(name: string, received: { readonly path: string }): Promise<void> {
    const target = this.#pathOf(name);
    const folder = path.dirname(target);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(received.path, target);
    // the name lies in the folder, and is lost with it unless that is written too
    const handle = await open(folder);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async open(name: string) {
    try {
      const handle = await open(this.#pathOf(name));
      return handle.createReadStream();
    } catch (error) {
      if (isMissing(error)) throw new FileIsGone("no such file", { cause: error });
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.#pathOf(name), { force: true });
  }

  #pathOf(name: string): string {
    const checked = checkedName(name);
    return path.join(this.#folder, checked.slice(-2), checked);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
