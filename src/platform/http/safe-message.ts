import { excerpt } from "../../kernel/index.ts";

const LONGEST_MESSAGE = 400;
const LONGEST_ECHO = 40;

/**
 * The message of an error of the GraphQL library, fit to be sent: it says what is wrong and where,
 * proposes no names of the schema, and repeats at most 40 characters of what was sent in. The
 * library puts whole inputs into its messages, and these end in the callers' own logs.
 */
export function safeMessage(message: string): string {
  return [withoutProposals, withoutInput, withShortQuotes, withShortEchoes, withShortWords]
    .reduce((text, step) => step(text), message)
    .slice(0, LONGEST_MESSAGE);
}

function withoutProposals(message: string): string {
  return message.replace(/ ?Did you mean[\s\S]*$/, "");
}

/** `Variable "$x" got invalid value {…} at "x.y"; why` without the value. */
const COERCION =
  /^Variable "\$(\w+)" got invalid value [\s\S]*?(?: at "([\w.[\]]{1,200})")?; ((?:Expected |Field "|Exactly one|[A-Z]\w* cannot represent|Value "|Enum ")[\s\S]*)$/;

function withoutInput(message: string): string {
  const found = COERCION.exec(message);
  if (!found) return message.replace(/^(Variable "\$\w+" got invalid value) [\s\S]*$/, "$1");
  const [, variable = "", at, why = ""] = found;
  return `Variable "$${variable}" got an invalid value${at ? ` at "${at}"` : ""}; ${why}`;
}

function withShortQuotes(message: string): string {
  return message.replace(/"((?:[^"\\]|\\[\s\S])*)"/g, (quoted, inside: string) =>
    inside.length > LONGEST_ECHO ? `"${excerpt(inside)}"` : quoted,
  );
}

/** What follows these words is the value itself, and may be a whole object. */
function withShortEchoes(message: string): string {
  return message.replace(
    /( cannot represent | found | has invalid value )([\s\S]{41,})$/,
    (_, words: string, echo: string) => `${words}${excerpt(echo)}`,
  );
}

function withShortWords(message: string): string {
  return message.replace(/\S{81,}/g, excerpt);
}
