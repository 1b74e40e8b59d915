// Login by Telegram, switched on in a system: what BotFather and the configuration are told.
import { createHash } from "node:crypto";
import { BOT, SECRETS, type SystemOptions, type System } from "./system.ts";

export const LOGIN_SECRET = "a-client-secret/of+the=login:0123456789";
export const CALLBACK = "/auth/telegram/callback";

/** The issuer is reached as localhost: to a browser another site than that of the panel, as in life. */
export const issuerOf = (system: System): string => system.telegram.url.replace("127.0.0.1", "localhost");

/** The number of the bot. */
export const CLIENT = SECRETS.telegram.replace(/:.*/, "");

const keys = (issuer: string): string => `telegram_client = "${CLIENT}"
telegram_issuer = "${issuer}"
telegram_secret_file = "telegram-login"
telegram_widget_file = "telegram-widget"
`;

export const DOOR: SystemOptions = {
  edit: (config) => {
    const simulator = /bot_link = "([^"]+)"/.exec(config)?.[1] ?? "";
    return config.replace("[gateway]\n", `[gateway]\n${keys(simulator.replace("127.0.0.1", "localhost"))}`);
  },
  secrets: { "telegram-login": LOGIN_SECRET, "telegram-widget": createHash("sha256").update(SECRETS.telegram).digest("hex") },
};

export function openDoor(system: System, algorithm: "RS256" | "ES256" = "RS256"): void {
  system.telegram.login.allow({ bot: BOT, secret: LOGIN_SECRET, redirects: [`${system.adminUrl}${CALLBACK}`], origins: [system.adminUrl], algorithm });
}
