/** What an API key may run. */
export const KEY_DOCUMENTS = {
  ANY: "Whatever it sends, within the limits.",
  STORED_ONLY: "Documents that its partner or the vendor has stored, and no others.",
} as const;

export type KeyDocuments = keyof typeof KEY_DOCUMENTS;

/** As it stands in the database; a word that is not known allows the least. */
export function keyDocumentsOf(text: string): KeyDocuments {
  return text === "ANY" ? "ANY" : "STORED_ONLY";
}
