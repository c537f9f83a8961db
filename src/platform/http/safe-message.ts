import { excerpt } from "../../kernel/index.ts";

const LONGEST_MESSAGE = 400;
const LONGEST_ECHO = 40;
/** Nothing beyond is looked at: what follows may be a whole input, and patterns cost by length. */
const LONGEST_READ = 2_000;

/**
 * The message of an error of the GraphQL library, fit to be sent: it says what is wrong and where,
 * proposes no names of the schema, and repeats at most 40 characters of what was sent in. The
 * library puts whole inputs into its messages, and these end in the callers' own logs.
 * `reason` is the message of the error that this one was made of.
 */
export function safeMessage(message: string, reason: string | null = null): string {
  return [withoutProposals, withShortQuotes, withShortEchoes, withShortWords]
    .reduce((text, step) => step(text), withoutInput(message, reason).slice(0, LONGEST_READ))
    .slice(0, LONGEST_MESSAGE);
}

const PLACE = / at "([\w.[\]]{1,200})"$/;
const LONGEST_PLACE = 220;

/** `Variable "$x" got invalid value {…} at "x.y"; reason` without the value: it may be a whole form. */
function withoutInput(message: string, reason: string | null): string {
  const variable = /^Variable "\$(\w+)" got invalid value /.exec(message)?.[1];
  if (variable === undefined) return message;
  const wrong = `Variable "$${variable}" got an invalid value`;
  const ending = `; ${reason}`;
  // where the reason is not known for sure, the rest might be anything that was sent
  if (reason === null || !message.endsWith(ending)) return wrong;
  const place = PLACE.exec(message.slice(0, -ending.length).slice(-LONGEST_PLACE))?.[1];
  return `${wrong}${place ? ` at "${place}"` : ""}${ending}`;
}

function withoutProposals(message: string): string {
  return message.replace(/ ?Did you mean[\s\S]*$/, "");
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
