import { Ban, Check, Ellipsis, Hand, RotateCcw, UserRoundCog } from "lucide-react";
import { Suspense, useState } from "react";
import { useMe, useOnline, useSession } from "#app/use-session.ts";
import { part } from "#data/code.ts";
import { Button, IconButton } from "#kit/button/button.tsx";
import { Menu, MenuItem } from "#kit/menu/menu.tsx";
import { ConversationState, type ConversationView } from "#wire/protocol.ts";
import styles from "./support.module.css";
import { useSupportTexts } from "./texts.ts";
import { useDeed } from "./use-deed.ts";

const GiveDialog = part(() => import("./give-dialog.tsx"));
const BanDialog = part(() => import("./ban-dialog.tsx"));

export function ActionBar({ room }: { room: ConversationView }) {
  const own = useSupportTexts();
  const session = useSession();
  const online = useOnline();
  const me = useMe();
  const { busy, run } = useDeed(room);
  const [dialog, setDialog] = useState<"give" | "ban">();
  if (me === undefined || !session.may("conversation.move")) return null;
  const closed = room.state === ConversationState.closed;
  const off = !online || busy !== undefined;
  const close = (): void => setDialog(undefined);

  return (
    <div className={styles.bar}>
      {room.assignee !== me.admin && !closed && (
        <Button
          icon={<Hand aria-hidden="true" />}
          variant={room.assignee === undefined ? "primary" : "outline"}
          busy={busy === "take"}
          disabled={off}
          onClick={() => run({ kind: "take", me: me.admin })}
          data-testid="take"
        >
          {room.assignee === undefined ? own.take : own.takeOver}
        </Button>
      )}
      {closed ? (
        <Button
          icon={<RotateCcw aria-hidden="true" />}
          busy={busy === "reopen"}
          disabled={off}
          onClick={() => run({ kind: "reopen" })}
          data-testid="reopen"
        >
          {own.reopen}
        </Button>
      ) : (
        <Button
          icon={<Check aria-hidden="true" />}
          busy={busy === "close"}
          disabled={off}
          onClick={() => run({ kind: "close" })}
          data-testid="close"
        >
          {own.close}
        </Button>
      )}
      <Menu
        trigger={
          <IconButton label={own.more} disabled={off} data-testid="more">
            <Ellipsis aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem
          icon={<UserRoundCog aria-hidden="true" />}
          onSelect={() => setDialog("give")}
          testid="give"
        >
          {own.give}
        </MenuItem>
        <MenuItem
          icon={<Ban aria-hidden="true" />}
          onSelect={() => (room.banned === true ? run({ kind: "unban" }) : setDialog("ban"))}
          testid={room.banned === true ? "unban" : "ban"}
        >
          {room.banned === true ? own.unban : own.ban}
        </MenuItem>
      </Menu>
      <Suspense fallback={null}>
        {dialog === "give" && <GiveDialog room={room} onClose={close} />}
        {dialog === "ban" && <BanDialog room={room} onClose={close} />}
      </Suspense>
    </div>
  );
}
