import { money } from "../../kernel/index.ts";
import type { Money } from "../../kernel/index.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Environment } from "../../platform/config.ts";

import { ApiClient } from "./api-client.ts";
import { HELP, readArguments } from "./arguments.ts";
import type { ReplayArguments } from "./arguments.ts";
import { commonest, compare } from "./compare.ts";
import { driveFunnel } from "./drive-funnel.ts";
import type { Callers } from "./drive-funnel.ts";
import { readFunnel } from "./funnel-files.ts";
import type { Funnel } from "./funnel-files.ts";
import { InputError } from "./input-error.ts";
import { startOwnServer } from "./own-server.ts";
import { Stopped } from "./patience.ts";
import { BOUNTY } from "./plant-callers.ts";
import { Progress } from "./progress.ts";
import { readBack } from "./read-back.ts";
import { toJson, toTable } from "./report.ts";
import type { Report } from "./report.ts";
import { readTokens } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** What the replay has of its surroundings. */
export interface ReplayWorld {
  readonly environment: Environment;
  readonly clock: Clock;
  /** A line for the standard output: the report alone. */
  readonly print: (text: string) => void;
  /** A line for the error output. */
  readonly tell: (line: string) => void;
  /** Ends the replay after what is under way. */
  readonly stop: AbortSignal;
}

export const EXIT = { asTheFilesSay: 0, different: 1, unusable: 2, stopped: 130 } as const;

/** Runs the replay from its arguments to its exit code. */
export async function replay(args: readonly string[], world: ReplayWorld): Promise<number> {
  try {
    const given = readArguments(args);
    if (given) return await replayFunnel(given, readFunnel(given.data), world);
    world.print(HELP);
    return EXIT.asTheFilesSay;
  } catch (error) {
    if (error instanceof InputError) {
      world.tell(error.message);
      return EXIT.unusable;
    }
    if (!(error instanceof Stopped)) throw error;
    world.tell("Stopped. Run it again to go on from here.");
    return EXIT.stopped;
  }
}

async function replayFunnel(
  given: ReplayArguments,
  funnel: Funnel,
  world: ReplayWorld,
): Promise<number> {
  if (given.server) {
    const tokens = readTokens(given.server.tokensFile, funnel.origins);
    const report = await drive(funnel, given.server.url, tokens, null, world);
    return conclude(report, given.json, world);
  }
  const { environment, tell, clock } = world;
  const own = await startOwnServer(environment, funnel.origins, tell, clock);
  try {
    const report = await drive(funnel, own.url, own.tokens, BOUNTY, world);
    return conclude(report, given.json, world);
  } finally {
    await own.stop();
  }
}

/** Drives the funnel, reads everything back as finance and compares. Throws Stopped if it was. */
async function drive(
  funnel: Funnel,
  url: string,
  tokens: Tokens,
  bounty: Money | null,
  { tell, stop }: ReplayWorld,
): Promise<Report> {
  const callers = callersOf(funnel.origins, url, tokens, stop);
  const progress = new Progress(tell);
  const driven = await driveFunnel(funnel, callers, progress, stop).finally(() => progress.end());
  const { seconds } = progress;
  if (stop.aborted) throw new Stopped();

  tell("reading back what there is now");
  const found = await readBack(callers.finance, driven.partnerIds);
  if (stop.aborted) throw new Stopped();
  const expected = bounty ?? commonest(found) ?? money(0n, BOUNTY.currency);
  const { lines, differences } = compare(funnel, found, expected);
  return {
    lines,
    differences: [...driven.problems, ...differences],
    bounty: expected,
    added: { registered: progress.added("registered"), won: progress.added("won") },
    seconds,
  };
}

function callersOf(
  origins: readonly string[],
  url: string,
  tokens: Tokens,
  stop: AbortSignal,
): Callers {
  const client = (token: string) => new ApiClient(url, token, stop);
  return {
    partners: new Map(origins.map((origin) => [origin, client(tokens.partners[origin] ?? "")])),
    sales: client(tokens.sales),
    finance: client(tokens.finance),
  };
}

function conclude(report: Report, json: boolean, { print }: ReplayWorld): number {
  print(json ? toJson(report) : toTable(report));
  return report.differences.length === 0 ? EXIT.asTheFilesSay : EXIT.different;
}
