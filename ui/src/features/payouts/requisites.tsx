import { Copy } from "lucide-react";
import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button, IconButton } from "#kit/button/button.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import { useActions } from "./hooks.ts";
import type { Destination, Payout } from "./model.ts";
import styles from "./requisites.module.css";
import { usePayoutsTexts } from "./texts.ts";

/** Where the money is to go: masked, until somebody who pays asks for it; they stay on this page alone. */
export function Requisites({ payout }: { payout: Payout }) {
  const { t } = useI18n();
  const own = usePayoutsTexts();
  const words = own.requisites;
  const session = useSession();
  const actions = useActions();
  const [full, setFull] = useState<Destination>();
  const [busy, setBusy] = useState(false);
  const show = async (): Promise<void> => {
    setBusy(true);
    try {
      setFull(await actions.requisites(payout.id));
    } catch (error) {
      toast("error", words.failed, errorText(t, errorCode(error)));
    } finally {
      setBusy(false);
    }
  };
  const masked = payout.requisites;
  return (
    <section data-testid="requisites">
      <h3 className={styles.title}>{words.title}</h3>
      {masked === undefined ? (
        <p className={styles.none}>{words.none}</p>
      ) : (
        <>
          <Lines of={full ?? masked} masked={full === undefined} />
          {full !== undefined ? (
            <Button small onClick={() => setFull(undefined)} data-testid="requisites-hide">
              {words.hide}
            </Button>
          ) : (
            session.may("requisites.show") && (
              <Button small busy={busy} onClick={show} data-testid="requisites-show">
                {words.show}
              </Button>
            )
          )}
          {full === undefined && session.may("requisites.show") && (
            <p className={styles.hint}>{words.hint}</p>
          )}
        </>
      )}
    </section>
  );
}

function Lines({ of, masked }: { of: Destination; masked: boolean }) {
  const own = usePayoutsTexts();
  const words = own.requisites;
  const number = masked ? `•••• ${of.number}` : grouped(of);
  const lines: [label: string, text: string, copied: string | undefined][] = [
    [words.method, of.method === undefined ? "" : words.methods[of.method], undefined],
    [of.method === "sbp" ? words.telephone : words.number, number, masked ? undefined : of.number],
    [words.bank, of.bank, undefined],
    [words.bik, of.bik, of.bik],
    [words.holder, of.name, of.name],
    [words.payee, of.payee === undefined ? "" : words.payees[of.payee], undefined],
    [words.inn, of.inn, of.inn],
  ];
  return (
    <dl className={styles.lines}>
      {lines
        .filter(([, text]) => text !== "")
        .map(([label, text, copied]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <bdi>{text}</bdi>
              {copied !== undefined && (
                <IconButton
                  bare
                  label={words.copy(label)}
                  onClick={() => navigator.clipboard.writeText(copied)}
                >
                  <Copy aria-hidden="true" />
                </IconButton>
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** As people read such numbers aloud; what is copied has digits alone. */
function grouped({ method, number }: Destination): string {
  if (method === "sbp") {
    return number.replace(/^7(\d{3})(\d{3})(\d{2})(\d{2})$/, "+7 $1 $2-$3-$4");
  }
  return number.replace(/(\d{4})(?=\d)/g, "$1 ");
}
