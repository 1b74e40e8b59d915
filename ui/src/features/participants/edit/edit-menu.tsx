import { useQuery } from "@tanstack/react-query";
import {
  Ban,
  BellRing,
  GitBranch,
  IdCard,
  NotebookPen,
  Pencil,
  UserPen,
  WalletCards,
} from "lucide-react";
import { useState } from "react";
import { useOnline, useSession } from "#app/use-session.ts";
import { Button } from "#kit/button/button.tsx";
import { Menu, MenuItem } from "#kit/menu/menu.tsx";
import { ParticipantStatus } from "#wire/protocol.ts";
import { editableQuery } from "../api.ts";
import type { LiveList } from "../live.ts";
import { useChangesOf } from "../use-changes.ts";
import { BalanceDialog } from "./balance-dialog.tsx";
import { BlockDialog } from "./block-dialog.tsx";
import { InviterDialog } from "./inviter-dialog.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { NoteDialog } from "./note-dialog.tsx";
import { NoticesDialog } from "./notices-dialog.tsx";
import { OzonDialog } from "./ozon-dialog.tsx";
import { useEditTexts } from "./texts.ts";

const DIALOGS = {
  balance: BalanceDialog,
  inviter: InviterDialog,
  ozon: OzonDialog,
  name: NameDialog,
  notices: NoticesDialog,
  note: NoteDialog,
  block: BlockDialog,
};
type Kind = keyof typeof DIALOGS;

/** What may be changed of a participant, by those who may. */
export default function EditMenu({ id, list }: { id: number; list: LiveList }) {
  const words = useEditTexts();
  const session = useSession();
  const online = useOnline();
  const [open, setOpen] = useState<Kind>();
  const { data: edit, refetch } = useQuery(editableQuery(session, id));
  // What somebody is just editing stays as they looked at it: the ledger says when that is a conflict.
  useChangesOf(list, id, () => {
    if (open === undefined) refetch();
  });
  const close = (): void => {
    setOpen(undefined);
    refetch();
  };
  if (!session.may("participant.correct") || edit === undefined) return null;
  const Shown = open === undefined ? undefined : DIALOGS[open];
  const item = (kind: Kind, icon: React.ReactNode, text: string) => (
    <MenuItem icon={icon} onSelect={() => setOpen(kind)} testid={`edit-open-${kind}`}>
      {text}
    </MenuItem>
  );
  return (
    <>
      <Menu
        trigger={
          <Button
            small
            disabled={!online}
            icon={<Pencil aria-hidden="true" />}
            data-testid="edit-open"
          >
            {words.open}
          </Button>
        }
      >
        {item("balance", <WalletCards aria-hidden="true" />, words.balance)}
        {item("inviter", <GitBranch aria-hidden="true" />, words.inviter)}
        {item("ozon", <IdCard aria-hidden="true" />, words.ozon)}
        {item("name", <UserPen aria-hidden="true" />, words.name)}
        {item("notices", <BellRing aria-hidden="true" />, words.notices)}
        {item("note", <NotebookPen aria-hidden="true" />, words.note)}
        {item(
          "block",
          <Ban aria-hidden="true" />,
          edit.who.status === ParticipantStatus.blocked ? words.unblock : words.block,
        )}
      </Menu>
      {Shown !== undefined && <Shown edit={edit} onClose={close} />}
    </>
  );
}
