import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageSquareText, Pencil } from "lucide-react";
import { Suspense, useState } from "react";
import { useMe, useSession } from "#app/use-session.ts";
import { cleanText } from "#data/clean.ts";
import { part } from "#data/code.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { Menu, MenuHead, MenuItem, MenuLine } from "#kit/menu/menu.tsx";
import { errorCode } from "#wire/errors.ts";
import { ConversationKind } from "#wire/protocol.ts";
import styles from "./composer.module.css";

const CannedDialog = part(() => import("./canned-dialog.tsx"));
export const CANNED = ["canned"];

interface Props {
  kind: keyof typeof ConversationKind;
  onChosen: (words: string) => void;
}

/** Answers that are given often: one press puts the words into what one writes. */
export function Canned({ kind, onChosen }: Props) {
  const { t } = useI18n();
  const session = useSession();
  const queries = useQueryClient();
  const [editing, setEditing] = useState(false);
  useMe();
  const { data, error } = useQuery({
    queryKey: CANNED,
    queryFn: () => session.wire.request("canned.list", {}),
  });
  const answers = data?.answers?.filter(
    (one) => one.kind === undefined || one.kind === ConversationKind[kind],
  );
  return (
    <>
      <Menu
        align="start"
        trigger={
          <IconButton bare label={t.chat.canned} data-testid="canned">
            <MessageSquareText aria-hidden="true" />
          </IconButton>
        }
      >
        {error !== null && <MenuHead>{errorText(t, errorCode(error))}</MenuHead>}
        {answers?.length === 0 && <MenuHead>{t.chat.cannedNone}</MenuHead>}
        {answers?.map((one) => (
          <MenuItem key={one.id} onSelect={() => onChosen(cleanText(one.text))}>
            <bdi className={styles.cannedTitle}>{one.title}</bdi>
            <bdi className={styles.cannedText}>{one.text}</bdi>
          </MenuItem>
        ))}
        {session.may("canned.set") && (
          <>
            <MenuLine />
            <MenuItem
              icon={<Pencil aria-hidden="true" />}
              onSelect={() => setEditing(true)}
              testid="canned-edit"
            >
              {t.chat.cannedEdit}
            </MenuItem>
          </>
        )}
      </Menu>
      {editing && (
        <Suspense fallback={null}>
          <CannedDialog
            answers={data?.answers ?? []}
            onClose={() => setEditing(false)}
            onChanged={() => queries.invalidateQueries({ queryKey: CANNED })}
          />
        </Suspense>
      )}
    </>
  );
}
