import { useSearch } from "@tanstack/react-router";
import { Headset } from "lucide-react";
import { useTitle } from "#app/use-title.ts";
import { Empty } from "#kit/empty/empty.tsx";
import { Panes } from "#kit/panes/panes.tsx";
import { RoomList } from "./list.tsx";
import { Room } from "./room.tsx";
import { useRoomCounts, useRooms } from "./rooms.ts";
import { useSupportTexts } from "./texts.ts";

/** What people write to the bot of support, and the answers. */
export function SupportPage() {
  const own = useSupportTexts();
  const search = useSearch({ from: "/shell/support" });
  useRooms();
  useTitle(own.title, useRoomCounts()?.open ?? 0);
  const { id } = search;
  return (
    <Panes title={own.title} open={id !== undefined} list={<RoomList search={search} />}>
      {id === undefined ? (
        <Empty icon={<Headset aria-hidden="true" />} title={own.choose}>
          {own.chooseText}
        </Empty>
      ) : (
        <Room key={id} id={id} search={search} />
      )}
    </Panes>
  );
}
