/** An element of an XML document, by its local name: without prefix, comments and instructions. */
export interface XmlElement {
  readonly name: string;
  readonly uri: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** What is written in it, without what its children hold. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** The element that is reached by these names, first child by first child; null where there is none. */
export function elementAt(from: XmlElement, ...names: readonly string[]): XmlElement | null {
  let found: XmlElement | undefined = from;
  for (const name of names) found = found?.children.find((child) => child.name === name);
  return found ?? null;
}

/** The text at the first of these places that has one. */
export function textAt(from: XmlElement, ...places: readonly (readonly string[])[]): string | null {
  for (const place of places) {
    const text = elementAt(from, ...place)?.text.trim() ?? "";
    if (text !== "") return text;
  }
  return null;
}
