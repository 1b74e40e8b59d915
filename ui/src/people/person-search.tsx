import { Autocomplete } from "@base-ui/react/autocomplete";
import { useId, useState } from "react";
import { cleanLine } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import { participantName } from "#i18n/names.ts";
import type { ParticipantLine } from "#wire/protocol.ts";
import { type Found, usePeople } from "./api.ts";
import styles from "./people.module.css";
import { usePeopleTexts } from "./texts.ts";

interface Props {
  label: string;
  onChoose: (id: number) => void;
  testid?: string | undefined;
}

/** Somebody is found by a few letters and chosen, by mouse or by keys. */
export default function PersonSearch({ label, onChoose, testid = "person-search" }: Props) {
  const { t } = useI18n();
  const own = usePeopleTexts();
  const id = useId();
  const [text, setText] = useState("");
  const found = usePeople(text);
  const called = (who: ParticipantLine): string => participantName(t, who);
  return (
    <div className={styles.search}>
      <label htmlFor={id}>{label}</label>
      <Autocomplete.Root
        inline
        open
        mode="none"
        items={found.people}
        value={text}
        onValueChange={setText}
        autoHighlight="always"
        itemToStringValue={called}
      >
        <Autocomplete.Input
          id={id}
          className={styles.input}
          placeholder={own.placeholder}
          maxLength={100}
          data-testid={testid}
        />
        <Autocomplete.Empty className={styles.empty}>{say(own, found)}</Autocomplete.Empty>
        <Autocomplete.List className={styles.list}>
          {(who: ParticipantLine) => (
            <Autocomplete.Item
              key={who.id}
              value={who}
              className={styles.item}
              onClick={() => onChoose(who.id)}
              data-testid={`person-${who.id}`}
            >
              <bdi className={styles.name}>{called(who)}</bdi>
              <span className={styles.aside}>
                {who.nick !== undefined && <bdi>@{cleanLine(who.nick)} </bdi>}№&nbsp;{who.id}
              </span>
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </div>
  );
}

function say(own: ReturnType<typeof usePeopleTexts>, { state }: Found): string {
  if (state === "idle") return own.type;
  if (state === "looking") return own.looking;
  return state === "failed" ? own.failed : own.nobody;
}
