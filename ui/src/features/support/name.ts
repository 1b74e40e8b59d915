import { cleanLine } from "#data/clean.ts";
import type { ConversationView } from "#wire/protocol.ts";

/** As Telegram has it; a person without a name there is known by the number. */
export function nameOf(room: ConversationView): string {
  const nick = cleanLine(room.nick);
  return cleanLine(room.name) || (nick === "" ? `tg${room.tg}` : `@${nick}`);
}
