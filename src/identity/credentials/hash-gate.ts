import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** Lets few pieces of heavy work run at once, a few more wait, and refuses the rest at the door. */
export interface Gate {
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result | Refusal>;
}

const RETRY_AFTER_SECONDS = 2;

/** Each hash costs 19 MiB and some 30 ms of a core: unbounded, logins would starve all else. */
export function makeGate(atOnce = 2, waitingAtMost = 20): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;

  /** The place of one that ends goes straight to the next in line. */
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return {
    run: async (work) => {
      if (running < atOnce) running += 1;
      else if (waiting.length < waitingAtMost) await new Promise<void>((go) => waiting.push(go));
      else return throttled(RETRY_AFTER_SECONDS);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

/** The answer to one attempt too many. */
export function throttled(retryAfterSeconds: number): Refusal {
  return refuse("THROTTLED", `Too many attempts; try again in ${retryAfterSeconds} seconds.`, {
    details: { retryAfterSeconds },
  });
}
