import { parseArgs } from "node:util";

/** The works that can be asked for by --only, in the order in which they run. */
export const WORKS = [
  "R1",
  "R2",
  "profile",
  "R3",
  "X1",
  "X2",
  "pages",
  "filters",
  "W1",
  "W2",
  "S1",
  "latency",
  "tail",
  "overload",
  "memory",
  "growth",
] as const;
export type Work = (typeof WORKS)[number];

export interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  readonly works: readonly Work[];
  /** Whether nothing was left out. */
  readonly isWhole: boolean;
  /** Leads of the database that most is measured on. */
  readonly leads: number;
  /** Leads of the databases that growth is measured over, smallest first. */
  readonly sizes: readonly number[];
  /** Accepted leads that wait to be qualified. */
  readonly pool: number;
  readonly rounds: number;
  /** Length of a round for each rival, in seconds. */
  readonly seconds: number;
  readonly connections: number;
  /** Minutes of mixed load; 0 is none. */
  readonly soakMinutes: number;
}

const USAGE = `npm run bench -- [--quick] [--json] [--only R1,W1] [--leads 1000000] [--rounds 5] [--seconds 8] [--connections 32] [--soak minutes]
Works: ${WORKS.join(", ")}`;

/** Reads the command line. @throws with the usage. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      only: { type: "string" },
      leads: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      connections: { type: "string" },
      soak: { type: "string" },
    },
  });
  const quick = values.quick;
  const leads = whole(values.leads, quick ? 10_000 : 1_000_000);
  return {
    quick,
    json: values.json,
    works: values.only === undefined ? WORKS : values.only.split(",").map(toWork),
    isWhole: values.only === undefined && values.soak === undefined,
    leads,
    sizes: quick ? [leads] : [10_000, 100_000, 1_000_000].filter((size) => size <= leads),
    pool: quick ? 8_000 : 40_000,
    rounds: whole(values.rounds, quick ? 2 : 5),
    seconds: whole(values.seconds, quick ? 1 : 8),
    connections: whole(values.connections, 32),
    soakMinutes: whole(values.soak, 0),
  };
}

function whole(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new Error(`"${text}" is no whole number.\n${USAGE}`);
  return Number(text);
}

function toWork(text: string): Work {
  const work = WORKS.find((known) => known.toLowerCase() === text.trim().toLowerCase());
  if (work === undefined) throw new Error(`There is no work named "${text}".\n${USAGE}`);
  return work;
}
