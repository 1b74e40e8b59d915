import { useQuery } from "@tanstack/react-query";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Spinner } from "#kit/spinner/spinner.tsx";
import { errorCode } from "#wire/errors.ts";
import AttachedView from "./attached.tsx";
import { type Message, toWordings, type Wording } from "./conversation.ts";
import { useFilesTexts } from "./files-texts.ts";
import styles from "./wordings-dialog.module.css";

interface Props {
  message: Message;
  onClose: () => void;
}

/** What a message said, and what hung on it, before each of its edits; the newest of them first. */
export default function WordingsDialog({ message, onClose }: Props) {
  const { t } = useI18n();
  const own = useFilesTexts();
  const { wire } = useSession();
  const { conversation, n } = message;
  const { data, error } = useQuery({
    queryKey: ["message", conversation, n, message.text, message.attached?.file],
    queryFn: () => wire.request("conversation.message", { conversation, n }),
    staleTime: 0,
  });
  return (
    <Dialog open onClose={onClose} title={own.before} closeLabel={own.close} testid="wordings">
      {error !== null && <p role="alert">{errorText(t, errorCode(error))}</p>}
      {data === undefined && error === null && <Spinner />}
      <ol className={styles.list}>
        {data !== undefined &&
          toWordings(data)
            .reverse()
            .map((one) => <Was key={one.at} wording={one} />)}
      </ol>
    </Dialog>
  );
}

function Was({ wording: { at, text, attached } }: { wording: Wording }) {
  const { t, f } = useI18n();
  return (
    <li className={styles.was} data-testid="wording">
      <time dateTime={new Date(at).toISOString()}>{f.full(at)}</time>
      {attached !== undefined &&
        (attached.path === "" ? (
          <span>[{attached.name || t.chat.attachments[attached.kind]}]</span>
        ) : (
          <AttachedView what={attached} />
        ))}
      {text !== "" && <bdi className={styles.text}>{text}</bdi>}
    </li>
  );
}
