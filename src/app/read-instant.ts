import { DateTimeScalar } from "../platform/graphql/index.ts";

/** An instant as the API takes it, RFC 3339 with its zone; null where the text is none. */
export function readInstant(text: string): Date | null {
  try {
    return DateTimeScalar.parseValue(text);
  } catch {
    return null;
  }
}
