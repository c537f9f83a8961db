import { availableParallelism } from "node:os";

/** Connections of every rival: what Baton takes by itself. */
export const POOL_SIZE = 2 * availableParallelism();
