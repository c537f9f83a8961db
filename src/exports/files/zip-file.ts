import { crc32 } from "node:zlib";

import type { ArchivedFile, RowsWritten } from "./written-file.ts";

/** The format's own bound, without its extension for more. */
const MOST_BYTES = 0xffffffff;

/** The file would have more bytes than the format can tell. */
export class FileTooLarge extends Error {}

interface Entry {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Files as one archive (ZIP), written as they come. They are stored, not deflated: what a compressor makes of the same
 * bytes differs between its versions and between processors, and a file is to have the same bytes next year. For the same
 * reason all of them are of the first instant that the format knows. Throws FileTooLarge beyond 4 GiB.
 */
export async function* zipFile(
  files: AsyncIterable<ArchivedFile> | Iterable<ArchivedFile>,
): RowsWritten {
  const entries: Entry[] = [];
  let offset = 0;
  for await (const { name, parts } of files) {
    const entry = { name: Buffer.from(name), offset };
    const head = localHeader(entry.name);
    yield head;
    let [crc, size] = [0, 0];
    for await (const part of parts) {
      crc = crc32(part, crc);
      size += part.length;
      if (offset + size > MOST_BYTES - 1_000_000) throw new FileTooLarge("an archive over 4 GiB");
      yield part;
    }
    const tail = fields([4, 0x08074b50], [4, crc], [4, size], [4, size]);
    yield tail;
    entries.push({ ...entry, crc, size });
    offset += head.length + size + tail.length;
  }
  const directory = Buffer.concat(entries.map(directoryEntry));
  const count = entries.length;
  yield directory;
  yield fields(
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
      [4, directory.length],
      [4, offset],
      [2, 0],
    ] as const),
  );
}

/** Numbers in little-endian, each of so many bytes. */
function fields(...numbers: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const made = Buffer.alloc(numbers.reduce((all, [bytes]) => all + bytes, 0));
  let at = 0;
  for (const [bytes, value] of numbers) at = made.writeUIntLE(value, at, bytes);
  return made;
}

/** Sizes come behind the file, names are UTF-8; stored; midnight of 1980-01-01. */
const [VERSION, FLAGS, STORED, NO_TIME, FIRST_DAY] = [20, 0x0808, 0, 0, 0x0021] as const;

function localHeader(name: Buffer): Buffer {
  const head = fields(
    ...([
      [4, 0x04034b50],
      [2, VERSION],
      [2, FLAGS],
      [2, STORED],
      [2, NO_TIME],
      [2, FIRST_DAY],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    ] as const),
  );
  return Buffer.concat([head, name]);
}

function directoryEntry({ name, crc, size, offset }: Entry): Buffer {
  const entry = fields(
    ...([
      [4, 0x02014b50],
      [2, VERSION],
      [2, VERSION],
      [2, FLAGS],
      [2, STORED],
      [2, NO_TIME],
      [2, FIRST_DAY],
      [4, crc],
      [4, size],
      [4, size],
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ] as const),
  );
  return Buffer.concat([entry, name]);
}
