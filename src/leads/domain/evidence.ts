import type { InputReader, Refusal, UploadId } from "../../kernel/index.ts";
import { excerpt, refuse } from "../../kernel/index.ts";

/** What sort of evidence speaks for a lead. */
export const EVIDENCE_KINDS = {
  MEETING_NOTES: "Notes of a meeting or a call.",
  EMAIL: "An e-mail, or several.",
  RECORDING: "A recording.",
  DOCUMENT: "A document, such as a tender or a requirement.",
  OTHER: "Something else; the note says what.",
} as const;
export type EvidenceKind = keyof typeof EVIDENCE_KINDS;

/** One piece as it arrives: a file that was sent, or a link. */
export interface RawEvidence {
  readonly kind: EvidenceKind;
  readonly note?: string | null;
  readonly uploadId?: string | null;
  readonly url?: string | null;
}

export interface EvidenceItem {
  readonly kind: EvidenceKind;
  readonly note: string | null;
  /** Of the two exactly one is there. */
  readonly uploadId: UploadId | null;
  readonly url: string | null;
}

const MOST_ITEMS = 10;
const LONGEST_URL = 2_000;

/** Reads what is added together: each piece a file or a link, and never both. */
export function readEvidence(
  reader: InputReader,
  raw: readonly RawEvidence[],
): readonly EvidenceItem[] {
  if (raw.length < 1 || raw.length > MOST_ITEMS)
    reader.report(["items"], `must be 1 to ${MOST_ITEMS}, got ${raw.length}`);
  const items = raw.map((item, index): EvidenceItem => {
    const path = ["items", String(index)];
    const isFile = isGiven(item.uploadId);
    if (isFile === isGiven(item.url))
      reader.report(path, "is a file or a link: give uploadId or url, and not both");
    return {
      kind: item.kind,
      note: reader.optionalText([...path, "note"], item.note, 2_000, "many"),
      uploadId: reader.optionalId([...path, "uploadId"], "upl", item.uploadId),
      url: reader.optional([...path, "url"], item.url, readLink),
    };
  });
  const files = items.flatMap(({ uploadId }) => uploadId ?? []);
  if (new Set(files).size < files.length) reader.report(["items"], "name the same file twice");
  return items;
}

const isGiven = (text: string | null | undefined): boolean => text !== null && text !== undefined;

function readLink(given: string) {
  const text = given.trim();
  const url = text.length <= LONGEST_URL && URL.canParse(text) ? new URL(text) : null;
  // a password in it would be shown to the other side, and a bare name is a place in one's own house
  const isOpen = url?.protocol === "https:" && url.username === "" && url.password === "";
  if (url && isOpen && url.hostname.includes(".")) return { ok: true, value: url.href } as const;
  return {
    ok: false,
    problem: `is not a link that starts with https://: "${excerpt(text)}"`,
  } as const;
}

/** What stands in the way of files: one that is not there, or is for something else. */
export function decideFiles(
  items: readonly EvidenceItem[],
  stored: ReadonlyMap<UploadId, { readonly purpose: string }>,
): Refusal | null {
  for (const [index, { uploadId }] of items.entries()) {
    if (uploadId === null) continue;
    const path = ["items", String(index), "uploadId"];
    const file = stored.get(uploadId);
    if (!file)
      return refuse(
        "NOT_FOUND",
        `There is no file ${uploadId} of yours that waits to be used: send it first, within a day of using it.`,
        { path },
      );
    if (file.purpose !== "EVIDENCE")
      return refuse("VALIDATION_FAILED", `The file ${uploadId} was sent for ${file.purpose}.`, {
        path,
      });
  }
  return null;
}
