/** The bot's commands, as `help` and the app package name them. */
export interface ListedCommand {
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  readonly description: string;
}

/** In the order in which somebody needs them. */
export const COMMANDS: readonly ListedCommand[] = [
  { name: "help", usage: "", description: "What I can do" },
  { name: "pending", usage: "[namespace]", description: "Requests that wait for you" },
  { name: "show", usage: "<request>", description: "One request as it is now" },
  {
    name: "connections",
    usage: "<namespace>",
    description: "All connections of a namespace, and how many of 64 are used",
  },
  {
    name: "audit",
    usage: "<namespace|subscription|request> [since 30d]",
    description: "Who let this in, when and why",
  },
  { name: "why", usage: "<request>", description: "Which rule of which policy made this a question" },
  { name: "policy", usage: "", description: "The policy that is in force" },
  { name: "ask-again", usage: "<request>", description: "Asks the owners once more" },
  { name: "revoke", usage: "<connection> <comment>", description: "Takes an approval back" },
  { name: "remove", usage: "<connection> <comment>", description: "Deletes a connection" },
];
