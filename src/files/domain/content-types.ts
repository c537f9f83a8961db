/** What files are told apart by: how they begin, never how they are named. */
type Sniffed =
  | "PDF"
  | "PNG"
  | "JPEG"
  | "GIF"
  | "WEBP"
  | "ZIP"
  | "OLE"
  | "MP4"
  | "MP3"
  | "OGG"
  | "WAV"
  | "UTF-16"
  | "TEXT"
  | "UNKNOWN";

const WORDS: Readonly<Record<Sniffed, string>> = {
  PDF: "a PDF document",
  PNG: "a PNG image",
  JPEG: "a JPEG image",
  GIF: "a GIF image",
  WEBP: "a WebP image",
  ZIP: "a zip archive, as spreadsheets and documents of Office are",
  OLE: "a file of an older Office or of Outlook",
  MP4: "an MP4 recording",
  MP3: "an MP3 recording",
  OGG: "an Ogg recording",
  WAV: "a WAV recording",
  "UTF-16": "text in UTF-16",
  TEXT: "text",
  UNKNOWN: "none of the kinds that are taken",
};

const OFFICE = "application/vnd.openxmlformats-officedocument";

/** The types that are taken for evidence, and how a file of each begins. */
const EVIDENCE: Readonly<Record<string, readonly Sniffed[]>> = {
  "application/pdf": ["PDF"],
  "image/png": ["PNG"],
  "image/jpeg": ["JPEG"],
  "image/gif": ["GIF"],
  "image/webp": ["WEBP"],
  "text/plain": ["TEXT", "UTF-16"],
  "text/csv": ["TEXT", "UTF-16"],
  "message/rfc822": ["TEXT"],
  "application/vnd.ms-outlook": ["OLE"],
  "application/msword": ["OLE"],
  [`${OFFICE}.wordprocessingml.document`]: ["ZIP"],
  [`${OFFICE}.spreadsheetml.sheet`]: ["ZIP"],
  [`${OFFICE}.presentationml.presentation`]: ["ZIP"],
  "audio/mpeg": ["MP3"],
  "audio/mp4": ["MP4"],
  "audio/ogg": ["OGG"],
  "audio/wav": ["WAV"],
  "video/mp4": ["MP4"],
};

// Text in another encoding passes here: the import says at which row and column it is wrong.
const IMPORT: Readonly<Record<string, readonly Sniffed[]>> = {
  "text/csv": ["TEXT", "UTF-16"],
  "text/plain": ["TEXT", "UTF-16"],
  "text/tab-separated-values": ["TEXT", "UTF-16"],
  "application/jsonl": ["TEXT", "UTF-16"],
  "application/x-ndjson": ["TEXT", "UTF-16"],
};

const STATEMENT: Readonly<Record<string, readonly Sniffed[]>> = {
  "application/xml": ["TEXT"],
  "text/xml": ["TEXT"],
  "text/csv": ["TEXT"],
};

const MEGABYTE = 1_048_576;

/** What a file is for: what it may be, and how large. */
export const PURPOSES = {
  EVIDENCE: {
    meaning: "It goes with a lead, by submitEvidence.",
    types: EVIDENCE,
    mostBytes: 25 * MEGABYTE,
  },
  IMPORT: {
    meaning: "It holds leads to be registered, by importLeads.",
    types: IMPORT,
    mostBytes: 100 * MEGABYTE,
  },
  BANK_STATEMENT: {
    meaning: "It says what the bank booked, for importBankStatement.",
    types: STATEMENT,
    mostBytes: 10 * MEGABYTE,
  },
} as const;
export type Purpose = keyof typeof PURPOSES;

export const isPurpose = (text: string): text is Purpose => Object.hasOwn(PURPOSES, text);

/** What is wrong with a file that says it is of a type; null where nothing is. */
export function contentFault(purpose: Purpose, contentType: string, head: Buffer): string | null {
  const expected = PURPOSES[purpose].types[contentType] ?? [];
  const found = sniff(head);
  if (expected.includes(found)) return null;
  return `The file is ${WORDS[found]}, and not ${contentType} as was said when it was announced`;
}

function sniff(head: Buffer): Sniffed {
  const begins = (text: string, at = 0): boolean =>
    head.subarray(at, at + text.length).equals(Buffer.from(text, "latin1"));
  if (begins("%PDF-")) return "PDF";
  if (begins("\x89PNG\r\n\x1a\n")) return "PNG";
  if (begins("\xff\xd8\xff")) return "JPEG";
  if (begins("GIF87a") || begins("GIF89a")) return "GIF";
  if (begins("RIFF") && begins("WEBP", 8)) return "WEBP";
  if (begins("RIFF") && begins("WAVE", 8)) return "WAV";
  if (begins("PK\x03\x04")) return "ZIP";
  if (begins("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return "OLE";
  if (begins("ftyp", 4)) return "MP4";
  if (begins("OggS")) return "OGG";
  if (begins("ID3") || begins("\xff\xfb") || begins("\xff\xf3") || begins("\xff\xf2")) return "MP3";
  if (begins("\xff\xfe") || begins("\xfe\xff")) return "UTF-16";
  return head.includes(0) ? "UNKNOWN" : "TEXT";
}
