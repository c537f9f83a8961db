import { SaxesParser } from "saxes";

import { excerpt } from "../kernel/index.ts";
import type { ReadPart } from "../kernel/index.ts";

import type { XmlElement } from "./domain/xml-element.ts";

/** No message of ISO 20022 is deeper, nor has an element so many attributes. */
const MOST_DEEP = 40;
const MOST_ATTRIBUTES = 20;
const MOST_ELEMENTS = 600_000;

interface Open {
  readonly name: string;
  readonly uri: string;
  readonly attributes: Map<string, string>;
  text: string;
  readonly children: XmlElement[];
}

/** Ends the reading with what is wrong, as it goes on after "is no XML that is taken: ". */
class Fault extends Error {}

/**
 * Reads an XML document, part by part, and lets others work in between. There are no entities but those of XML itself:
 * a document that declares a type is refused before anything of it is expanded.
 */
export async function readXml(parts: AsyncIterable<unknown>): Promise<ReadPart<XmlElement>> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const found: { root: XmlElement | null } = { root: null };
  const parser = watched(found);
  try {
    for await (const part of parts) {
      if (!Buffer.isBuffer(part)) throw new TypeError("a file came as something else than bytes");
      parser.write(decoder.decode(part, { stream: true }));
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    if (error instanceof Fault) return wrong(error.message);
    if (error instanceof TypeError && isEncoding(error)) return wrong("it is not written in UTF-8");
    throw error;
  }
  return found.root === null ? wrong("it is empty") : { ok: true, value: found.root };
}

const isEncoding = (error: Error): boolean =>
  "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA";

const wrong = (why: string): { readonly ok: false; readonly problem: string } => ({
  ok: false,
  problem: `is no XML that is taken: ${why}`,
});

function watched(found: { root: XmlElement | null }): SaxesParser<{ xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true });
  const open: Open[] = [];
  let elements = 0;
  const fault = (why: string): Fault => new Fault(`line ${parser.line}: ${why}`);
  parser.on("error", (error) => {
    throw new Fault(excerpt(error.message));
  });
  parser.on("xmldecl", ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
      throw fault(`it says that it is written in ${excerpt(encoding)}, and not in UTF-8`);
  });
  parser.on("doctype", () => {
    throw fault("it declares a document type, which no message of a bank does");
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    elements += 1;
    if (open.length >= MOST_DEEP) throw fault(`it is deeper than ${MOST_DEEP} elements`);
    if (elements > MOST_ELEMENTS) throw fault(`it has more than ${MOST_ELEMENTS} elements`);
    const given = Object.values(attributes);
    if (given.length > MOST_ATTRIBUTES)
      throw fault(`an element has more than ${MOST_ATTRIBUTES} attributes`);
    open.push({
      ...{ name: local, uri, text: "", children: [] },
      attributes: new Map(given.map((each) => [each.local, each.value])),
    });
  });
  const note = (text: string): void => {
    const within = open.at(-1);
    if (within) within.text += text;
  };
  parser.on("text", note);
  parser.on("cdata", note);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (!closed) return;
    const around = open.at(-1);
    if (around) around.children.push(closed);
    else found.root = closed;
  });
  return parser;
}
