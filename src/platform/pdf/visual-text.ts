import anyAscii from "any-ascii";
import bidiFactory from "bidi-js";

const bidi = bidiFactory();

/** Letters that join or part their neighbours, in Persian and Indic names. */
const JOINERS = new Set(["\u200C", "\u200D"]);
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;
const UNKNOWN = "\uFFFD";

/**
 * A text as a font can show it, on one line. What the font has no letter for is written in Latin ones; what would steer
 * the text and is no letter (line ends, overrides of direction) is left out.
 */
export function showable(text: string, hasGlyph: (codePoint: number) => boolean): string {
  const words = text
    .normalize("NFC")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return [...words].map((character) => shown(character, hasGlyph)).join("");
}

function shown(character: string, hasGlyph: (codePoint: number) => boolean): string {
  const isHeld = hasGlyph(character.codePointAt(0) ?? 0);
  if (JOINERS.has(character)) return isHeld ? character : "";
  if (STEERING.test(character)) return "";
  if (isHeld) return character;
  if (/\p{M}/u.test(character)) return "";
  return anyAscii(character) || UNKNOWN;
}

/** A text in runs as they stand from left to right; each in the order in which it is read. */
export function visualRuns(text: string): readonly string[] {
  const runs = runsByLevel(text);
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  let inOrder = runs;
  // rule L2 of the Unicode Bidirectional Algorithm, with runs in place of letters: a font turns the letters themselves
  for (let level = highest; level >= 1; level -= 1) inOrder = turnFrom(inOrder, level);
  return inOrder.map((run) => (run.level % 2 === 1 ? mirrored(run.text) : run.text));
}

interface Run {
  readonly text: string;
  readonly level: number;
}

function runsByLevel(text: string): readonly Run[] {
  const { levels } = bidi.getEmbeddingLevels(text, "ltr");
  const runs: Run[] = [];
  let from = 0;
  for (let at = 1; at <= text.length; at += 1) {
    if (at < text.length && levels[at] === levels[from]) continue;
    runs.push({ text: text.slice(from, at), level: levels[from] ?? 0 });
    from = at;
  }
  return runs;
}

/** Turns each sequence of runs that are of this level or a higher one. */
function turnFrom(runs: readonly Run[], level: number): readonly Run[] {
  const turned: Run[] = [];
  let sequence: Run[] = [];
  for (const run of runs) {
    if (run.level >= level) {
      sequence = [run, ...sequence];
      continue;
    }
    turned.push(...sequence, run);
    sequence = [];
  }
  return [...turned, ...sequence];
}

const mirrored = (text: string): string =>
  [...text].map((character) => bidi.getMirroredCharacter(character) ?? character).join("");
