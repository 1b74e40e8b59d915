import { useI18n } from "#i18n/index.tsx";
import { participantName } from "#i18n/names.ts";
import { usePerson } from "./api.ts";

/** Somebody of whom only the number is at hand. */
export function PersonName({ id }: { id: number }) {
  const { t } = useI18n();
  return <bdi>{participantName(t, { id, name: usePerson(id)?.name })}</bdi>;
}
