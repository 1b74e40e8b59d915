// Webhook settings. (getUpdates itself answers from queue.ts, see server.ts: it may wait.) A webhook shuts
// getUpdates; updates are posted to it (hook.ts) once a test has named what stands behind its proxy.
import { badRequest } from "../errors.ts";
import type { Call, Method } from "./call.ts";

export const CONFLICT_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

const KINDS = new Set(["message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
  "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
  "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
  "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "guest_message", "subscription", "stopped_message_generation"]);

/** The list is remembered until another is given; one without a known name means the default set. */
export function setAllowed(call: Call): void {
  const list = call.list<string>("allowed_updates");
  if (list) call.bot.queue.allowed = list.filter((kind) => KINDS.has(kind));
}

export const updateMethods: Record<string, Method> = {
  setWebhook(call) {
    const url = call.text("url") ?? "";
    setAllowed(call);
    if (call.flag("drop_pending_updates")) call.bot.queue.clear();
    if (url === "") {
      call.bot.unhook();
      return true;
    }
    if (!/^https:\/\//.test(url)) throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
    const port = new URL(url).port;
    if (!["", "80", "88", "8443"].includes(port)) throw badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    const secret = call.text("secret_token") ?? "";
    if (!/^[A-Za-z0-9_-]{0,256}$/.test(secret)) throw badRequest("secret token contains unallowed characters");
    call.bot.hook({ url, secret, max_connections: call.int("max_connections") ?? 40 });
    call.bot.queue.stop("terminated by setWebhook request");
    return true;
  },
  deleteWebhook(call) {
    call.bot.unhook();
    if (call.flag("drop_pending_updates")) call.bot.queue.clear();
    return true;
  },
  getWebhookInfo(call) {
    const { allowed, pending } = call.bot.queue;
    return {
      url: "", ...call.bot.webhook, has_custom_certificate: false, pending_update_count: pending,
      ...(allowed.length > 0 && { allowed_updates: allowed }),
    };
  },
};
