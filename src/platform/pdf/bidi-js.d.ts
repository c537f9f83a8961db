/** What is used of the library, which has no types of its own. */
declare module "bidi-js" {
  interface EmbeddingLevels {
    /** A level for each UTF-16 unit; odd ones are written from right to left. */
    readonly levels: Uint8Array;
  }
  interface Bidi {
    getEmbeddingLevels(text: string, direction: "ltr" | "rtl" | "auto"): EmbeddingLevels;
    /** Null where a character has no mirror image. */
    getMirroredCharacter(character: string): string | null;
  }
  export default function bidiFactory(): Bidi;
}
