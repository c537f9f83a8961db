import { hash } from "node:crypto";

import type { HTTPGraphQLRequest } from "@apollo/server";

import { apiError } from "../graphql/index.ts";
import type { Caller } from "../graphql/index.ts";

/** Finds a stored document that the caller may run, by its hexadecimal SHA-256; null where there is none. */
export type FindDocument = (caller: Caller | null, sha256: string) => Promise<string | null>;

const DOCUMENT_ID = /^sha256:([0-9a-f]{64})$/;

/**
 * Puts the text of the document that a request names by `documentId` in the place of its query,
 * and refuses what a key that runs stored documents only may not run: all before anything of it is
 * parsed.
 */
export async function chooseDocument(
  request: HTTPGraphQLRequest,
  caller: Caller | null,
  find: FindDocument,
): Promise<void> {
  const asked = request.method === "GET" ? askedInAddress(request) : askedInBody(request);
  if (!asked) return;
  const { documentId, query } = asked;
  const isHeldToStored = caller?.documents === "STORED_ONLY";
  if (documentId === null && !isHeldToStored) return;

  const named = documentId === null ? null : hashIn(documentId);
  if (query === null) {
    if (named === null) return;
    const text = await find(caller, named);
    if (text === null) throw notFound();
    asked.put(text);
    return;
  }
  const sent = hash("sha256", query);
  if (named !== null && named !== sent) {
    throw apiError(
      "BAD_REQUEST",
      "documentId is not the SHA-256 of the query: send one of them, or both of the same document",
    );
  }
  if (isHeldToStored && (await find(caller, sent)) === null) throw notAllowed();
}

interface Asked {
  /** As it came; null where there is none. */
  readonly documentId: unknown;
  /** Null where there is none. */
  readonly query: string | null;
  /** Puts the text where the query stands. */
  readonly put: (text: string) => void;
}

/** Null where Apollo refuses the body anyway. */
function askedInBody(request: HTTPGraphQLRequest): Asked | null {
  const { body } = request;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const query = "query" in body ? body.query : null;
  if (query && typeof query !== "string") return null;
  return {
    documentId: "documentId" in body ? (body.documentId ?? null) : null,
    query: typeof query === "string" && query !== "" ? query : null,
    put: (text) => {
      request.body = { ...body, query: text };
    },
  };
}

function askedInAddress(request: HTTPGraphQLRequest): Asked | null {
  const address = new URLSearchParams(request.search);
  const ids = address.getAll("documentId");
  const queries = address.getAll("query");
  if (queries.length > 1) return null;
  if (ids.length > 1) {
    throw apiError("BAD_REQUEST", "documentId may stand in the address once");
  }
  return {
    documentId: ids[0] ?? null,
    query: queries[0] ? queries[0] : null,
    put: (text) => {
      address.set("query", text);
      request.search = `?${address.toString()}`;
    },
  };
}

function hashIn(documentId: unknown): string {
  const hash = typeof documentId === "string" ? DOCUMENT_ID.exec(documentId)?.[1] : undefined;
  if (hash !== undefined) return hash;
  throw apiError(
    "BAD_REQUEST",
    "documentId must be sha256: and the 64 hexadecimal digits of the document's SHA-256, in lower case",
  );
}

const notFound = () =>
  apiError(
    "PERSISTED_DOCUMENT_NOT_FOUND",
    "No document is stored under this documentId, or none that the caller may run",
  );

const notAllowed = () =>
  apiError(
    "DOCUMENT_NOT_ALLOWED",
    "This API key runs stored documents only, and this document is not stored",
  );
