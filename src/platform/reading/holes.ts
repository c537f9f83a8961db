import type { Answering } from "./planned.ts";

/**
 * Stands around each hole in text that the database makes. JSON holds no such sign as itself, so
 * nothing that somebody wrote can look like a hole.
 */
const SIGN = "\u0001";
/** Below it are signs, and the quotation mark of SQL. */
const FIRST_MARK = 0x28;

/** Writes what belongs into a hole, out of what the database put there. */
export type Fill = (payload: string, writing: Writing) => void;

/** A place in the database's text that TypeScript fills. */
export interface Hole {
  readonly index: number;
  /** What stands before the payload, and after it. */
  readonly opening: string;
  readonly closing: string;
  /** The whole, where there is no payload. */
  readonly empty: string;
}

/** The holes of one statement's text, and how each is filled. */
export class Holes {
  readonly #fills: Fill[] = [];

  add(fill: Fill): Hole {
    const index = this.#fills.push(fill) - 1;
    const opening = `${SIGN}${String.fromCharCode(FIRST_MARK + index)}`;
    return { index, opening, closing: SIGN, empty: `${opening}${SIGN}` };
  }

  /** Writes the text with its holes filled. */
  write(text: string, writing: Writing): void {
    const pieces = text.split(SIGN);
    for (let at = 0; at < pieces.length; at += 1) {
      const piece = pieces[at] ?? "";
      if (at % 2 === 0) {
        if (writing.skippingTo === null) writing.put(piece);
        continue;
      }
      const index = piece.charCodeAt(0) - FIRST_MARK;
      if (writing.skippingTo !== null && writing.skippingTo !== index) continue;
      const fill = this.#fills[index];
      if (!fill) throw new Error("a hole that nothing fills");
      fill(piece.slice(1), writing);
    }
  }
}

/** A text while its holes are filled. */
export class Writing {
  readonly answering: Answering;
  /** The hole before which nothing is written; null where all is. */
  skippingTo: number | null = null;
  readonly #pieces: string[] = [];

  constructor(answering: Answering) {
    this.answering = answering;
  }

  put(text: string): void {
    this.#pieces.push(text);
  }

  /** Writes later, at this place. */
  later(): (text: string) => void {
    const at = this.#pieces.push("") - 1;
    return (text) => (this.#pieces[at] = text);
  }

  /** Something is not simply a value: the text is no answer. */
  flaw(): void {
    this.answering.isWhole = false;
  }

  /** The text; null where it is not whole. */
  whole(): string | null {
    return this.answering.isWhole ? this.#pieces.join("") : null;
  }
}
