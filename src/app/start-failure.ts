import { ConfigError } from "../platform/config.ts";
import { FolderInUseError } from "../platform/postgres/index.ts";

/**
 * Why the server did not start, in words for whoever started it and with the variable to look at;
 * null where the fault is none of theirs and the whole error is wanted.
 */
export function whyNotStarted(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof FolderInUseError) return error.message;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    return null;
  // of a host with several addresses the error has no words of its own
  const words = error.message === "" ? error.code : error.message;
  const syscall = "syscall" in error ? error.syscall : null;
  if (syscall === "listen") return `HOST and PORT cannot be listened on: ${words}.`;
  const isDatabase = syscall === "connect" || syscall === "getaddrinfo" || error.code === words;
  if (isDatabase || NO_ENTRY.test(error.code)) {
    return `The database that DATABASE_URL names cannot be used: ${words}.`;
  }
  return null;
}

/** SQLSTATEs of a connection that was refused: login, unknown database, too many, shut down. */
const NO_ENTRY = /^(08...|28...|3D000|53300|57P0.)$/;
