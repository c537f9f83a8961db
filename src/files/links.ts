import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";

import type { Principal } from "../identity/index.ts";
import { parseId, prefixOf } from "../kernel/index.ts";

/** What a link leads to: the place of a file that comes, or a file that is fetched. */
export const LINK_PATHS = {
  upload: "/uploads",
  evidence: "/files",
  problems: "/files",
  export: "/files",
  bankFile: "/files",
} as const;
export type LinkKind = keyof typeof LINK_PATHS;

/** What a link says: what it opens, who asked for it, and until when it holds. */
export interface Link {
  readonly kind: LinkKind;
  /** The id of what it opens. */
  readonly id: string;
  readonly principal: Principal;
  readonly until: Date;
}

/** No link of ours is longer. */
const LONGEST = 1_000;

/**
 * Makes and reads links that need no bearer: a browser or a tool can follow one. What it says is
 * signed; whoever follows it is looked up again by it, so that a link ends with who asked for it.
 */
export class FileLinks {
  readonly #key: KeyObject;
  readonly #base: string;

  /** `publicUrl` stands before each link; without it they are relative to the API's own address. */
  constructor(key: Buffer, publicUrl: string | null) {
    this.#key = createSecretKey(key);
    this.#base = publicUrl ?? "";
  }

  to({ kind, id, principal, until }: Link): string {
    const { memberId, keyId } = principal;
    const said = [kind, id, memberId, keyId, Math.floor(until.getTime() / 1000)];
    const body = Buffer.from(JSON.stringify(said)).toString("base64url");
    return `${this.#base}${LINK_PATHS[kind]}?link=${body}.${this.#sign(body)}`;
  }

  /**
   * Until when a link holds that is to last so long from an instant, at least, and twice as long at
   * most: on a grid, so that who asks again is given the same link.
   */
  lasting(at: Date, ms: number): Date {
    return new Date(Math.ceil((at.getTime() + ms) / ms) * ms);
  }

  /** What the text after `link=` says; null where it was not made here, or has ended. */
  read(text: unknown, at: Date): Link | null {
    if (typeof text !== "string" || text.length > LONGEST) return null;
    const [body = "", signature = "", more] = text.split(".");
    const expected = Buffer.from(this.#sign(body));
    const given = Buffer.from(signature);
    if (more !== undefined || given.length !== expected.length) return null;
    if (!timingSafeEqual(given, expected)) return null;
    const link = linkOf(JSON.parse(Buffer.from(body, "base64url").toString()));
    return link !== null && link.until > at ? link : null;
  }

  #sign(body: string): string {
    return createHmac("sha256", this.#key).update(`link\n${body}`).digest("base64url");
  }
}

const isList = (said: unknown): said is readonly unknown[] => Array.isArray(said);

function linkOf(said: unknown): Link | null {
  if (!isList(said)) return null;
  const [kind, id, member, key, seconds] = said;
  if (typeof kind !== "string" || !isKind(kind) || typeof id !== "string") return null;
  if (prefixOf(id) === null || typeof member !== "string" || typeof seconds !== "number")
    return null;
  const memberId = parseId("mem", member);
  const keyId = typeof key === "string" ? parseId("key", key) : null;
  if (!memberId.ok || keyId?.ok === false) return null;
  return {
    kind,
    id,
    principal: { memberId: memberId.id, keyId: keyId?.id ?? null },
    until: new Date(seconds * 1000),
  };
}

const isKind = (text: string): text is LinkKind => Object.hasOwn(LINK_PATHS, text);
