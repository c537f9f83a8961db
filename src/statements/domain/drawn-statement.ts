import type { Currency, StatementId } from "../../kernel/index.ts";

/** The parts of what a partner is owed, in the order in which they stand on a statement; minor units. */
export const DRAWN_PARTS = ["Accrued", "Held back", "Payable", "In transit", "Receivable"] as const;
export type Parts = readonly [bigint, bigint, bigint, bigint, bigint];

export interface DrawnLine {
  readonly number: number;
  readonly kind: string;
  readonly accountingOn: string;
  readonly effectiveOn: string;
  readonly programName: string;
  readonly creditId: string | null;
  readonly milestone: string | null;
  readonly isLate: boolean;
  readonly correctsNumber: number | null;
  readonly parts: Parts;
  /** What of it was put aside for the tax office; less than nothing where that was taken back. */
  readonly withheld: bigint;
  /** What is owed in all behind it. */
  readonly balance: bigint;
}

/** All that a drawing of a statement says. */
export interface DrawnStatement {
  readonly id: StatementId;
  readonly number: number;
  readonly vendorName: string;
  readonly partnerName: string;
  /** ISO 3166; null where nobody said. */
  readonly partnerCountry: string | null;
  readonly currency: Currency;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly issuedAt: Date;
  readonly opening: Parts;
  readonly closing: Parts;
  readonly lines: readonly DrawnLine[];
}

/** A page: what was reached before its first line and behind its last, and its lines. */
export interface DrawnPage {
  readonly before: Parts;
  readonly lines: readonly DrawnLine[];
  readonly after: Parts;
}

/** So many lines stand on the first page, below the names, and on each other one. */
export interface LinesOfPages {
  readonly first: number;
  readonly other: number;
}

export const sumOf = (parts: Parts): bigint => parts.reduce((all, part) => all + part, 0n);

/** More are not drawn: nobody reads so many pages, and drawing keeps others waiting. */
export const MOST_DRAWN_LINES = 5_000;

/** The pages of a statement, one at least; throws where its lines do not lead from its opening to its closing. */
export function pagesOf(statement: DrawnStatement, room: LinesOfPages): readonly DrawnPage[] {
  const pages: DrawnPage[] = [];
  let before = statement.opening;
  for (let from = 0; pages.length === 0 || from < statement.lines.length;) {
    const lines = statement.lines.slice(from, from + (from === 0 ? room.first : room.other));
    const after = lines.reduce((reached, line) => behind(reached, line), before);
    pages.push({ before, lines, after });
    before = after;
    from += lines.length;
  }
  if (statement.closing.some((part, place) => part !== before[place]))
    throw new Error(`statement ${statement.id} does not end as its lines say`);
  return pages;
}

function behind(before: Parts, line: DrawnLine): Parts {
  const [accrued, held, payable, transit, receivable] = before;
  const moved = line.parts;
  const after: Parts = [
    ...([accrued + moved[0], held + moved[1], payable + moved[2]] as const),
    ...([transit + moved[3], receivable + moved[4]] as const),
  ];
  if (sumOf(after) !== line.balance)
    throw new Error(`line ${line.number} of a statement has another balance than its parts`);
  return after;
}
