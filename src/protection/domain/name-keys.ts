/** Words of a name that keys are made of: further ones only make keys that the others have too. */
const MOST_WORDS = 6;
/** A word shorter than this keeps its vowels: without them it would be anybody's. */
const SHORTEST_SOUND = 5;

/**
 * The keys under which a name is looked up. Two names that are alike share one at least: a word, two
 * words that stand together or apart, a word of the other written as two, or a word that sounds the
 * same. Depends on nothing but the name, so that names that are kept stay findable.
 */
export function nameKeys(words: readonly string[]): readonly string[] {
  const distinct = [...new Set(words)];
  const first = distinct.slice(0, MOST_WORDS);
  const keys = new Set<string>();
  if (distinct.length > 0) keys.add(`whole ${distinct.toSorted().join(" ")}`);
  for (const word of first) keys.add(`word ${word}`);
  for (const [place, word] of first.entries()) {
    const next = first[place + 1];
    if (next !== undefined) keys.add(`word ${word}${next}`);
    for (const other of first.slice(place + 1))
      keys.add(`pair ${[word, other].toSorted().join(" ")}`);
    if (word.length >= SHORTEST_SOUND && !/\d/.test(word)) keys.add(`sound ${soundOf(word)}`);
  }
  return [...keys].toSorted();
}

/** The first letter and the consonants, none twice in a row: "mueller" and "muller" are "mlr". */
const soundOf = (word: string): string =>
  word.slice(0, 1) +
  word
    .slice(1)
    .replace(/[aeiouyhw]/g, "")
    .replace(/(.)\1+/g, "$1");
