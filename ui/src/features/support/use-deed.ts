import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import type { ConversationView } from "#wire/protocol.ts";
import { type Move, moveRequest } from "./moves.ts";
import { useRooms } from "./rooms.ts";
import { useSupportTexts } from "./texts.ts";

/** Does something to a conversation, says how it went, and shows how it stands then. */
export function useDeed(room: ConversationView) {
  const { t } = useI18n();
  const own = useSupportTexts();
  const { wire } = useSession();
  const rooms = useRooms();
  const [busy, setBusy] = useState<Move["kind"]>();
  const run = async (move: Move): Promise<boolean> => {
    setBusy(move.kind);
    try {
      await moveRequest(wire, room, move);
      toast("done", own.done[move.kind]);
      return true;
    } catch (error) {
      toast("error", own.failedAction, errorText(t, errorCode(error)));
      return false;
    } finally {
      rooms.changed(room.id);
      setBusy(undefined);
    }
  };
  return { busy, run };
}
