/** One request; `@n@` in its body or headers becomes a number that no other request has. */
export interface Shot {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null makes it a GET. */
  readonly body: string | null;
}

/** As fast as the connections allow, for so long or so many; or at a rate, whatever the answers do. */
export type Pace =
  | { readonly kind: "closed"; readonly seconds: number; readonly count?: number }
  | {
      readonly kind: "open";
      readonly perSecond: number;
      readonly seconds: number;
      /** Of one core, what the generator may use at most. */
      readonly coreShare: number;
    };

export interface Load {
  readonly url: string;
  readonly shots: readonly Shot[];
  /** From which shot on; with `once` none is fired twice. */
  readonly from: number;
  readonly once: boolean;
  readonly connections: number;
  readonly pace: Pace;
}

/** One of the slowest answers. */
export interface Slow {
  /** When it was due, in milliseconds of the wall clock. */
  readonly due: number;
  readonly ms: number;
}

export interface Fired {
  readonly fired: number;
  readonly ok: number;
  /** 429 and 503. */
  readonly refused: number;
  /** Of these, with Retry-After. */
  readonly refusedWithRetryAfter: number;
  /** Other statuses, errors in a 200, broken connections, and no answer within 15 s. */
  readonly failed: number;
  /** What one of the failed said. */
  readonly failure: string | null;
  /** Not fired, since the generator had used its share of a core. */
  readonly withheld: number;
  readonly seconds: number;
  readonly okPerSecond: number;
  /** Of what was ok, in milliseconds, from when it was due. */
  readonly p50: number;
  readonly p99: number;
  readonly refusedP99: number;
  /** The slowest of what was ok, the slowest first. */
  readonly slowest: readonly Slow[];
  readonly generatorCpuMs: number;
  readonly bytes: number;
}
