import { setTimeout as sleep } from "node:timers/promises";

import type { ClientBase } from "pg";

import { requestCancel } from "./cancel-request.ts";

/** Whoever asked is gone: nobody reads an answer, so none is made. */
export class AskerGone extends Error {
  constructor() {
    super("nobody waits for this answer any more");
    this.name = "AskerGone";
  }
}

/**
 * Waits for something borrowed unless the asker goes first; what is handed out after that is given
 * back at once.
 */
export async function borrowedUnlessGone<Borrowed>(
  borrow: () => Promise<Borrowed>,
  giveBack: (borrowed: Borrowed) => void,
  signal: AbortSignal | undefined,
): Promise<Borrowed> {
  if (!signal) return borrow();
  if (signal.aborted) throw new AskerGone();
  const borrowing = borrow();
  let leave = (): void => undefined;
  const gone = new Promise<never>((_, reject) => {
    leave = () => reject(new AskerGone());
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([borrowing, gone]);
  } catch (error) {
    borrowing.then(giveBack, () => undefined);
    throw error;
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

interface Watch {
  /** Ends the watch. False where a cancel may still be on its way: the client is not to be reused. */
  readonly end: () => Promise<boolean>;
}

const AGAIN_MS = 100;

/**
 * Cancels what the client runs when the asker is gone, and again until it has ended: a cancel that
 * comes before its statement is lost.
 */
export function cancelledWhenGone(client: ClientBase, signal: AbortSignal | undefined): Watch {
  const ended = Promise.withResolvers<boolean>();
  let isEnded = false;
  let cancelling: Promise<boolean> | null = null;
  const untilEnded = async (): Promise<boolean> => {
    while (!isEnded) {
      if (!(await requestCancel(client))) return false;
      await Promise.race([ended.promise, sleep(AGAIN_MS, false, { ref: false })]);
    }
    return true;
  };
  const cancel = (): void => {
    cancelling = untilEnded();
  };
  signal?.addEventListener("abort", cancel, { once: true });
  return {
    end: async () => {
      isEnded = true;
      ended.resolve(true);
      signal?.removeEventListener("abort", cancel);
      return cancelling === null || cancelling;
    },
  };
}
