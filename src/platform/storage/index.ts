/** Files: how they arrive, and where they lie. */
export { DiskStorage } from "./disk-storage.ts";
export { FileIsGone } from "./file-storage.ts";
export type { FileStorage } from "./file-storage.ts";
export { Incomplete, receiveFile } from "./receive-file.ts";
export type { ReceivedFile } from "./receive-file.ts";
export { S3Storage } from "./s3-storage.ts";
export { sweepScratch } from "./sweep-scratch.ts";
export { writeFile } from "./write-file.ts";
