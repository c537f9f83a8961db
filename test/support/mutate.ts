import { randomUUID } from "node:crypto";

import type { Answer, AskOptions, Json, ServedWorld } from "./served-world.ts";

const ERRORS = "errors { __typename code message path }";

/** The document that runs one mutation field with `$input` and, where one is given, `$key`. */
export function mutationDocument(
  world: Pick<ServedWorld, "schema">,
  field: string,
  selection: string,
  hasKey: boolean,
): string {
  const argument = world.schema.getMutationType()?.getFields()[field]?.args[0];
  const variables = [
    ...(argument ? [`$input: ${String(argument.type)}`] : []),
    ...(hasKey ? ["$key: String!"] : []),
  ];
  const declared = variables.length === 0 ? "" : ` (${variables.join(", ")})`;
  const given = argument ? "(input: $input)" : "";
  const directive = hasKey ? " @idempotent(key: $key)" : "";
  return `mutation${declared} { ${field}${given}${directive} { ${selection} } }`;
}

export interface MutateOptions extends AskOptions {
  readonly selection?: string;
  /** Null sends none; a new one where left out. */
  readonly key?: string | null;
}

/** Runs one mutation field as the holder of a bearer. */
export function mutate(
  world: Pick<ServedWorld, "schema" | "ask">,
  bearer: string | null,
  field: string,
  input: unknown,
  options: MutateOptions = {},
): Promise<Answer> {
  const key = options.key === undefined ? randomUUID() : options.key;
  const selection = options.selection ?? ERRORS;
  const document = mutationDocument(world, field, selection, key !== null);
  const variables = key === null ? { input } : { input, key };
  return world.ask(bearer, document, variables, options);
}

/** The payload of a mutation that must have been done. */
export async function done(
  world: Pick<ServedWorld, "schema" | "ask">,
  bearer: string | null,
  field: string,
  input: unknown,
  selection = "",
): Promise<Json> {
  const answer = await mutate(world, bearer, field, input, {
    selection: `${selection} ${ERRORS}`,
  });
  const payload: Json | null | undefined = answer.data?.[field];
  if (!payload || payload["errors"].length > 0) throw new Error(`${field}: ${answer.text}`);
  return payload;
}
