import path from "node:path";

import type { Config } from "../platform/config.ts";
import { DiskStorage, S3Storage } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

export interface OpenStorage {
  readonly storage: FileStorage;
  /** Where files arrive, on this machine: they are kept when they are whole. */
  readonly scratch: string;
}

/** Files lie in the data folder, or where S3_… says. */
export function openStorage({ dataDir, s3 }: Pick<Config, "dataDir" | "s3">): OpenStorage {
  const folder = path.join(dataDir, "files");
  return {
    storage: s3 ? new S3Storage(s3) : new DiskStorage(folder),
    scratch: path.join(folder, "arriving"),
  };
}
