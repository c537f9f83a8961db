import { companyWords } from "../../leads/index.ts";
import { likeliest, MOST_PER_KEY, nameKeys, weightIn } from "../../protection/index.ts";
import type { Name } from "../../protection/index.ts";

/**
 * Distinct names of companies, found as the matching job finds them: the same keys, bounds and order,
 * and the same count of words. A Map stands for the B-trees.
 */
export class NameIndex {
  readonly #names = new Map<string, Name>();
  readonly #byKey = new Map<string, string[]>();
  readonly #counts = new Map<string, number>();
  /** Names that are compared as one, by what is compared. */
  readonly #spelled = new Map<string, string[]>();

  add(text: string): void {
    if (this.#names.has(text)) return;
    const name = companyWords(text);
    this.#names.set(text, name);
    const id = `${name.words.join(" ")} (${name.remarks.join(" ")})`;
    const spelled = this.#spelled.get(id);
    if (spelled) {
      spelled.push(text);
      return;
    }
    this.#spelled.set(id, [text]);
    const words = [...name.words, ...name.remarks];
    for (const word of new Set(words)) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    for (const key of nameKeys(words)) {
      const found = this.#byKey.get(key) ?? [];
      found.push(id);
      this.#byKey.set(key, found);
    }
  }

  /** How many names differ in what is compared. */
  get size(): number {
    return this.#spelled.size;
  }

  nameOf(text: string): Name {
    return this.#names.get(text) ?? companyWords(text);
  }

  /** Weights of words as the names that are here give them. */
  weights(): (word: string) => number {
    const weightOf = weightIn({
      names: this.#spelled.size,
      namesWith: (word) => this.#counts.get(word) ?? 0,
    });
    const known = new Map<string, number>();
    return (word) => {
      const weight = known.get(word) ?? weightOf(word);
      known.set(word, weight);
      return weight;
    };
  }

  /** The other spellings that the job would compare with this one. */
  candidatesFor(text: string): readonly string[] {
    const { words, remarks } = this.nameOf(text);
    const hits = nameKeys([...words, ...remarks]).map((key) =>
      (this.#byKey.get(key) ?? []).slice(0, MOST_PER_KEY + 1),
    );
    return likeliest(hits)
      .flatMap((id) => this.#spelled.get(id) ?? [])
      .filter((each) => each !== text);
  }
}
