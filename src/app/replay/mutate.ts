import { z } from "zod";

import type { ApiClient } from "./api-client.ts";
import { Patience } from "./patience.ts";
import type { Waits } from "./patience.ts";

/** A lead as far as the replay needs it. */
export const StandingLead = z.object({ id: z.string(), stage: z.string() });
export type StandingLead = z.infer<typeof StandingLead>;

/** The lead after the mutation, or why the business said no. */
export type Mutated =
  | { readonly lead: StandingLead; readonly refused: null }
  | { readonly lead: null; readonly refused: string };

const Payload = z.object({
  lead: StandingLead.nullable(),
  errors: z.array(z.object({ code: z.string(), message: z.string(), retryable: z.boolean() })),
});

/** A lock is short; matching has a queue of its own, which may be long. */
const BUSY: Waits = { firstMs: 50, longestMs: 2_000, inAllMs: 60_000 };
const MATCHING: Waits = { firstMs: 100, longestMs: 2_000, inAllMs: 600_000 };

/**
 * Calls one mutation of a lead under a key made of the verb and the lead's id in the files, so that
 * whoever calls it again, in whichever run, brings about nothing new. Comes back where the lead is
 * held by another call, or is not yet matched against the others.
 */
export async function mutate(
  client: ApiClient,
  verb: string,
  mqlId: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Mutated> {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input!`;
  const document = `mutation Replay($input: ${type}, $key: String!) {
    payload: ${verb}(input: $input) @idempotent(key: $key) { lead { id stage } errors { code message retryable } } }`;
  const variables = { input, key: `replay:${verb}:${mqlId}` };
  const shape = z.object({ payload: Payload });

  const patience = {
    busy: new Patience(BUSY, client.stop),
    matching: new Patience(MATCHING, client.stop),
  };
  for (;;) {
    const { payload } = await client.run(document, variables, shape);
    const [error] = payload.errors;
    if (!error && payload.lead) return { lead: payload.lead, refused: null };
    const refused = `${verb} was refused, ${error ? `${error.code}: ${error.message}` : "without a word"}`;
    const kept = waitFor(error, patience);
    if (!kept || !(await kept.another())) return { lead: null, refused };
  }
}

function waitFor(
  error: z.infer<typeof Payload>["errors"][number] | undefined,
  patience: { readonly busy: Patience; readonly matching: Patience },
): Patience | null {
  if (error?.code === "MATCHING_PENDING") return patience.matching;
  return error?.retryable === true ? patience.busy : null;
}
