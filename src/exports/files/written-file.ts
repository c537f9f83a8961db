/** The bytes of a file as they are written; each part is its own memory. */
export type RowsWritten = AsyncGenerator<Buffer, void, undefined>;

/** A file within an archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly parts: AsyncIterable<Buffer> | Iterable<Buffer>;
}
