import { destination } from "pino";

/** Where log lines go. */
export interface Lines {
  write(line: string): void;
  /** Writes what was gathered. */
  flush(): void;
}

/** How long a line may wait for others; in milliseconds. */
const LONGEST_WAIT_MS = 100;
const GATHERED_BYTES = 8_192;

/**
 * The standard output, written to in one piece for all lines of a tenth of a second: a system call
 * for each request costs more than all else of its line. When the process ends, also by an error
 * that nobody caught, what was gathered is written; one that is killed loses its last tenth.
 */
export function gatheredLines(descriptor: number): Lines {
  const out = destination({ fd: descriptor, sync: true, minLength: GATHERED_BYTES });
  let late: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (late !== null) clearTimeout(late);
    late = null;
    out.flush();
  };
  process.on("exit", () => out.flushSync());
  return {
    write: (line) => {
      out.write(line);
      late ??= setTimeout(flush, LONGEST_WAIT_MS).unref();
    },
    flush,
  };
}
