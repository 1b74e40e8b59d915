import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { canned as en } from "#i18n/en/canned.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { ownTexts } from "#i18n/own-texts.ts";
import { canned as ru } from "#i18n/ru/canned.ts";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea, TextField } from "#kit/field/field.tsx";
import { Choice } from "#kit/radio/radio.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import { type Canned, ConversationKind } from "#wire/protocol.ts";
import { newKey } from "#wire/wire.ts";
import styles from "./canned-dialog.module.css";

const useTexts = ownTexts<typeof ru>({ ru, en });
const TEXT_MAX = 4096;
/** Bytes that the protocol takes, in characters of two bytes. */
const TITLE_MAX = 64;

interface Props {
  answers: readonly Canned[];
  onClose: () => void;
  onChanged: () => void;
}

/** The ready answers: one is chosen or begun, changed, and kept or taken away. */
export default function CannedDialog({ answers, onClose, onChanged }: Props) {
  const { t } = useI18n();
  const own = useTexts();
  const [draft, setDraft] = useState<Canned>();
  if (draft !== undefined) {
    return (
      <OneAnswer
        draft={draft}
        onClose={onClose}
        onDone={() => {
          setDraft(undefined);
          onChanged();
        }}
        onBack={() => setDraft(undefined)}
      />
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.chat.canned}
      closeLabel={t.app.close}
      testid="canned-dialog"
      footer={
        <Button
          variant="primary"
          onClick={() => setDraft({ title: "", text: "" })}
          data-testid="canned-new"
        >
          {own.add}
        </Button>
      }
    >
      {answers.length === 0 && <p className={styles.empty}>{own.empty}</p>}
      <ul className={styles.list}>
        {answers.map((one) => (
          <li key={one.id} className={styles.item} data-testid="canned-row">
            <div className={styles.words}>
              <bdi className={styles.title}>{one.title}</bdi>
              <p className={styles.text}>
                <bdi>{one.text}</bdi>
              </p>
            </div>
            <Button
              small
              aria-label={own.changeOne(one.title)}
              onClick={() => setDraft(one)}
              data-testid="canned-change"
            >
              {own.change}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

interface OneProps {
  draft: Canned;
  onClose: () => void;
  onDone: () => void;
  onBack: () => void;
}

function OneAnswer({ draft, onClose, onDone, onBack }: OneProps) {
  const { t, f } = useI18n();
  const own = useTexts();
  const { wire } = useSession();
  const [title, setTitle] = useState(draft.title);
  const [text, setText] = useState(draft.text ?? "");
  const [kind, setKind] = useState(String(draft.kind ?? ""));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState<"keep" | "remove">();
  const [key, setKey] = useState(newKey);
  const wrong = {
    title:
      title.trim() === ""
        ? own.titleMissing
        : title.trim().length > TITLE_MAX
          ? t.form.long(f.count(TITLE_MAX))
          : undefined,
    text:
      text.trim() === ""
        ? own.textMissing
        : text.trim().length > TEXT_MAX
          ? t.form.long(f.count(TEXT_MAX))
          : undefined,
  };

  const send = async (what: "keep" | "remove"): Promise<void> => {
    setTried(true);
    if (what === "keep" && (wrong.title !== undefined || wrong.text !== undefined)) return;
    setBusy(what);
    try {
      await wire.request(
        "canned.set",
        {
          title: what === "keep" ? title.trim() : draft.title,
          ...(draft.id !== undefined && { id: draft.id }),
          ...(what === "keep" && { text: text.trim() }),
          ...(kind !== "" && { kind: Number(kind) as ConversationKind }),
        },
        key,
      );
      toast("done", what === "keep" ? own.kept : own.removed);
      onDone();
    } catch (error) {
      const code = errorCode(error);
      toast("error", own.failed, errorText(t, code));
      if (code !== "timeout" && code !== "offline") setKey(newKey());
      setBusy(undefined);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={draft.id === undefined ? own.newTitle : own.oneTitle}
      closeLabel={t.app.close}
      testid="canned-form"
      footer={
        <>
          {draft.id !== undefined && (
            <Button
              variant="danger"
              busy={busy === "remove"}
              onClick={() => send("remove")}
              data-testid="canned-remove"
            >
              {own.remove}
            </Button>
          )}
          <Button onClick={onBack}>{own.back}</Button>
          <Button
            variant="primary"
            busy={busy === "keep"}
            onClick={() => send("keep")}
            data-testid="canned-keep"
          >
            {own.keep}
          </Button>
        </>
      }
    >
      <TextField
        label={own.title}
        hint={own.titleHint}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        error={tried ? wrong.title : undefined}
        testid="canned-title"
      />
      <TextArea
        label={own.text}
        rows={5}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={tried ? wrong.text : undefined}
        testid="canned-text"
      />
      <Choice
        legend={own.kind}
        options={[
          { value: "", text: own.kinds.both },
          { value: String(ConversationKind.support), text: own.kinds.support },
          { value: String(ConversationKind.payout), text: own.kinds.payout },
        ]}
        value={kind}
        onChange={setKind}
      />
    </Dialog>
  );
}
