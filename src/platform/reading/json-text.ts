/** A text while it is written. */
export interface Telling {
  /** False as soon as anything is not simply a value: an error, or a null where none may be. */
  isWhole: boolean;
}

export const NULL = "null";

/** What JSON writes in another way than it stands there. */
// oxlint-disable-next-line no-control-regex -- to find them
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A text as JSON. Most need no escape, and to look costs a third of what escaping does. */
export function quoted(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** The text of a value that must be there. */
export function unlessNull(text: string, telling: Telling): string {
  if (text === NULL) telling.isWhole = false;
  return text;
}

/** In the place of what execution has to tell. */
export function flawed(telling: Telling): string {
  telling.isWhole = false;
  return NULL;
}

/** Writes `{"key":…,"other":…}` of what the fields write. */
export function inBraces<From, How>(
  fields: readonly { readonly key: string; readonly text: (from: From, how: How) => string }[],
): (from: From, how: How) => string {
  const written = fields.map((field, index) => ({
    before: `${index === 0 ? "{" : ","}${JSON.stringify(field.key)}:`,
    field,
  }));
  if (written.length === 0) return () => "{}";
  return (from, how) => {
    let text = "";
    for (const { before, field } of written) text += before + field.text(from, how);
    return `${text}}`;
  };
}

/** Writes `[…,…]`. */
export function listText<Item>(items: readonly Item[], text: (item: Item) => string): string {
  let all = "[";
  for (const [index, item] of items.entries()) all += (index === 0 ? "" : ",") + text(item);
  return `${all}]`;
}
