/** Why a file as a whole cannot be imported. A code, once published, keeps its meaning. */
export const FILE_FAULTS = {
  FILE_EMPTY: "There is nothing in the file, or a header and no row.",
  FILE_NOT_TEXT: "The file is no text: a spreadsheet, an archive, an image.",
  FILE_ENCODING: "The file is text, but not in UTF-8.",
  FILE_STRUCTURE: "A row is not what the format asks: quotes, objects, length.",
  FILE_COLUMNS: "Columns that are needed are missing, or there twice.",
  FILE_TOO_LONG: "The file has more rows than one import takes.",
  FILE_GONE: "The file is not there any more.",
  ROWS_REFUSED: "Rows cannot be registered, and the import was to register all or none.",
  STANDING_ENDED: "Who asked for the import may not register leads any more.",
} as const;
export type FileFaultCode = keyof typeof FILE_FAULTS;

/** Where in a file something is wrong, as a spreadsheet counts: the header is row 1. */
export interface FilePlace {
  readonly row: number | null;
  readonly column: string | null;
}

/** Ends an import. Its words are for whoever sent the file. */
export class FileFault extends Error {
  readonly code: FileFaultCode;
  readonly place: FilePlace;

  constructor(code: FileFaultCode, words: string, place: Partial<FilePlace> = {}) {
    super(words);
    this.name = "FileFault";
    this.code = code;
    this.place = { row: place.row ?? null, column: place.column ?? null };
  }
}
