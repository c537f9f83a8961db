import { Readable } from "node:stream";

export interface FileParts {
  /** Each is sent before the next is asked for, and may lie in the same memory. */
  readonly parts: AsyncIterable<Buffer>;
  /** Gives back what the file holds, also where no part was ever asked for; after the end, nothing. */
  readonly drop: () => void;
}

/**
 * A file on its way to its reader, one part after the other: the next is asked for when the last one
 * has left the process. So its parts can all be the same buffer, however slow the reader is. However
 * it ends, sent or not, the file is dropped: parts that never began have no end of their own.
 */
export class FileBody extends Readable {
  readonly #file: FileParts;

  constructor(file: FileParts) {
    super();
    this.#file = file;
  }

  /** The framework's call to send it. A part that fails destroys the body, as with any stream. */
  override pipe<To extends NodeJS.WritableStream>(to: To): To {
    this.#send(to).then(
      (isWhole) => {
        if (!isWhole) return this.destroy();
        to.end();
        this.push(null);
        return this.resume();
      },
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return to;
  }

  override _read(): void {
    // nothing is read ahead
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#file.drop();
    done(error);
  }

  /** False where the reader went before the end. */
  async #send(to: NodeJS.WritableStream): Promise<boolean> {
    for await (const part of this.#file.parts) {
      if (this.destroyed || !(await hasLeft(part, to))) return false;
    }
    return true;
  }
}

/** Whether a part got as far as the network; false where its reader is gone, which is no error. */
function hasLeft(part: Buffer, to: NodeJS.WritableStream): Promise<boolean> {
  return new Promise((resolve) => {
    // what is thrown away with a closed connection is told to nobody
    const onClose = (): void => resolve(false);
    to.once("close", onClose);
    to.write(part, (error) => {
      to.off("close", onClose);
      resolve(!error);
    });
  });
}
