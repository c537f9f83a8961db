import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import { z } from "zod";

import { InputError } from "./input-error.ts";

const TokensSchema = z.object({
  /** By origin. */
  partners: z.record(z.string(), z.string()),
  sales: z.string(),
  finance: z.string(),
});

/** Who the replay acts as: an API key or access token for each. */
export type Tokens = z.infer<typeof TokensSchema>;

/** Reads the file. Throws an InputError where it is missing, malformed, or lacks an origin. */
export function readTokens(file: string, origins: readonly string[]): Tokens {
  if (!existsSync(file)) throw new InputError(`There is no file ${file}.`);
  const tokens = parseTokens(file);
  if (!tokens) {
    throw new InputError(
      `${file} is not {"partners": {"<origin>": "<token>"}, "sales": "<token>", "finance": "<token>"}.`,
    );
  }
  const missing = origins.filter((origin) => tokens.partners[origin] === undefined);
  if (missing.length === 0) return tokens;
  throw new InputError(`${file} has no partner's token for ${missing.join(", ")}.`);
}

/** What an earlier run has left; null where there is nothing that can be read. */
export function knownTokens(file: string): Tokens | null {
  return existsSync(file) ? parseTokens(file) : null;
}

/** Writes the file in one step, for its owner's eyes only. */
export function writeTokens(file: string, tokens: Tokens): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function parseTokens(file: string): Tokens | null {
  try {
    const parsed = TokensSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
