import { useI18n } from "#i18n/index.tsx";
import { Counter } from "#kit/badge/badge.tsx";
import { useRoomCounts, useRooms } from "./rooms.ts";

/** In the menu: how many people wait for an answer. */
export function WaitingRooms() {
  const { t } = useI18n();
  useRooms();
  const waiting = useRoomCounts()?.open ?? 0;
  return <Counter value={waiting} label={t.menu.asking(waiting)} />;
}
