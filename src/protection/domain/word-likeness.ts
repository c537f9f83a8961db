/** Below this two words are two words. */
const LEAST = 0.8;
/** A word this short says too little when a letter of it differs. */
const SHORTEST = 5;
const ABBREVIATED = 0.85;

/**
 * How alike two words are, from 0 to 1: a letter or two mistaken ("Mueller", "Muller"), or one short
 * for the other, where that is a word that many use ("tech", "intl"): "Nord" is not "Nordwind".
 * Numbers are alike only if they are the same.
 */
export function wordLikeness(
  left: string,
  right: string,
  isCommon: (word: string) => boolean,
): number {
  if (left === right) return 1;
  if (/\d/.test(left) || /\d/.test(right)) return 0;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (isCommon(long) && isShortFor(short, long)) return ABBREVIATED;
  if (short.length < SHORTEST) return 0;
  const likeness = 1 - editsBetween(short, long) / long.length;
  return likeness >= LEAST ? likeness : 0;
}

/** "agric" of "agricultural", "intl" of "international": its beginning, or its letters in order. */
function isShortFor(short: string, long: string): boolean {
  if (short.length < 3 || long.length < short.length + 2 || short[0] !== long[0]) return false;
  if (short.length >= 4 && long.startsWith(short)) return true;
  if (short.length > 5 || short.at(-1) !== long.at(-1) || /[aeiou]/.test(short.slice(1)))
    return false;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

/** Letters that are put in, left out, changed or swapped with their neighbour. */
function editsBetween(short: string, long: string): number {
  let before: number[] = [];
  let last = Array.from({ length: short.length + 1 }, (_, i) => i);
  for (let y = 1; y <= long.length; y += 1) {
    const row = [y];
    for (let x = 1; x <= short.length; x += 1) {
      const same = short[x - 1] === long[y - 1];
      let least = Math.min(
        (row[x - 1] ?? 0) + 1,
        (last[x] ?? 0) + 1,
        (last[x - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap = x > 1 && y > 1 && short[x - 1] === long[y - 2] && short[x - 2] === long[y - 1];
      if (isSwap) least = Math.min(least, (before[x - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[short.length] ?? 0;
}
