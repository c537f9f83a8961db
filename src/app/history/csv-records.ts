import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "csv-parse/sync";
import { z } from "zod";

import { InputError } from "../replay/input-error.ts";

const Records = z.array(z.record(z.string(), z.string()));

/** The rows of a file by their headers. Throws an InputError that names the file and what is wrong. */
export function recordsOf(
  folder: string,
  file: string,
): readonly Readonly<Record<string, string>>[] {
  try {
    const bytes = readFileSync(path.join(folder, file));
    return Records.parse(parse(bytes, { columns: true, bom: true, skip_empty_lines: true }));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file}: ${words}`, { cause: error });
  }
}

/** A day is its beginning in UTC, and so is an instant that says no zone. */
export function instantIn(text: string): Date | null {
  const plain = text.trim().replace(" ", "T");
  if (plain === "") return null;
  const hasZone = /(Z|[+-]\d\d:\d\d)$/.test(plain);
  const ms = Date.parse(hasZone || plain.length === 10 ? plain : `${plain}Z`);
  return Number.isNaN(ms) ? null : new Date(ms);
}
