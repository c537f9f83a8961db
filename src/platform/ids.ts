import { v7 } from "uuid";

import { idOf } from "../kernel/index.ts";
import type { Id, Prefix } from "../kernel/index.ts";

/** Makes ids that sort by the time they were made. The application makes all ids, so writes need not wait for one another. */
export type NewId = <P extends Prefix>(prefix: P) => Id<P>;

export const newId: NewId = (prefix) => idOf(prefix, v7());
