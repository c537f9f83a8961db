import type { Readable } from "node:stream";

import type { ReceivedFile } from "./receive-file.ts";

/** Where files lie. Their names are made here, of letters, digits and hyphens. */
export interface FileStorage {
  /** Takes a received file over; when it resolves the file survives whatever comes. */
  keep(name: string, received: ReceivedFile): Promise<void>;
  /** The file from its beginning, as fast as it is read. @throws FileIsGone */
  open(name: string): Promise<Readable>;
  /** One that is not there is no error. */
  remove(name: string): Promise<void>;
}

/** There is no file of that name. */
export class FileIsGone extends Error {}

const NAME = /^[a-z0-9-]{8,80}$/;

/** A name that is part of a path or an address must be one of ours. */
export function checkedName(name: string): string {
  if (!NAME.test(name)) throw new Error("a file's name that is not one of ours was refused");
  return name;
}
