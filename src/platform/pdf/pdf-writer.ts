import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import PDFDocument from "pdfkit";

import { showable, visualRuns } from "./visual-text.ts";

/** A4 on its side, in points. */
export const PAGE = { width: 841.89, height: 595.28 } as const;

export interface PdfFacts {
  readonly title: string;
  /** Who issues it. */
  readonly author: string;
  /** The one date of the file, and what its id is made of: no clock is asked. */
  readonly createdAt: Date;
}

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** In points. */
  readonly size: number;
  readonly isBold?: boolean;
  readonly isPale?: boolean;
  readonly isAtRight?: boolean;
}

/** Writes a PDF page by page; the same calls make the same bytes. */
export interface PdfWriter {
  readonly addPage: () => void;
  /** A text on one line; one that is too long is cut short, and says so with an ellipsis. */
  readonly text: (text: string, place: TextPlace) => void;
  /** A number on one line; one that is too long is written smaller, and never cut. */
  readonly figure: (text: string, place: TextPlace) => void;
  readonly line: (x: number, y: number, width: number) => void;
  readonly finish: () => Promise<Buffer>;
}

const require = createRequire(import.meta.url);
const FONTS = { plain: "DejaVuSansCondensed", bold: "DejaVuSansCondensed-Bold" } as const;

let files: Record<keyof typeof FONTS, Buffer> | null = null;

/** The fonts, read when a file is written first: most processes never write one. */
function fontFiles(): Record<keyof typeof FONTS, Buffer> {
  const read = (name: string) => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  files ??= { plain: read(FONTS.plain), bold: read(FONTS.bold) };
  return files;
}

const ELLIPSIS = "…";
const INK = "#000000";
const PALE = "#555555";

export function openPdf({ title, author, createdAt }: PdfFacts): PdfWriter {
  const fonts = fontFiles();
  const document = new PDFDocument({
    ...{ size: [PAGE.width, PAGE.height], margin: 0, autoFirstPage: false, lang: "en" },
    ...{ displayTitle: true, pdfVersion: "1.7", font: "" },
    info: { Title: title, Author: author, CreationDate: createdAt, ModDate: createdAt },
  });
  document.registerFont("plain", asArray(fonts.plain)).registerFont("bold", asArray(fonts.bold));
  const whole = collected(document);
  const hasGlyph = glyphsOf(document);
  const use = ({ size, isBold, isPale }: TextPlace, scale = 1) =>
    document
      .font(isBold ? "bold" : "plain")
      .fontSize(size * scale)
      .fillColor(isPale ? PALE : INK);
  const widthOf = (runs: readonly string[]) =>
    runs.reduce((all, run) => all + document.widthOfString(run, layoutOf(run)), 0);
  const draw = (runs: readonly string[], { x, y, width, isAtRight }: TextPlace) => {
    let at = isAtRight ? x + width - widthOf(runs) : x;
    for (const run of runs) {
      document.text(run, at, y, { ...layoutOf(run), lineBreak: false });
      at += document.widthOfString(run, layoutOf(run));
    }
  };

  return {
    addPage: () => document.addPage(),
    text: (text, place) => {
      use(place);
      const fits = (part: string) => widthOf(visualRuns(part)) <= place.width;
      draw(visualRuns(cutToFit(showable(text, hasGlyph), fits)), place);
    },
    figure: (text, place) => {
      use(place);
      use(place, Math.min(1, place.width / Math.max(1, widthOf([text]))));
      draw([text], place);
    },
    line: (x, y, width) => {
      document
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.5)
        .stroke(PALE);
    },
    finish: () => {
      document.end();
      return whole;
    },
  };
}

/** The font in use, beside what the library's types know of it. */
interface FontInUse {
  readonly _font: {
    readonly font: { readonly hasGlyphForCodePoint: (codePoint: number) => boolean };
  };
}

const usesFont = (document: object): document is FontInUse => "_font" in document;

function glyphsOf(document: PDFKit.PDFDocument): (codePoint: number) => boolean {
  const withFont: object = document.font("plain");
  if (!usesFont(withFont)) throw new Error("the library keeps its font elsewhere");
  const { font } = withFont._font;
  return (codePoint) => font.hasGlyphForCodePoint(codePoint);
}

const asArray = (file: Buffer): Uint8Array => file;

const PLAIN = /^[\u0020-\u007E]*$/;

/**
 * Plain words are laid out once each and remembered; any other run as a whole, since the library would set its words one
 * behind the other from left to right.
 */
const layoutOf = (run: string): PDFKit.Mixins.TextOptions =>
  PLAIN.test(run) ? {} : { features: [] };

/** As much of a text as fits, by what a reader takes for letters. */
function cutToFit(text: string, fits: (part: string) => boolean): string {
  if (fits(text)) return text;
  const letters = [...new Intl.Segmenter("en").segment(text)].map(({ segment }) => segment);
  let [least, most] = [0, letters.length - 1];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(letters.slice(0, middle).join("") + ELLIPSIS)) least = middle;
    else most = middle - 1;
  }
  return letters.slice(0, least).join("").trimEnd() + ELLIPSIS;
}

function collected(document: PDFKit.PDFDocument): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on("data", (part: Buffer) => parts.push(part));
    document.once("end", () => resolve(Buffer.concat(parts)));
    document.once("error", reject);
  });
}
