import type { Answer } from "./served-world.ts";

/** What of an answer could tell one thing from another: all of it but what is its own. */
export interface Canonical {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * An answer without what must differ: the names asked for, ids, the time it was asked. Ids are numbered by
 * their first appearance, so that one that comes twice, or in another order, is seen; instants that
 * go with now are told by their distance from it, so that a date that creeps is seen.
 */
export function canonical(answer: Answer, names: Readonly<Record<string, string>>): Canonical {
  const ids = new Map<string, string>();
  const numbered = (id: string) => {
    const known = ids.get(id) ?? `(id ${ids.size + 1})`;
    ids.set(id, known);
    return known;
  };
  let body = answer.text;
  for (const [name, stand] of Object.entries(names)) body = body.replaceAll(name, stand);
  body = body
    .replaceAll(/\b([a-z]{3,4})_[0-9A-Za-z]{20,26}\b/g, (id, kind: string) => kind + numbered(id))
    .replaceAll(/\bL-[0-9A-Z]{10}\b/g, numbered)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, fromNow)
    // a cursor holds its row's keys, and is signed
    .replaceAll(/"[\w-]{16,}\.[\w-]{22}"/g, '"(cursor)"');
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== "date"));
  return { status: answer.status, headers, body };
}

const HOUR = 3_600_000;

/**
 * An instant to the quarter of an hour. One that is a whole quarter is said as it is: a day's end and a
 * date that somebody wrote do not move with now, and their distance would round to another one in time.
 */
function fromNow(instant: string): string {
  if (Date.parse(instant) % (HOUR / 4) === 0) return instant;
  return `(now + ${Math.round((4 * (Date.parse(instant) - Date.now())) / HOUR) / 4} h)`;
}
