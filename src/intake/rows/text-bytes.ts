import { FileFault } from "../domain/file-fault.ts";

const SAVE_AS_CSV = "Save it as CSV in UTF-8";

/**
 * The bytes of a file of text, without the mark that some programs put at the beginning of UTF-8.
 * @throws FileFault for what is no text, or text of another kind
 */
export async function* textBytes(parts: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const part of parts) {
    if (!Buffer.isBuffer(part)) throw new TypeError("a file came as something else than bytes");
    if (isFirst && part.length > 0) {
      isFirst = false;
      refuseOther(part);
      yield part.subarray(begins(part, "\xef\xbb\xbf") ? 3 : 0);
    } else yield part;
  }
  if (isFirst) throw new FileFault("FILE_EMPTY", "The file is empty.");
}

function refuseOther(head: Buffer): void {
  if (begins(head, "PK\x03\x04"))
    throw new FileFault(
      "FILE_NOT_TEXT",
      `The file is a spreadsheet, or another archive, whatever it is named. ${SAVE_AS_CSV}.`,
    );
  if (begins(head, "\xd0\xcf\x11\xe0"))
    throw new FileFault("FILE_NOT_TEXT", `The file is one of an older Office. ${SAVE_AS_CSV}.`);
  if (begins(head, "\xff\xfe") || begins(head, "\xfe\xff"))
    throw new FileFault("FILE_ENCODING", `The file is text in UTF-16. ${SAVE_AS_CSV}.`, { row: 1 });
  // text in UTF-16 without its mark: every other byte of plain letters is zero
  if (head.subarray(0, 512).includes(0))
    throw new FileFault("FILE_NOT_TEXT", `The file is no text, or text in UTF-16. ${SAVE_AS_CSV}.`);
}

const begins = (head: Buffer, text: string): boolean =>
  head.subarray(0, text.length).equals(Buffer.from(text, "latin1"));

/** What stands where bytes were that are no UTF-8. */
const REPLACED = "\ufffd";

/** @throws FileFault where a value was not written in UTF-8 */
export function refuseOtherEncoding(text: string, row: number, column: string): void {
  if (!text.includes(REPLACED) && !text.includes("\0")) return;
  throw new FileFault(
    "FILE_ENCODING",
    `Row ${row}, column "${column}": this is not UTF-8, but probably Windows-1252 or Latin-1. ${SAVE_AS_CSV}.`,
    { row, column },
  );
}
