import { useNavigate } from "@tanstack/react-router";
import { LogOut, MonitorSmartphone } from "lucide-react";
import { useI18n } from "#i18n/index.tsx";
import { adminName } from "#i18n/names.ts";
import { Avatar } from "#kit/avatar/avatar.tsx";
import { Hidden } from "#kit/hidden.tsx";
import { Menu, MenuHead, MenuItem, MenuLine } from "#kit/menu/menu.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { Right } from "#wire/protocol.ts";
import { send } from "../post.ts";
import { useMe } from "../use-session.ts";
import styles from "./account.module.css";
import { LanguageChoice, ThemeChoice } from "./view-menus.tsx";

export function Account() {
  const { t } = useI18n();
  const me = useMe();
  const navigate = useNavigate();
  if (me === undefined) return null;
  const name = adminName(me.admin, me.name);
  const rights = (Object.keys(Right) as (keyof typeof Right)[])
    .filter((right) => (me.rights & Right[right]) !== 0)
    .map((right) => t.rights[right]);

  const logout = async (): Promise<void> => {
    try {
      await send("/auth/logout", {});
      location.replace("/login");
    } catch {
      toast("error", t.menu.logoutFailed, t.errors.offline);
    }
  };

  return (
    <Menu
      trigger={
        <button type="button" className={styles.avatar} data-testid="account">
          <Avatar name={name} />
          <Hidden>
            {t.menu.account}: {name}
          </Hidden>
        </button>
      }
    >
      <MenuHead>
        <bdi className={styles.name}>{name}</bdi>
        <p className={styles.rights}>{rights.join(", ")}</p>
      </MenuHead>
      <MenuLine />
      <div className={styles.narrow}>
        <LanguageChoice />
        <ThemeChoice />
        <MenuLine />
      </div>
      <MenuItem
        icon={<MonitorSmartphone aria-hidden="true" />}
        onSelect={() => navigate({ to: "/sessions" })}
        testid="sessions-open"
      >
        {t.menu.sessions}
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden="true" />} onSelect={logout} testid="logout">
        {t.menu.logout}
      </MenuItem>
    </Menu>
  );
}
