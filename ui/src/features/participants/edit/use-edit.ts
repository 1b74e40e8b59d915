import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import type { Argument, MethodName, ParticipantEdit } from "#wire/protocol.ts";
import { newKey } from "#wire/wire.ts";
import { editableQuery } from "../api.ts";
import { useEditTexts } from "./texts.ts";

type EditMethod = Extract<
  MethodName,
  `participant.${"correct" | "tie" | "ozon" | "block" | "name" | "notices" | "note"}`
>;

/**
 * Sends an edit and shows what came of it. Points and ties are never shown before the ledger has said
 * so. The same attempt has the same key: pressed again after a lost answer, it happens once.
 */
export function useEdit(id: number, onDone: () => void) {
  const { t } = useI18n();
  const words = useEditTexts();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);

  const send = async <M extends EditMethod>(method: M, argument: Argument<M>): Promise<void> => {
    setBusy(true);
    try {
      const edited = (await session.wire.request(method, argument, key)) as ParticipantEdit;
      session.queries.setQueryData(editableQuery(session, id).queryKey, edited);
      session.queries.invalidateQueries({ queryKey: ["participant", id] });
      toast("done", words.done);
      onDone();
    } catch (error) {
      const code = errorCode(error);
      toast("error", words.failed, errorText(t, code));
      // What was looked at is no longer so: the form shows what is.
      if (code === "conflict") session.queries.invalidateQueries({ queryKey: ["participant", id] });
      if (code !== "timeout" && code !== "offline") setKey(newKey());
    }
    setBusy(false);
  };
  return { busy, send };
}
