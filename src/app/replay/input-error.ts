/** What was given cannot be replayed: arguments, files or tokens. Its words are for the person who asked. */
export class InputError extends Error {}
