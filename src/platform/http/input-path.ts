/** Where in an input a fault is: the variable's or argument's name, then fields and list positions. */
export type InputPath = readonly (string | number)[];

const VARIABLE =
  /^Variable "\$(\w{1,200})" (?:got invalid value|of required type|of non-null type)/;
const ARGUMENT = /^Argument "(\w{1,200})" (?:of required type|of non-null type|has invalid value)/;
const PLACE = / at "([\w.[\]]{1,200})"$/;
const LONGEST_PLACE = 220;
const MISSING = /^Field "(\w{1,200})" of required type /;

/**
 * Reads off a message of the GraphQL library which part of the input it is about; null where it
 * tells none. `reason` is the message of the error that this one was made of: what stands before
 * it repeats the input, which may look like anything.
 */
export function inputPathOf(message: string, reason: string | null = null): InputPath | null {
  const argument = ARGUMENT.exec(message)?.[1];
  if (argument !== undefined) return [argument];
  const variable = VARIABLE.exec(message)?.[1];
  if (variable === undefined) return null;
  const ending = `; ${reason ?? ""}`;
  if (reason === null || !message.endsWith(ending)) return [variable];
  const place = PLACE.exec(message.slice(0, -ending.length).slice(-LONGEST_PLACE))?.[1];
  const missing = MISSING.exec(reason)?.[1];
  return [...(place ? stepsOf(place) : [variable]), ...(missing ? [missing] : [])];
}

/** `input.tags[1]` as its steps. */
function stepsOf(place: string): InputPath {
  return [...place.matchAll(/\[(\d+)\]|(\w+)/g)].map(([, position, name]) =>
    position === undefined ? (name ?? "") : Number(position),
  );
}
