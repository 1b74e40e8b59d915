// Guests of the support bot and the operator who answers them in a topic, for the tests of what they see of each other.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { HELP_BOT, SUPPORT_FORUM, System } from "../harness/system.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import { type Page, Visitor } from "./gateway-client.ts";

export const OLGA = 501; // an operator
export const PATIENCE_MS = 90_000; // a group takes twenty messages a minute, however many talk there

export let system: System;
export let page: Page; // Olga's admin page
let nextPerson = 700;

export const control = (): System["telegram"]["control"] => system.telegram.control;

/** Somebody who writes to support, and the topic they are talked with in. */
export class Guest {
  readonly id = ++nextPerson;
  readonly name: string;
  thread = 0;

  constructor(name: string) {
    this.name = name;
    control().addPerson({ id: this.id, first_name: name, language_code: "ru" });
  }

  write(writing: Omit<Parameters<System["telegram"]["control"]["send"]>[0], "person" | "bot">): MessageView {
    return control().send({ person: this.id, bot: HELP_BOT, ...writing });
  }

  async hears(text: string): Promise<MessageView> {
    return await control().wait({ person: this.id, bot: HELP_BOT, text, timeout_ms: PATIENCE_MS });
  }

  messages(): MessageView[] {
    return control().chat({ person: this.id, bot: HELP_BOT }).messages;
  }

  async begins(text: string): Promise<MessageView> {
    this.write({ text });
    this.thread = (await control().waitTopic({ forum: SUPPORT_FORUM, name: `${this.name} · tg${this.id}`, timeout_ms: PATIENCE_MS })).thread;
    return await this.inTopic(text);
  }

  async inTopic(text: string): Promise<MessageView> {
    return await control().wait({ forum: SUPPORT_FORUM, thread: this.thread, text, from: "bot", timeout_ms: PATIENCE_MS });
  }

  topic(): MessageView[] {
    return control().chat({ forum: SUPPORT_FORUM, thread: this.thread }).messages;
  }

  operator(writing: object): MessageView {
    return control().send({ person: OLGA, forum: SUPPORT_FORUM, thread: this.thread, ...writing });
  }
}

/** One system for all tests of a file, with what they begin with, and everything checked in the end. */
export function openSupport(begin: () => Promise<void> = async () => undefined): void {
  before(async () => {
    system = await System.start();
    await system.ready();
    control().addPerson({ id: OLGA, first_name: "Ольга" });
    control().addOperator({ forum: SUPPORT_FORUM, person: OLGA });
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const { admins } = JSON.parse(await system.ctlOk("admins", "list", "--json")) as { admins: { id: number }[] };
    const visitor = new Visitor(system.adminUrl);
    await visitor.useTicket(await system.ctlOk("login", String(admins[0]?.id)));
    page = await visitor.openPage();
    await begin();
  });

  after(async () => {
    (page as Page | undefined)?.close();
    await system.finish(() => {
      assert.equal(control().limits().early_retries, 0);
    });
  });
}
