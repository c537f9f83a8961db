import { setTimeout as sleep } from "node:timers/promises";

/** What one check found; `note` is shown to anybody who asks, so it holds our own words alone. */
export interface CheckResult {
  readonly ok: boolean;
  readonly note?: string;
}

/** The checks by name: the database answers, migrations are done, partners are isolated. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<CheckResult>>>;

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
}

export type Readiness = () => Promise<ReadinessReport>;

const CHECK_MS = 2_000;
const KEPT_MS = 500;

/**
 * Runs all checks side by side, each for two seconds at most; one that fails or takes longer is
 * not ok. A report serves half a second: nobody can load the database by asking how it is.
 */
export function makeReadiness(checks: ReadinessChecks, checkMs: number = CHECK_MS): Readiness {
  let kept: { readonly report: Promise<ReadinessReport>; readonly at: number } | null = null;
  return () => {
    const now = performance.now();
    if (!kept || now - kept.at > KEPT_MS) {
      kept = { report: runAll(checks, checkMs), at: now };
    }
    return kept.report;
  };
}

async function runAll(checks: ReadinessChecks, checkMs: number): Promise<ReadinessReport> {
  const results = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, await withinTime(check, checkMs)] as const,
    ),
  );
  return {
    ready: results.every(([, result]) => result.ok),
    checks: Object.fromEntries(results),
  };
}

async function withinTime(
  check: () => Promise<CheckResult>,
  checkMs: number,
): Promise<CheckResult> {
  const given = new AbortController();
  const late = sleep(checkMs, { ok: false, note: `no answer within ${checkMs} ms` }, given);
  try {
    return await Promise.race([check(), late]);
  } catch {
    // the cause is in the log of whoever ran into it; here it would be told to the world
    return { ok: false, note: "failed" };
  } finally {
    given.abort();
    late.catch(() => undefined);
  }
}
