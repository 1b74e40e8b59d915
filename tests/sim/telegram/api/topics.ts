// Forum topics. Every change leaves a service message in the topic, and that counts as a sent one.
import { badRequest } from "../errors.ts";
import { GENERAL, type Forum, type Topic } from "../rooms.ts";
import type { World } from "../world.ts";
import type { Content, User } from "../wire.ts";
import type { Call, Method } from "./call.ts";

export const ICON_COLORS = [7322096, 16766590, 13338331, 9367192, 16749490, 16478047];
/** Custom emoji any bot may set as a topic's icon. The ids are of the simulator; real ones differ, so ask for them. */
export const ICONS: [string, string][] = [
  ["5312536423851630001", "💬"], ["5312016608254762256", "❗"], ["5379748062124056162", "❗️"], ["5237699328843200968", "✅"],
  ["5309965701241379366", "🔍"], ["5350305691942788490", "📆"], ["5357419403325481346", "💰"], ["5417915203100613993", "💬"], ["5309832892262654231", "🤖"],
  ["5310132165583840589", "🚩"], ["5312241539987020022", "🔥"], ["5310094636159607472", "💎"],
];
const NAME_MAX = 128;

export function topicName(raw: string | undefined): string {
  const name = [...(raw ?? "").replace(/\s+/g, " ").trim()].slice(0, NAME_MAX).join("").trim();
  if (name === "") throw badRequest("topic name must be non-empty");
  return name;
}

export function createTopic(world: World, forum: Forum, from: User, name: string, color: number, icon: string | undefined): Topic {
  const created = { name, icon_color: color, ...(icon !== undefined && { icon_custom_emoji_id: icon }) };
  // The topic bears the number of the message that opens it.
  const id = forum.nextId();
  const topic: Topic = { id, name, color, icon, closed: false };
  forum.topics.set(id, topic);
  world.post(forum, { from, thread: id, content: { forum_topic_created: created } }, id);
  return topic;
}

export function topicService(world: World, forum: Forum, topic: Topic, from: User, content: Content): void {
  world.post(forum, { from, content, ...(topic.id !== GENERAL && { thread: topic.id }) });
}

export function setClosed(world: World, forum: Forum, topic: Topic, from: User, closed: boolean): void {
  topic.closed = closed;
  topicService(world, forum, topic, from, closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} });
}

/** The topic goes with all its messages. No update tells of it. */
export function deleteTopic(world: World, forum: Forum, topic: Topic): void {
  forum.topics.delete(topic.id);
  forum.deletedTopics.set(topic.id, world.now());
  for (const post of [...forum.posts.values()]) if (post.thread === topic.id) world.remove(forum, post.id);
  world.tell({ type: "room", room: forum });
}

function manage(call: Call): Forum {
  const forum = call.forum();
  if (!call.hasRight(forum, "can_manage_topics")) throw badRequest("not enough rights to manage topics");
  return forum;
}

function checkIcon(icon: string | undefined): string | undefined {
  if (icon !== undefined && icon !== "" && !ICONS.some(([id]) => id === icon)) throw badRequest("DOCUMENT_INVALID");
  return icon;
}

function setTopicClosed(call: Call, closed: boolean): boolean {
  const forum = manage(call);
  const topic = call.topic(forum);
  if (topic.closed === closed) throw badRequest("TOPIC_NOT_MODIFIED");
  call.spend(forum);
  setClosed(call.world, forum, topic, call.bot.user, closed);
  return true;
}

export const topicMethods: Record<string, Method> = {
  createForumTopic(call) {
    const forum = call.forum();
    if (!call.hasRight(forum, "can_manage_topics")) throw badRequest("not enough rights to create a topic");
    const name = topicName(call.text("name"));
    const color = call.int("icon_color") ?? ICON_COLORS[0]!;
    if (!ICON_COLORS.includes(color)) throw badRequest("invalid icon color specified");
    const icon = checkIcon(call.text("icon_custom_emoji_id"));
    call.spend(forum);
    const topic = createTopic(call.world, forum, call.bot.user, name, color, icon || undefined);
    return { message_thread_id: topic.id, name, icon_color: color, ...(topic.icon !== undefined && { icon_custom_emoji_id: topic.icon }) };
  },
  editForumTopic(call) {
    const forum = manage(call);
    const topic = call.topic(forum);
    const name = call.text("name") ? topicName(call.text("name")) : undefined;
    const icon = checkIcon(call.text("icon_custom_emoji_id"));
    if (name === undefined && icon === undefined) return true;
    const edited: Content["forum_topic_edited"] = {};
    if (name !== undefined && name !== topic.name) edited.name = name;
    if (icon !== undefined && (icon || undefined) !== topic.icon) edited.icon_custom_emoji_id = icon;
    if (Object.keys(edited).length === 0) throw badRequest("TOPIC_NOT_MODIFIED");
    call.spend(forum);
    topic.name = edited.name ?? topic.name;
    if (edited.icon_custom_emoji_id !== undefined) topic.icon = edited.icon_custom_emoji_id || undefined;
    topicService(call.world, forum, topic, call.bot.user, { forum_topic_edited: edited });
    return true;
  },
  closeForumTopic: (call) => setTopicClosed(call, true),
  reopenForumTopic: (call) => setTopicClosed(call, false),
  deleteForumTopic(call) {
    const forum = call.forum();
    if (!call.hasRight(forum, "can_delete_messages")) throw badRequest("not enough rights to delete a topic");
    deleteTopic(call.world, forum, call.topic(forum));
    return true;
  },
  getForumTopicIconStickers() {
    return ICONS.map(([id, emoji]) => ({
      file_id: `CAAC${id}`, file_unique_id: `AgAD${id}`, type: "custom_emoji", width: 100, height: 100, is_animated: false, is_video: false,
      emoji, set_name: "Topics", custom_emoji_id: id, needs_repainting: false,
    }));
  },
};
