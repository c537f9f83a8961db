import type { Refusal } from "../../kernel/index.ts";

import { throttled } from "./hash-gate.ts";

/** Counts attempts per network address, in memory: a flood is turned away before the database. */
export interface AddressLimit {
  /** Counts one attempt; null where it may go on. */
  readonly refuse: (address: string, at: Date) => Refusal | null;
}

/** Enough for an office behind one address. */
const PER_MINUTE = 30;
const MINUTE_MS = 60_000;
/** More addresses than this at once: the ones that came first are forgotten. */
const KEPT = 10_000;

export function makeAddressLimit(): AddressLimit {
  const minutes = new Map<string, { readonly endsAt: number; count: number }>();
  return {
    refuse: (address, at) => {
      const now = at.getTime();
      const known = minutes.get(address);
      const minute = known && now < known.endsAt ? known : { endsAt: now + MINUTE_MS, count: 0 };
      if (minute.count >= PER_MINUTE) return throttled(Math.ceil((minute.endsAt - now) / 1000));
      minute.count += 1;
      if (minute === known) return null;
      minutes.delete(address);
      minutes.set(address, minute);
      const [oldest] = minutes.keys();
      if (minutes.size > KEPT && oldest !== undefined) minutes.delete(oldest);
      return null;
    },
  };
}
