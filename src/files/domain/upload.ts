import type { InputReader, Refusal } from "../../kernel/index.ts";
import { excerpt, refuse } from "../../kernel/index.ts";

import { PURPOSES } from "./content-types.ts";
import type { Purpose } from "./content-types.ts";

/** A file that somebody wants to send. */
export interface CreateUpload {
  readonly purpose: Purpose;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
}

export interface RawUpload {
  readonly purpose: Purpose;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
}

/** Reads what is announced: the type without its parameters, the size within its purpose's limit. */
export function readUpload(reader: InputReader, raw: RawUpload): CreateUpload {
  const { types, mostBytes } = PURPOSES[raw.purpose];
  const contentType = reader
    .text(["contentType"], raw.contentType, 200)
    .replace(/;.*$/, "")
    .trim()
    .toLowerCase();
  if (contentType !== "" && !Object.hasOwn(types, contentType)) {
    reader.report(
      ["contentType"],
      `is not taken for ${raw.purpose}: "${excerpt(contentType)}"; expected one of ${Object.keys(types).join(", ")}`,
    );
  }
  if (raw.byteSize < 1 || raw.byteSize > mostBytes) {
    reader.report(
      ["byteSize"],
      `must be 1 to ${mostBytes} for ${raw.purpose}, got ${raw.byteSize}`,
    );
  }
  return {
    purpose: raw.purpose,
    fileName: reader.text(["fileName"], raw.fileName, 200),
    contentType,
    byteSize: raw.byteSize,
  };
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** How long a file is waited for, may arrive, and is kept before something needs it. In milliseconds. */
export const KEPT_MS = { awaited: 15 * MINUTE, arriving: 30 * MINUTE, unused: DAY } as const;

/** A partner, or the vendor, has at most so many files that nothing needs yet. */
export const MOST_UNUSED = 100;

/** Whether one more file may come. */
export function decideUpload(unused: number): Refusal | null {
  if (unused < MOST_UNUSED) return null;
  return refuse(
    "LIMIT_EXCEEDED",
    `${MOST_UNUSED} files were announced or sent that nothing needs yet: use them, or wait until they expire.`,
  );
}
