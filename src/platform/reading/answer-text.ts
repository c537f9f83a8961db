/** The data of an answer as text. Whoever takes it for an object gets what it tells. */
export class AnswerText implements Record<string, unknown> {
  [key: string]: unknown;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** An answer as text; data that is text already goes in as it is. */
export function stringifyAnswer(answer: { readonly data?: unknown }): string {
  const { data, ...others } = answer;
  if (!(data instanceof AnswerText)) return `${JSON.stringify(answer)}\n`;
  const more = JSON.stringify(others).slice(1);
  return `{"data":${data.text}${more === "}" ? "" : ","}${more}\n`;
}
