interface Told {
  readonly action: string;
  readonly message: {
    readonly messageId: string;
    readonly text?: string;
    readonly attachments: readonly { readonly content: unknown }[];
  };
}

/** What the Playground's page is told while it is open. */
export interface Page {
  readonly told: readonly Told[];
  /** Waits until the page was told it. */
  shows<Found>(find: (told: readonly Told[]) => Found | undefined): Promise<Found>;
  close(): void;
}

export async function openPage(playgroundUrl: string): Promise<Page> {
  const socket = new WebSocket(`${playgroundUrl.replace("http", "ws")}/_ws_conversation/v1/conversations/stream`);
  const told: Told[] = [];
  socket.onmessage = ({ data }) => void told.push(JSON.parse(String(data)));
  await new Promise((opened) => {
    socket.onopen = opened;
  });
  return {
    told,
    async shows(find) {
      for (;;) {
        const found = find(told);
        if (found !== undefined) return found;
        await new Promise((next) => socket.addEventListener("message", next, { once: true }));
      }
    },
    close: () => socket.close(),
  };
}
