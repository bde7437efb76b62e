import { createServer, type Server } from "node:net";

/** How a program ends, and what it says on which stream. */
export interface Answer {
  readonly code: number;
  readonly stream: 1 | 2;
  readonly text: string;
}

/** Answers for programs: a script of `askingOf` is one of them. */
export function answering(answer: (words: readonly string[]) => Answer): Promise<Server> {
  const server = createServer((socket) => {
    let said = "";
    socket.setEncoding("utf8").on("data", (piece) => {
      said += piece;
      const [count = "", ...words] = said.split("\0").slice(0, -1);
      if (count === "" || words.length < Number(count)) return;
      const { code, stream, text } = answer(words);
      socket.end(`${code} ${stream}\n${text}`);
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Starting a Node for each call would take most of a test's time: bash asks the one that there is. */
export function askingOf(server: Server, name: string): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen");
  return `exec 3<>/dev/tcp/127.0.0.1/${address.port}
printf '%s\\0' $(($# + 1)) ${name} "$@" >&3
read -r code stream <&3
cat <&3 >&"$stream"
exit "$code"`;
}
