/**
 * Files that people send: announced, received once by a link of their own, kept as long as something
 * needs them, and fetched by links that end with who asked for them. What is in them is the affair of
 * who needs them.
 */
export type { CreateUpload } from "./domain/upload.ts";
export { CreateUploadResolver } from "./graphql/create-upload.resolver.ts";
export { FileLinks, LINK_PATHS } from "./links.ts";
export type { Link, LinkKind } from "./links.ts";
export { receiveUpload } from "./receive-upload.ts";
export type { ReceiveUploadDeps } from "./receive-upload.ts";
export { lockStored, queueNeeded, queueUnneeded } from "./store/upload-store.ts";
export type { StoredUpload } from "./store/upload-store.ts";
export { sweepUploads } from "./sweep-uploads.ts";
export type { SweepUploadsDeps } from "./sweep-uploads.ts";
