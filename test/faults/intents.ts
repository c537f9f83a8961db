import { randomInt, randomUUID } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import { call, prospect } from "./calls.ts";
import type { Reply } from "./calls.ts";

const Note = z.object({
  key: z.string(),
  /** What is registered; one prospect for each key. */
  number: z.string(),
  knows: z.enum(["sent", "done", "unknown", "refused"]),
  id: z.string().nullable(),
});

/** What a client knows of one thing that it wants done. */
export type Note = z.infer<typeof Note>;

/** The clients' own book, on disk and written before each call, as an honest client keeps it. */
export class Intents {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  write(note: Note): void {
    appendFileSync(this.#file, `${JSON.stringify(note)}\n`);
  }

  /** The last word on each key. */
  read(): readonly Note[] {
    const lines = readFileSync(this.#file, "utf8").trim().split("\n");
    const notes = lines.map((line) => Note.parse(JSON.parse(line)));
    return [...new Map(notes.map((note) => [note.key, note])).values()];
  }
}

export interface Client {
  readonly name: string;
  readonly token: string;
  readonly intents: Intents;
  /** The servers, living or not. */
  readonly urls: readonly string[];
  readonly stop: AbortSignal;
}

/** Sends one registration and notes what is known of it before and after. */
export async function attempt(
  client: Omit<Client, "name" | "stop">,
  intent: Pick<Note, "key" | "number">,
): Promise<Reply> {
  client.intents.write({ ...intent, knows: "sent", id: null });
  const url = client.urls[randomInt(client.urls.length)] ?? "";
  const reply = await call(url, client.token, "registerLead", prospect(intent.number), intent.key);
  client.intents.write({ ...intent, knows: reply.as, id: reply.as === "done" ? reply.id : null });
  return reply;
}

/** Registers one lead after the other; of what stays unknown it tries half again, the rest later. */
export async function registerOnAndOn(client: Client): Promise<void> {
  for (let turn = 0; !client.stop.aborted; turn += 1) {
    const intent = { key: randomUUID(), number: `${client.name}-${turn}` };
    let reply = await attempt(client, intent);
    for (let again = turn % 2 === 0; again && reply.as === "unknown" && !client.stop.aborted;) {
      await sleep(20);
      reply = await attempt(client, intent);
    }
    if (reply.as === "unknown") await sleep(5);
  }
}

/** How long servers that are killed again and again may take to answer once, on a slow machine too. */
const SURE_MS = 600_000;

/** Calls with the one key until something is known. */
export async function callForSure(
  client: Pick<Client, "urls">,
  token: string,
  verb: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Reply> {
  const key = randomUUID();
  const end = performance.now() + SURE_MS;
  for (let turn = 0; ; turn += 1) {
    const reply = await call(client.urls[turn % client.urls.length] ?? "", token, verb, input, key);
    if (reply.as !== "unknown") return reply;
    if (performance.now() > end) throw new Error(`${verb} stays unknown: ${reply.why}`);
    await sleep(20);
  }
}
