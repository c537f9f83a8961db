import { Gauge } from "prom-client";
import type { Registry } from "prom-client";

/** A figure that is kept elsewhere and stands in /metrics. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  /** Null while it is not known: then nothing is said. */
  readonly read: () => number | null;
}

export function figureGauges(registry: Registry, figures: readonly Figure[]): void {
  for (const { name, help, read } of figures) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const seen = read();
        if (seen === null) this.remove();
        else this.set(seen);
      },
    });
  }
}
