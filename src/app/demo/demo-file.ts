import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import { z } from "zod";

const DemoFileSchema = z.object({
  url: z.string(),
  /** One password for all logins of the demo. */
  password: z.string(),
  tokens: z.record(z.string(), z.string()),
});

/** What a newcomer, or a script of theirs, needs to know of a running demo. */
export type DemoFile = z.infer<typeof DemoFileSchema>;

const nameIn = (dataDir: string): string => path.join(dataDir, "demo.json");

/** Null where there is none, or it cannot be read: then new tokens are made. */
export function readDemoFile(dataDir: string): DemoFile | null {
  const file = nameIn(dataDir);
  if (!existsSync(file)) return null;
  try {
    const parsed = DemoFileSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Writes the file in one step, for its owner's eyes only. */
export function writeDemoFile(dataDir: string, demo: DemoFile): void {
  const file = nameIn(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
