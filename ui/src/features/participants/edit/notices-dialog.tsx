import { useState } from "react";
import { Choice } from "#kit/radio/radio.tsx";
import { Frequency, type ParticipantEdit, type Subscriptions } from "#wire/protocol.ts";
import styles from "./edit.module.css";
import { EditDialog } from "./edit-dialog.tsx";
import { useEditTexts } from "./texts.ts";
import { useEdit } from "./use-edit.ts";

const TOPICS = ["points", "network", "purchases"] as const;
const OFTEN = ["off", "daily", "weekly"] as const;

/** How often the bot tells a participant about each topic. */
export function NoticesDialog({ edit, onClose }: { edit: ParticipantEdit; onClose: () => void }) {
  const { who } = edit;
  const { busy, send } = useEdit(who.id, onClose);
  const [before] = useState<Subscriptions>(() => edit.subscriptions ?? {});
  const [chosen, setChosen] = useState(before);
  const [tried, setTried] = useState(false);
  const words = useEditTexts();
  const unchanged = TOPICS.every((topic) => chosen[topic] === before[topic]);
  return (
    <EditDialog
      title={words.notices}
      confirm={words.save}
      busy={busy}
      reasonNeeded={false}
      ready={!unchanged}
      onClose={onClose}
      onTry={() => setTried(true)}
      onConfirm={(reason) =>
        send("participant.notices", {
          participant: who.id,
          ...(edit.rev !== undefined && { rev: edit.rev }),
          subscriptions: chosen,
          reason,
        })
      }
      testid="notices-dialog"
    >
      <p className={styles.lead}>{words.noticesLead}</p>
      {TOPICS.map((topic, n) => (
        <div key={topic} data-testid={`notices-${topic}`}>
          <Choice
            legend={words.topics[topic]}
            options={OFTEN.map((often) => ({
              value: String(Frequency[often]),
              text: words.often[often],
            }))}
            value={String(chosen[topic] ?? "")}
            onChange={(value) => {
              const often = OFTEN.find((one) => String(Frequency[one]) === value);
              if (often !== undefined) setChosen({ ...chosen, [topic]: Frequency[often] });
            }}
            error={
              tried && unchanged && n === TOPICS.length - 1 ? words.problems.nothing : undefined
            }
          />
        </div>
      ))}
    </EditDialog>
  );
}
