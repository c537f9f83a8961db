/** Writes PDF files: text in any script, figures, lines; without a clock, so that the same calls make the same bytes. */
export { openPdf, PAGE } from "./pdf-writer.ts";
export type { PdfWriter, TextPlace } from "./pdf-writer.ts";
