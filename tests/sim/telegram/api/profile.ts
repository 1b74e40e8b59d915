// What a bot says of itself and asks about chats: getMe, commands, names, menu button, members, files.
import { badRequest } from "../errors.ts";
import { getFile } from "../files.ts";
import { Forum, wireUser, type Member } from "../rooms.ts";
import type { JsonObject, User } from "../wire.ts";
import type { Call, Method } from "./call.ts";

const COMMANDS_MAX = 100;
const ADMINISTRATOR_RIGHTS = ["is_anonymous", "can_manage_chat", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
  "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages"];

function me(call: Call): object {
  return {
    ...wireUser(call.bot.user), can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false,
    can_connect_to_business: false, has_main_web_app: false, has_topics_enabled: false,
  };
}

/** "commands ru all_private_chats": a setting by language and scope. */
function slot(call: Call, what: string): string {
  const language = call.text("language_code") ?? "";
  if (language !== "" && !/^[a-z]{2}$/.test(language)) throw badRequest("invalid language_code specified");
  const scope = call.object("scope") ?? { type: "default" };
  const place = [scope["type"], scope["chat_id"], scope["user_id"]].filter((part) => part !== undefined).join(" ");
  return `${what} ${language} ${what === "commands" ? place : ""}`;
}

function setText(what: string, field: string, limit: number): Method {
  return (call) => {
    const text = call.text(field) ?? "";
    if ([...text].length > limit) throw badRequest(`bot ${what} is too long`);
    if (text === "") call.bot.profile.delete(slot(call, what));
    else call.bot.profile.set(slot(call, what), { [field]: text });
    call.world.tell({ type: "bot", bot: call.bot });
    return true;
  };
}

function getText(what: string, field: string, otherwise: (user: User) => string): Method {
  return (call) => call.bot.profile.get(slot(call, what)) ?? call.bot.profile.get(`${what}  `) ?? { [field]: otherwise(call.bot.user) };
}

function setMyCommands(call: Call): boolean {
  const commands = call.list<JsonObject>("commands") ?? [];
  if (commands.length > COMMANDS_MAX) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  for (const command of commands) {
    if (!/^\/?[a-z0-9_]{1,32}$/.test(String(command["command"]))) throw badRequest("BOT_COMMAND_INVALID");
    const length = [...String(command["description"])].length;
    if (length < 1 || length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  call.bot.profile.set(slot(call, "commands"), { commands: commands.map((c) => ({ ...c, command: String(c["command"]).replace(/^\//, "") })) });
  call.world.tell({ type: "bot", bot: call.bot });
  return true;
}

function memberWire(user: User, member: Member): object {
  if (member.status === "administrator")
    return {
      user: wireUser(user), status: "administrator", can_be_edited: false, ...Object.fromEntries(ADMINISTRATOR_RIGHTS.map((right) => [right, right === "can_manage_chat"])),
      ...member.rights,
    };
  return { user: wireUser(user), status: member.status, ...(member.status === "kicked" && { until_date: 0 }) };
}

function getChatMember(call: Call): object {
  const room = call.room();
  const id = call.int("user_id") ?? 0;
  const bot = [...call.world.bots.values()].find((b) => b.user.id === id);
  const user = bot?.user ?? call.world.people.get(id);
  if (!user) throw badRequest("user not found");
  if (!(room instanceof Forum)) return { user: wireUser(user), status: "member" };
  if (bot) return memberWire(user, room.members.get(id) ?? { status: "left", rights: noRights() });
  return memberWire(user, { status: room.operators.has(id) ? "member" : "left", rights: noRights() });
}

const noRights = (): Member["rights"] => ({ can_manage_topics: false, can_delete_messages: false, can_pin_messages: false });

function getChatAdministrators(call: Call): object[] {
  const room = call.room();
  if (!(room instanceof Forum)) throw badRequest("there are no administrators in the private chat");
  return [...call.world.bots.values()].flatMap((bot) => {
    const member = room.members.get(bot.user.id);
    return member?.status === "administrator" ? [memberWire(bot.user, member)] : [];
  });
}

function getChat(call: Call): object {
  const room = call.room();
  return {
    ...room.chat(), accent_color_id: 0, max_reaction_count: 11,
    accepted_gift_types: { unlimited_gifts: false, limited_gifts: false, unique_gifts: false, premium_subscription: false, gifts_from_channels: false },
  };
}

export const profileMethods: Record<string, Method> = {
  getMe: me,
  setMyCommands,
  getMyCommands: (call) => call.bot.profile.get(slot(call, "commands"))?.["commands"] ?? [],
  deleteMyCommands: (call) => (call.bot.profile.delete(slot(call, "commands")), true),
  setMyName: setText("name", "name", 64),
  getMyName: getText("name", "name", (user) => user.first_name),
  setMyDescription: setText("description", "description", 512),
  getMyDescription: getText("description", "description", () => ""),
  setMyShortDescription: setText("short description", "short_description", 120),
  getMyShortDescription: getText("short description", "short_description", () => ""),
  setChatMenuButton(call) {
    if (call.int("chat_id") !== undefined) call.room();
    call.bot.profile.set(`menu ${call.int("chat_id") ?? ""}`, call.object("menu_button") ?? { type: "default" });
    return true;
  },
  getChatMenuButton: (call) => call.bot.profile.get(`menu ${call.int("chat_id") ?? ""}`) ?? call.bot.profile.get("menu ") ?? { type: "commands" },
  getChat, getChatMember, getChatAdministrators, getFile,
};
