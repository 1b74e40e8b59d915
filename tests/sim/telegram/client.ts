// The control API from another process: the verbs of Control, each a POST to /control/<verb>.
import type { Control } from "./control.ts";

export type RemoteControl = {
  [Verb in keyof Control]: (...args: Parameters<Control[Verb]>) => Promise<Awaited<ReturnType<Control[Verb]>>>;
};

export function connectControl(url: string): RemoteControl {
  return new Proxy({} as RemoteControl, {
    get: (_, verb: string) => async (options: object = {}): Promise<unknown> => {
      const response = await fetch(`${url}/control/${verb}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(options),
      });
      const body = await response.json() as { result?: unknown; error?: string };
      if (!response.ok) throw new Error(body.error ?? `HTTP ${response.status}`);
      return body.result;
    },
  });
}
