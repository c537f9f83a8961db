/**
 * What changes is told to whoever watches, on whichever instance it happened: a feed of ids, in the order in
 * which they came to be seen, and a stream of them for each watcher.
 */
export { ChangeFeed } from "./change-feed.ts";
export { Watching } from "./change.ts";
export type { Change, Topic } from "./change.ts";
export { Slots } from "./slots.ts";
export type { Stream, StreamEnd, Watcher } from "./stream.ts";
export { Streams } from "./streams.ts";
export type { StreamFigures, StreamLimits } from "./streams.ts";
export { sweepChanges } from "./sweep-changes.ts";
