import { setTimeout as sleep } from "node:timers/promises";

import type { ClientBase } from "pg";

import type { GoneSignal } from "../departure.ts";

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
  signal: GoneSignal | undefined,
): Promise<Borrowed> {
  if (!signal) return borrow();
  if (signal.aborted) throw new AskerGone();
  const borrowing = borrow();
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      reject(new AskerGone());
      borrowing.then(giveBack, () => undefined);
    };
    signal.addEventListener("abort", leave, { once: true });
    const stay = (): void => signal.removeEventListener("abort", leave);
    borrowing.then(
      (borrowed) => {
        stay();
        resolve(borrowed);
      },
      (error: unknown) => {
        stay();
        reject(error);
      },
    );
  });
}

interface Watch {
  /** Ends the watch. False where a cancel may still be on its way: the client is not to be reused. */
  readonly end: () => boolean | Promise<boolean>;
}

const AGAIN_MS = 100;

/**
 * Cancels what the client runs when the asker is gone, and again until it has ended: a cancel that
 * comes before its statement is lost.
 */
export function cancelledWhenGone(client: ClientBase, signal: GoneSignal | undefined): Watch {
  let isEnded = false;
  let end = (): void => undefined;
  let cancelling: Promise<boolean> | null = null;
  const untilEnded = async (): Promise<boolean> => {
    const ended = new Promise<void>((resolve) => (end = resolve));
    while (!isEnded) {
      if (!(await requestCancel(client))) return false;
      await Promise.race([ended, sleep(AGAIN_MS, undefined, { ref: false })]);
    }
    return true;
  };
  const cancel = (): void => {
    cancelling = untilEnded();
  };
  signal?.addEventListener("abort", cancel, { once: true });
  return {
    end: () => {
      isEnded = true;
      signal?.removeEventListener("abort", cancel);
      end();
      return cancelling ?? true;
    },
  };
}
