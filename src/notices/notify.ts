import type { Transaction } from "../platform/database/index.ts";

import type { Occasion } from "./store/occasion-store.ts";
import { queueOccasion } from "./store/occasion-store.ts";

/**
 * Tells those whom it names of something that is no event of a lead, as of a clock that runs out: in the
 * transaction of what happened, by the vendor's or the jobs' role. Its uuid says what it is about, so that telling it
 * twice tells it once. Events, credits and offers tell of themselves.
 */
export function notify(tx: Transaction, occasion: Occasion): void {
  queueOccasion(tx, occasion);
}
