import type { CellKind, Column, Row } from "../domain/cells.ts";

import type { ArchivedFile, RowsWritten } from "./written-file.ts";
import { zipFile } from "./zip-file.ts";

/** As many rows as a sheet may have, with its header. */
const MOST_ROWS_OF_SHEET = 1_048_576;
/** More digits than these a spreadsheet does not keep. */
const EXACT_DIGITS = 15;

/**
 * Rows as a workbook: numbers and days typed, amounts with the decimals of their currency, ids as text, the header frozen;
 * what has more digits than a spreadsheet keeps is text. No cell is a formula. More rows than a sheet holds go on in the next.
 */
export function xlsxFile(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): RowsWritten {
  return zipFile(filesOf(columns, batches));
}

async function* filesOf(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<ArchivedFile> {
  const rows = rowsOf(batches)[Symbol.asyncIterator]();
  const state = { isOver: false };
  let sheets = 0;
  do {
    sheets += 1;
    yield { name: `xl/worksheets/sheet${sheets}.xml`, parts: sheetOf(columns, rows, state) };
  } while (!state.isOver);
  yield* FRAME(sheets).map(([name, text]) => ({ name, parts: [Buffer.from(XML + text)] }));
}

async function* rowsOf(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const rows of batches) yield* rows;
}

async function* sheetOf(
  columns: readonly Column[],
  rows: AsyncIterator<Row>,
  state: { isOver: boolean },
): AsyncGenerator<Buffer> {
  const letters = columns.map((_, at) => lettersOf(at));
  const rowOf = (number: number, cells: readonly string[]): string =>
    `<row r="${number}">${cells.join("")}</row>`;
  const header = columns.map(({ name }, at) => textCell(`${letters[at]}1`, name));
  let text = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rowOf(1, header)}`;
  for (let count = 1; count < MOST_ROWS_OF_SHEET; count += 1) {
    const next = await rows.next();
    if (next.done === true) {
      state.isOver = true;
      break;
    }
    const number = count + 1;
    text += rowOf(
      number,
      next.value.map((cell, at) =>
        xlsxCell(`${letters[at]}${number}`, columns[at]?.kind ?? "text", cell),
      ),
    );
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`);
}

/** How a workbook names a column: A to Z, then AA and so on. */
function lettersOf(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : lettersOf(Math.floor(at / 26) - 1) + last;
}

/** A cell with its place, which not every reader counts by itself. */
function xlsxCell(place: string, kind: CellKind, cell: string | null): string {
  if (cell === null) return "";
  if (kind === "date")
    return numberCell(place, STYLE_OF_DAY, String(serialOf(`${cell}T00:00:00Z`)));
  if (kind === "instant") return numberCell(place, STYLE_OF_INSTANT, String(serialOf(cell)));
  const isNumber =
    kind === "integer" || kind === "money" || (typeof kind === "object" && "decimals" in kind);
  if (!isNumber || cell.replaceAll(/\D/g, "").length > EXACT_DIGITS) return textCell(place, cell);
  return numberCell(place, STYLE_OF_DECIMALS + (cell.split(".")[1]?.length ?? 0), cell);
}

const numberCell = (place: string, style: number, value: string): string =>
  `<c r="${place}" s="${style}"><v>${value}</v></c>`;

const textCell = (place: string, text: string): string =>
  `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** What XML cannot hold, and what a workbook would take for such an escape, is written as the format escapes it. */
const escaped = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replaceAll(/[&<>]/g, (letter) => ENTITIES[letter] ?? letter)
    // eslint-disable-next-line no-control-regex -- the very letters that are escaped
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g, (letter) => {
      const code = letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
      return `_x${code}_`;
    });

const DAY_MS = 86_400_000;

/** Days since the one before 1900, as spreadsheets count them. */
const serialOf = (instant: string): number =>
  Number(((Date.parse(instant) - Date.UTC(1899, 11, 30)) / DAY_MS).toFixed(9));

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const [STYLE_OF_DAY, STYLE_OF_INSTANT, STYLE_OF_DECIMALS] = [1, 2, 3] as const;
const FORMATS = ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "0", "0.0", "0.00", "0.000", "0.0000"];
const FIRST_FORMAT = 164;

const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="${FORMATS.length}">${FORMATS.map(
  (code, at) => `<numFmt numFmtId="${FIRST_FORMAT + at}" formatCode="${code}"/>`,
).join(
  "",
)}</numFmts><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${FORMATS.length + 1}"><xf/>${FORMATS.map(
  (_, at) => `<xf numFmtId="${FIRST_FORMAT + at}" applyNumberFormat="1"/>`,
).join("")}</cellXfs></styleSheet>`;

/** What stands around the sheets. */
function FRAME(sheets: number): readonly (readonly [name: string, text: string])[] {
  const each = (text: (sheet: number) => string): string =>
    Array.from({ length: sheets }, (_, at) => text(at + 1)).join("");
  const named = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${DOCUMENT}/${type}" Target="${target}"/>`;
  const part = (name: string, type: string): string =>
    `<Override PartName="/xl/${name}.xml" ContentType="${TYPES}.${type}+xml"/>`;
  return [
    ["xl/styles.xml", STYLES],
    [
      "xl/workbook.xml",
      `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>${each((n) => `<sheet name="Sheet${n}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${RELATIONS}">${each((n) => named(`rId${n}`, "worksheet", `worksheets/sheet${n}.xml`))}${named("rIdStyles", "styles", "styles.xml")}</Relationships>`,
    ],
    [
      "_rels/.rels",
      `<Relationships xmlns="${RELATIONS}">${named("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
    ],
    [
      "[Content_Types].xml",
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part("workbook", "sheet.main")}${part("styles", "styles")}${each((n) => part(`worksheets/sheet${n}`, "worksheet"))}</Types>`,
    ],
  ];
}
