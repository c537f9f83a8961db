/**
 * How often a word stands in a thousand names of companies, for words that business uses anyway:
 * tiers, not figures. They stand in for a corpus as long as a database has few names of its own.
 */
const TIERS: readonly (readonly [perThousand: number, words: string])[] = [
  [50, "group groupe gruppe grupo gruppo groep holding holdings international"],
  [
    20,
    "capital company companies consulting energy financial global industries industrie partners products resources " +
      "services service solutions systems technologies technology worldwide enterprises management trading",
  ],
  [
    8,
    "acquisition associates bancorp bank bau brands communications construction design development digital electric " +
      "electronics engineering finance foods health healthcare immobilien insurance investment investments it labs " +
      "logistics marketing materials media medical mining national networks pharma pharmaceuticals power properties " +
      "realty retail security software studio studios supply tech telecom therapeutics transport trust union united",
  ],
  [
    4,
    "america american asia asset assets auto business canada center centre central china city data deutschland east " +
      "equity estate europe european fund general home income india industrial infrastructure japan life new north real " +
      "research sciences south state states team uk universal us usa water web west works world",
  ],
];

const PER_THOUSAND: ReadonlyMap<string, number> = new Map(
  TIERS.flatMap(([perThousand, words]) => words.split(" ").map((word) => [word, perThousand])),
);

/** Names that the tiers stand for. */
const BACKGROUND = 5_000;

/** What was counted in a database: distinct names, and in how many of them a word stands. */
export interface Corpus {
  readonly names: number;
  readonly namesWith: (word: string) => number;
}

/**
 * What a word says of who it is, from 0 to 1: the rarer among all names, the more. The cube of its
 * information, as a part of that of a word nobody else has, so that several common words do not
 * outweigh a rare one.
 */
export function weightIn({ names, namesWith }: Corpus): (word: string) => number {
  const total = names + BACKGROUND;
  return (word) => {
    const background = ((PER_THOUSAND.get(word) ?? 0) * BACKGROUND) / 1_000;
    const known = Math.max(1, namesWith(word)) + background;
    return (Math.log((total + 1) / Math.min(known, total)) / Math.log(total + 1)) ** 3;
  };
}
