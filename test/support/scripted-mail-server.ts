import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** What the server answers; null: it says nothing, and "hang up": it closes. What is left out it takes. */
export interface MailScript {
  readonly greeting?: string;
  readonly AUTH?: string;
  readonly MAIL?: string;
  readonly RCPT?: string | null;
  readonly DATA?: string;
  /** After the last line of a mail. */
  readonly body?: string | null;
  /** How long it thinks about a body. */
  readonly thinksMs?: number;
}

export interface ScriptedMailServer {
  readonly url: string;
  script: MailScript;
  /** Whom the mails were to that it was handed to their last line. */
  readonly handed: readonly string[];
  readonly close: () => Promise<void>;
}

const TAKEN = { AUTH: "235 Welcome", MAIL: "250 Ok", RCPT: "250 Ok", DATA: "354 Go on" };

/** A mail server on this machine that answers what a test wants it to. */
export async function openScriptedMailServer(): Promise<ScriptedMailServer> {
  const sockets = new Set<Socket>();
  const handed: string[] = [];
  const opened: { script: MailScript } = { script: {} };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    const say = (line: string | null): void => {
      if (line === "hang up") socket.destroy();
      else if (line !== null && socket.writable) socket.write(`${line}\r\n`);
    };
    let isBody = false;
    let to = "";
    let heard = "";
    say(opened.script.greeting ?? "220 Here");
    socket.on("data", (part) => {
      heard += part.toString("latin1");
      const lines = heard.split("\r\n");
      heard = lines.pop() ?? "";
      for (const line of lines) {
        const { script } = opened;
        const verb = line.split(" ")[0]?.toUpperCase() ?? "";
        if (isBody) {
          if (line !== ".") continue;
          isBody = false;
          handed.push(to);
          const answer = script.body === undefined ? "250 Taken" : script.body;
          setTimeout(() => say(answer), script.thinksMs ?? 0);
        } else if (verb === "EHLO") say("250-scripted\r\n250 AUTH PLAIN");
        else if (verb === "AUTH" || verb === "MAIL" || verb === "RCPT" || verb === "DATA") {
          const answer = script[verb] === undefined ? TAKEN[verb] : script[verb];
          if (verb === "RCPT") to = /<(.*)>/.exec(line)?.[1] ?? "";
          isBody = verb === "DATA" && answer?.startsWith("3") === true;
          say(answer);
        } else say(verb === "QUIT" ? "221 Bye" : "250 Ok");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  return Object.assign(opened, {
    url: `smtp://baton:secret@127.0.0.1:${port}`,
    handed,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
