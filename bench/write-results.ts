import type { Options } from "./options.ts";
import type { Findings } from "./report.ts";
export function writeResults(_o: Options, _f: Findings): void {}
