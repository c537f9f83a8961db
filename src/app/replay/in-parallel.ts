import { Stopped } from "./patience.ts";

/**
 * Does the work for each item, so many at a time, in their order. Ends early, after what is under
 * way, when it is to stop or when one of them throws; that error is thrown.
 */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  stop: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let failure: { readonly error: unknown } | null = null;
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      if (stop.aborted || failure !== null) return;
      try {
        await work(item);
      } catch (error) {
        if (!(error instanceof Stopped)) failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  rethrow(failure);
}

function rethrow(failure: { readonly error: unknown } | null): void {
  if (failure) throw failure.error;
}
