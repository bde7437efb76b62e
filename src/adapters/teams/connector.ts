import type { Activity, ConversationParameters } from "botbuilder";

/** What is called of the Bot Connector; botbuilder has it, but does not export its type. */
export interface Connector {
  readonly conversations: {
    createConversation(post: ConversationParameters, options: CallOptions): Promise<PostedActivity>;
    updateActivity(conversation: string, activity: string, change: Activity, options: CallOptions): Promise<unknown>;
    sendToConversation(conversation: string, activity: Activity, options: CallOptions): Promise<unknown>;
  };
}

interface CallOptions {
  /** Milliseconds. */
  readonly timeout: number;
}

export interface PostedActivity {
  readonly id?: string;
  readonly activityId?: string;
}
