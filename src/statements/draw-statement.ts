import { setImmediate as turn } from "node:timers/promises";

import { formatAmount } from "../kernel/index.ts";
import { openPdf, PAGE } from "../platform/pdf/index.ts";
import type { PdfWriter, TextPlace } from "../platform/pdf/index.ts";

import type { DrawnLine, DrawnPage, DrawnStatement, Parts } from "./domain/drawn-statement.ts";
import { DRAWN_PARTS, pagesOf, sumOf } from "./domain/drawn-statement.ts";

const MARGIN = 34;
const WIDTH = PAGE.width - 2 * MARGIN;
const ROW = 21;
const NAMES = 112;
const RUNNING_HEAD = 22;
const TABLE_HEAD = 20;
const FOOT = 44;
/** Below the table's head, and above the row with which a page ends. */
const roomBelow = (top: number): number =>
  Math.floor((PAGE.height - MARGIN - top - TABLE_HEAD - 2 * ROW - FOOT) / ROW);
const ROOM = { first: roomBelow(NAMES), other: roomBelow(RUNNING_HEAD) };

const SMALL = 5.5;
const SIZE = 7.5;
const FIGURE_WIDTH = 60;
const FIGURES_FROM = MARGIN + WIDTH - 7 * FIGURE_WIDTH;
const COLUMNS = {
  number: { x: MARGIN, width: 24 },
  date: { x: MARGIN + 28, width: 48 },
  kind: { x: MARGIN + 80, width: 88 },
  what: { x: MARGIN + 172, width: FIGURES_FROM - MARGIN - 180 },
} as const;

/**
 * A statement as PDF. Without a clock, and from what never changes: the same statement makes the same bytes, as long as
 * the libraries are the same. Others have their turn between its pages.
 */
export async function drawStatement(statement: DrawnStatement): Promise<Buffer> {
  const pages = pagesOf(statement, ROOM);
  const pdf = openPdf({
    title: `Statement ${statement.number} of ${monthOf(statement)}, ${statement.currency}`,
    author: statement.vendorName,
    createdAt: statement.issuedAt,
  });
  for (const [place, page] of pages.entries()) {
    pdf.addPage();
    drawPage(pdf, statement, { page, place, of: pages.length });
    await turn();
  }
  return pdf.finish();
}

const monthOf = ({ startsOn }: DrawnStatement): string => startsOn.slice(0, 7);

interface PageInPlace {
  readonly page: DrawnPage;
  /** From 0. */
  readonly place: number;
  readonly of: number;
}

function drawPage(pdf: PdfWriter, statement: DrawnStatement, { page, place, of }: PageInPlace) {
  const isFirst = place === 0;
  const isLast = place === of - 1;
  if (isFirst) drawNames(pdf, statement);
  else drawRunningHead(pdf, statement);
  let y = MARGIN + (isFirst ? NAMES : RUNNING_HEAD);
  drawTableHead(pdf, y);
  y += TABLE_HEAD;
  const days = { opening: statement.startsOn, closing: statement.endsOn };
  const begin = isFirst ? `Opening balance on ${days.opening}` : "Brought forward";
  drawBalance(pdf, statement, { y, called: begin, parts: page.before });
  for (const line of page.lines) {
    y += ROW;
    drawLine(pdf, statement, { y, line });
  }
  y += ROW;
  const end = isLast ? `Closing balance on ${days.closing}` : "Carried forward";
  drawBalance(pdf, statement, { y, called: end, parts: page.after });
  drawFoot(pdf, statement, `Page ${place + 1} of ${of}`);
}

function drawNames(pdf: PdfWriter, statement: DrawnStatement): void {
  const left = { x: MARGIN, width: WIDTH * 0.62 };
  const right = { x: MARGIN + WIDTH * 0.64, width: WIDTH * 0.36, isAtRight: true };
  pdf.text(statement.vendorName, { ...left, y: MARGIN, size: 14, isBold: true });
  pdf.text("To", { ...left, y: MARGIN + 30, size: SIZE, isPale: true });
  pdf.text(statement.partnerName, { ...left, y: MARGIN + 41, size: 11, isBold: true });
  const country = statement.partnerCountry;
  if (country !== null) pdf.text(country, { ...left, y: MARGIN + 57, size: 9 });
  pdf.text(`Statement ${statement.number}`, { ...right, y: MARGIN, size: 14, isBold: true });
  const facts = [
    `${statement.startsOn} to ${statement.endsOn}`,
    `All amounts in ${statement.currency}`,
    `Issued at ${statement.issuedAt.toISOString()}`,
    statement.id,
  ];
  for (const [place, fact] of facts.entries())
    pdf.text(fact, { ...right, y: MARGIN + 24 + place * 13, size: 9 });
}

function drawRunningHead(pdf: PdfWriter, statement: DrawnStatement): void {
  const [y, size] = [MARGIN, SIZE];
  pdf.text(statement.partnerName, { x: MARGIN, y, size, width: WIDTH * 0.6 });
  const named = `${statement.startsOn} to ${statement.endsOn}, ${statement.currency}`;
  const place = { x: MARGIN + WIDTH * 0.62, y, size, width: WIDTH * 0.38, isAtRight: true };
  pdf.text(`Statement ${statement.number}, ${named}`, place);
}

function drawTableHead(pdf: PdfWriter, y: number): void {
  const style = { y: y + 4, size: SIZE, isBold: true };
  pdf.text("No.", { ...COLUMNS.number, ...style });
  pdf.text("Booked on", { ...COLUMNS.date, ...style });
  pdf.text("Posting", { ...COLUMNS.kind, ...style });
  pdf.text("Incentive program, milestone, credit", { ...COLUMNS.what, ...style });
  for (const [place, called] of [...DRAWN_PARTS, "Amount", "Balance"].entries())
    pdf.text(called, { ...figureAt(place), ...style });
  pdf.line(MARGIN, y + TABLE_HEAD - 3, WIDTH);
}

function drawBalance(
  pdf: PdfWriter,
  { currency }: DrawnStatement,
  { y, called, parts }: { readonly y: number; readonly called: string; readonly parts: Parts },
): void {
  const style = { y: y + 2, size: SIZE, isBold: true };
  pdf.text(called, { x: MARGIN, width: FIGURES_FROM - MARGIN, ...style });
  for (const [place, minor] of parts.entries())
    pdf.figure(formatAmount({ minor, currency }), { ...figureAt(place), ...style });
  pdf.figure(formatAmount({ minor: sumOf(parts), currency }), { ...figureAt(6), ...style });
  pdf.line(MARGIN, y + ROW - 4, WIDTH);
}

function drawLine(
  pdf: PdfWriter,
  { currency }: DrawnStatement,
  { y, line }: { readonly y: number; readonly line: DrawnLine },
): void {
  const style = { y: y + 1, size: SIZE };
  const below = { y: y + 11, size: SMALL, isPale: true };
  pdf.text(String(line.number), { ...COLUMNS.number, ...style });
  pdf.text(line.accountingOn, { ...COLUMNS.date, ...style });
  if (line.effectiveOn !== line.accountingOn)
    pdf.text(`of ${line.effectiveOn}`, { ...COLUMNS.date, ...below });
  pdf.text(wordsOf(line.kind), { ...COLUMNS.kind, ...style });
  pdf.text(marksOf(line), { ...COLUMNS.kind, ...below });
  pdf.text(line.programName, { ...COLUMNS.what, ...style });
  const of = [line.milestone, line.creditId].filter((each) => each !== null);
  pdf.text(of.join(", "), { ...COLUMNS.what, ...below });
  for (const [place, minor] of [...line.parts, sumOf(line.parts), line.balance].entries())
    pdf.figure(formatAmount({ minor, currency }), { ...figureAt(place), ...style });
}

/** CREDIT_HELD as Credit held. */
const wordsOf = (kind: string): string =>
  `${kind.slice(0, 1)}${kind.slice(1).toLowerCase()}`.replaceAll("_", " ");

function marksOf({ isLate, correctsNumber, withheld }: DrawnLine): string {
  const marks = isLate ? ["late"] : [];
  if (withheld !== 0n) marks.push("tax withheld");
  if (correctsNumber !== null) marks.push(`corrects statement ${correctsNumber}`);
  return marks.join(", ");
}

function drawFoot(pdf: PdfWriter, statement: DrawnStatement, page: string): void {
  const style = { y: PAGE.height - MARGIN - 10, size: 6.5, isPale: true };
  const withheld = statement.lines.reduce((all, line) => all + line.withheld, 0n);
  const amount = formatAmount({ minor: withheld, currency: statement.currency });
  const taxed = withheld === 0n ? "" : ` Withheld for the tax office: ${amount}.`;
  const said = `In transit: in a payout that is not sent yet. Receivable: what the partner owes, as less than nothing.${taxed}`;
  pdf.text(said, { x: MARGIN, width: WIDTH * 0.6, ...style });
  const place = { x: MARGIN + WIDTH * 0.6, width: WIDTH * 0.4, isAtRight: true, ...style };
  pdf.text(`Statement ${statement.number}, ${statement.id}. ${page}`, place);
}

const figureAt = (place: number): Pick<TextPlace, "x" | "width" | "isAtRight"> => ({
  x: FIGURES_FROM + place * FIGURE_WIDTH + 3,
  width: FIGURE_WIDTH - 3,
  isAtRight: true,
});
