import { createClient as createEventClient } from "graphql-sse";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

import type { Json, ServedWorld } from "./served-world.ts";

/** What a subscriber was told, as it came. */
export interface Subscriber {
  readonly told: readonly Json[];
  /** The errors with which it was refused or ended; null while it runs, and where it was completed. */
  readonly errors: () => readonly Json[] | null;
  /** How its web socket was closed; null while it is open. */
  readonly closed: () => { readonly code: number; readonly reason: string } | null;
  /** Resolves when so many answers have come. */
  readonly until: (count: number) => Promise<void>;
  /** Resolves when it is over, whoever ended it. */
  readonly over: Promise<void>;
  readonly leave: () => Promise<void>;
}

interface Watching {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

type Open = (
  world: Pick<ServedWorld, "url">,
  bearer: string | null,
  watching: Watching | string,
) => Promise<Subscriber>;

/** Subscribes over a web socket; resolves when it is heard, or refused. */
export const overWebSocket: Open = async ({ url }, bearer, watching) => {
  let closed: { code: number; reason: string } | null = null;
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
    on: {
      closed: (event) => {
        const { code, reason } = event as { code: number; reason: string };
        closed = { code, reason };
      },
    },
  });
  return subscribed(client, watching, () => closed);
};

/** Subscribes by server-sent events. */
export const overEventStream: Open = async ({ url }, bearer, watching) => {
  const client = createEventClient({
    url: `${url}/graphql/stream`,
    retryAttempts: 0,
    headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
  });
  return subscribed(client, watching, () => null);
};

/** What the clients of both protocols have in common. */
interface AnyClient {
  subscribe(
    asked: { readonly query: string; readonly variables: Record<string, unknown> },
    sink: {
      next(answer: { readonly data?: unknown; readonly errors?: unknown }): void;
      error(error: unknown): void;
      complete(): void;
    },
  ): () => void;
  dispose(): unknown;
}

async function subscribed(
  client: AnyClient,
  watching: Watching | string,
  closed: Subscriber["closed"],
): Promise<Subscriber> {
  const { document, variables = {} } =
    typeof watching === "string" ? { document: watching } : watching;
  const told: Json[] = [];
  const waiting = new Set<() => void>();
  let errors: readonly Json[] | null = null;
  let isOver = false;
  const looked = (): void => {
    for (const look of waiting) look();
  };
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  const leave = client.subscribe(
    { query: document, variables: { ...variables } },
    {
      next: (answer) => {
        if (answer.errors) errors = answer.errors as readonly Json[];
        else told.push(answer.data as Json);
        looked();
      },
      error: (error) => {
        errors = Array.isArray(error) ? (error as readonly Json[]) : [{ message: String(error) }];
        isOver = true;
        end();
        looked();
      },
      complete: () => {
        isOver = true;
        end();
        looked();
      },
    },
  );
  return {
    told,
    errors: () => errors,
    closed,
    over,
    until: (count) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (told.length >= count) resolve();
          else if (isOver)
            reject(new Error(`ended after ${told.length}: ${JSON.stringify(errors)}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    leave: async () => {
      leave();
      await client.dispose();
    },
  };
}

/** Resolves when so many subscriptions are open on the server. */
export async function untilWatched(
  world: Pick<ServedWorld, "url" | "streams">,
  count: number,
): Promise<void> {
  while (world.streams.figures().open !== count)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
