import { performance } from "node:perf_hooks";

import { hash, verify } from "@node-rs/argon2";

import type { Refusal } from "../../kernel/index.ts";

import { makeGate } from "./hash-gate.ts";

/** Hashes and checks passwords. Each may answer THROTTLED where too many wait already. */
export interface Passwords {
  readonly hash: (password: string) => Promise<string | Refusal>;
  /** Where there is no hash, a made-up one is checked: the answer is no, after the same work. */
  readonly matches: (hash: string | null, password: string) => Promise<boolean | Refusal>;
  /** How long the last check took, for answers that must not be faster than one. */
  readonly lastCheckMs: () => number;
}

/** What the hash function must be able to do; argon2's own unless a test counts. */
export interface HashFunction {
  readonly hash: typeof hash;
  readonly verify: typeof verify;
}

/** OWASP's minimum for argon2id, which is the library's default algorithm: 19 MiB, 2 passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** A well-formed hash of these costs that no password is known for. */
const NOBODYS =
  "$argon2id$v=19$m=19456,t=2,p=1$4pKDU8FQT2h5nS0cW1rYBg$3o6bkqPDVv6yGFgFUMdbYk8EtkSmLuTVZ0uRZ9NcMlY";

export function makePasswords(functions: HashFunction = { hash, verify }): Passwords {
  const gate = makeGate();
  let lastCheckMs = 40;
  return {
    hash: (password) => gate.run(() => functions.hash(password, COST)),
    matches: (stored, password) =>
      gate.run(async () => {
        const startedAt = performance.now();
        const same = await functions.verify(stored ?? NOBODYS, password);
        lastCheckMs = performance.now() - startedAt;
        return same && stored !== null;
      }),
    lastCheckMs: () => lastCheckMs,
  };
}
