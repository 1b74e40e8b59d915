// What hangs on a message: a picture in a frame of fixed height, so that nothing jumps when it comes; a
// sound or a film to be played; anything else by its name, to be saved. A chunk of its own.
import { CircleAlert, Download, FileText, Image, Play, RotateCw } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Spinner } from "#kit/spinner/spinner.tsx";
import { type ErrorName, errorCode } from "#wire/errors.ts";
import styles from "./attached.module.css";
import type { Attached } from "./conversation.ts";
import { fetchFile, fileName, save } from "./file.ts";
import { useFilesTexts } from "./files-texts.ts";

interface Props {
  what: Attached;
}

type Loaded =
  | { state: "none" }
  | { state: "loading" }
  | { state: "failed"; code: ErrorName }
  | { state: "here"; url: string; type: string };

export default function AttachedView({ what }: Props) {
  const picture =
    what.kind === "photo" ||
    what.kind === "sticker" ||
    /^image\/(jpeg|png|gif|webp)$/.test(what.mime);
  if (picture) return <Picture what={what} />;
  if (what.kind === "voice" || what.kind === "audio") return <Sound what={what} />;
  if (what.kind === "video" || what.kind === "video_note" || what.kind === "animation")
    return <Film what={what} />;
  return <Document what={what} />;
}

/** Asked for by `load`; let go of with what shows it, which a replaced file has anew. */
function useFile(path: string): [Loaded, () => void] {
  const [file, setFile] = useState<Loaded>({ state: "none" });
  const leaving = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  const url = file.state === "here" ? file.url : undefined;
  useEffect(() => {
    return () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [url]);

  const load = (): void => {
    leaving.current?.abort();
    const left = new AbortController();
    leaving.current = left;
    setFile({ state: "loading" });
    fetchFile(path, left.signal).then(
      (blob) =>
        left.signal.aborted ||
        setFile({ state: "here", url: URL.createObjectURL(blob), type: blob.type }),
      (error) => left.signal.aborted || setFile({ state: "failed", code: errorCode(error) }),
    );
  };
  return [file, load];
}

function keep(what: Attached, { url, type }: { url: string; type: string }): void {
  save(url, fileName(what.name, `${what.kind}-${what.n}`, type));
}

function Picture({ what }: Props) {
  const own = useFilesTexts();
  const [file, load] = useFile(what.path);
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  const frame = useSeen(load);
  const name = useName(what);

  if (file.state === "here" && (broken || !file.type.startsWith("image/")))
    return <Document what={what} note={own.notShown} />;
  return (
    <span className={styles.frame} ref={frame} data-testid="picture" data-state={file.state}>
      {file.state === "here" && (
        <button
          type="button"
          className={styles.thumbnail}
          aria-label={own.open(name)}
          onClick={() => setOpen(true)}
          data-testid="picture-open"
        >
          <img src={file.url} alt="" onError={() => setBroken(true)} />
        </button>
      )}
      {file.state === "failed" && <Failure code={file.code} again={load} />}
      {(file.state === "loading" || file.state === "none") && (
        <span className={styles.waits} role="img" aria-label={`${name}: ${own.loading}`}>
          {file.state === "loading" ? <Spinner /> : <Image aria-hidden="true" />}
        </span>
      )}
      {file.state === "here" && (
        <Dialog
          open={open}
          onClose={() => setOpen(false)}
          title={<bdi>{name}</bdi>}
          closeLabel={own.close}
          testid="viewer"
          full
          footer={
            <Button icon={<Download aria-hidden="true" />} onClick={() => keep(what, file)}>
              {own.save}
            </Button>
          }
        >
          <img className={styles.whole} src={file.url} alt={name} data-testid="viewer-picture" />
        </Dialog>
      )}
    </span>
  );
}

/** Calls once, when it comes near to being seen. */
function useSeen(seen: () => void) {
  const ref = useRef<HTMLSpanElement>(null);
  const call = useRef(seen);
  call.current = seen;
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        observer.disconnect();
        call.current();
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return ref;
}

function Sound({ what }: Props) {
  const [file, load] = useFile(what.path);
  const name = useName(what);
  if (file.state === "here" && file.type.startsWith("audio/"))
    return (
      // biome-ignore lint/a11y/useMediaCaption: people's own words have no captions
      <audio
        className={styles.sound}
        src={file.url}
        controls
        autoPlay
        aria-label={name}
        data-testid="sound"
      />
    );
  return <ToPlay what={what} file={file} load={load} />;
}

function Film({ what }: Props) {
  const [file, load] = useFile(what.path);
  const name = useName(what);
  if (file.state === "here" && file.type.startsWith("video/"))
    return (
      // biome-ignore lint/a11y/useMediaCaption: people's own films have no captions
      <video
        className={styles.film}
        src={file.url}
        controls
        autoPlay
        playsInline
        aria-label={name}
        data-testid="film"
      />
    );
  return <ToPlay what={what} file={file} load={load} />;
}

function ToPlay({ what, file, load }: Props & { file: Loaded; load: () => void }) {
  const own = useFilesTexts();
  const name = useName(what);
  if (file.state === "here") return <Document what={what} note={own.notShown} />;
  return (
    <Line what={what} icon={<Play aria-hidden="true" />} file={file} again={load}>
      <Button
        small
        busy={file.state === "loading"}
        icon={<Play aria-hidden="true" />}
        aria-label={own.play(name)}
        onClick={load}
        data-testid="play"
      />
    </Line>
  );
}

function Document({ what, note }: Props & { note?: string }) {
  const own = useFilesTexts();
  const [file, load] = useFile(what.path);
  const name = useName(what);
  const here = file.state === "here" ? file : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: saved once, when it has come
  useEffect(() => {
    if (here !== undefined) keep(what, here);
  }, [here]);
  return (
    <Line what={what} icon={<FileText aria-hidden="true" />} file={file} again={load} note={note}>
      <Button
        small
        busy={file.state === "loading"}
        icon={<Download aria-hidden="true" />}
        aria-label={own.saveOf(name)}
        onClick={here === undefined ? load : () => keep(what, here)}
        data-testid="save"
      />
    </Line>
  );
}

interface LineProps extends Props {
  icon: ReactNode;
  file: Loaded;
  again: () => void;
  note?: string | undefined;
  children: ReactNode;
}

function Line({ what, file, again, note, children }: LineProps) {
  const size = useSize(what.size);
  const name = useName(what);
  return (
    <span className={styles.line} data-testid="file" data-state={file.state}>
      {children}
      <span className={styles.about}>
        <bdi className={styles.name}>{name}</bdi>
        <span className={styles.size}>{[size, note].filter(Boolean).join(" · ")}</span>
        {file.state === "failed" && <Failure code={file.code} again={again} />}
      </span>
    </span>
  );
}

function Failure({ code, again }: { code: ErrorName; again: () => void }) {
  const own = useFilesTexts();
  const { t } = useI18n();
  const words: Partial<Record<ErrorName, string>> = own.errors;
  return (
    <span className={styles.failure} role="alert" data-testid="file-error">
      <CircleAlert aria-hidden="true" />
      <span>
        {words[code] ?? errorText(t, code)}
        {code !== "limit" && (
          <button type="button" onClick={again} data-testid="file-again">
            <RotateCw aria-hidden="true" />
            {own.again}
          </button>
        )}
      </span>
    </span>
  );
}

function useName(what: Attached): string {
  const { t } = useI18n();
  const word = t.chat.attachments[what.kind];
  return what.name || word.charAt(0).toUpperCase() + word.slice(1);
}

const KB = 1024;
function useSize(bytes: number): string {
  const own = useFilesTexts();
  const { f } = useI18n();
  if (bytes === 0) return "";
  if (bytes < KB) return own.bytes(f.count(bytes));
  if (bytes < KB * KB) return own.kilobytes(f.count(Math.ceil(bytes / KB)));
  return own.megabytes(f.points(Math.round((bytes / KB / KB) * 10) * 10));
}
