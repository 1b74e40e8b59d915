import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { Failed } from "#app/failed.tsx";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { Series } from "#charts/series.tsx";
import { useI18n } from "#i18n/index.tsx";
import { Page } from "#kit/page/page.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import styles from "./dashboard.module.css";
import { type Figure, figuresOf } from "./figures.ts";
import { useDashboardTexts } from "./texts.ts";

/** The programme at a glance: eleven figures, each with its last twelve months. */
export function DashboardPage() {
  const { f } = useI18n();
  const texts = useDashboardTexts();
  const { wire } = useSession();
  useTitle(texts.title);
  const { data, error, refetch } = useQuery({
    queryKey: ["dashboard"],
    queryFn: () => wire.request("stats.dashboard", {}),
  });
  const figures = useMemo(
    () => (data === undefined ? undefined : figuresOf(f, texts, data)),
    [data, f, texts],
  );
  if (figures === undefined && error !== null) {
    return (
      <Page title={texts.title}>
        <Failed title={texts.failed} code={errorCode(error)} onRetry={() => refetch()} />
      </Page>
    );
  }
  return (
    <Page title={texts.title}>
      <div className={styles.cards}>
        {figures === undefined
          ? [1, 2, 3, 4, 5, 6].map((n) => (
              <div key={n} className={styles.card}>
                <Skeleton width="half" tall />
              </div>
            ))
          : figures.map((figure) => <Card key={figure.id} figure={figure} />)}
      </div>
    </Page>
  );
}

function Card({ figure }: { figure: Figure }) {
  const texts = useDashboardTexts();
  const [name, definition] = texts.figures[figure.id];
  const rises = figure.change?.startsWith("+") === true;
  const session = useSession();
  const to = figure.list !== undefined && session.may(figure.list.needs) ? figure.list : undefined;
  const good = figure.change === undefined ? undefined : rises !== figure.downIsGood;
  return (
    <section className={styles.card} data-testid={`figure-${figure.id}`}>
      <h2 className={styles.name} title={definition}>
        {to === undefined ? name : <Link {...to}>{name}</Link>}
      </h2>
      <p className={styles.value}>{figure.value}</p>
      <p className={styles.beside}>
        {figure.beside}
        {figure.change !== undefined && (
          <span className={good === true ? styles.good : styles.bad}>
            {texts.change(figure.change)}
          </span>
        )}
      </p>
      <p className={styles.definition}>{definition}</p>
      <Series
        title={`${name}. ${definition}`}
        points={figure.points}
        heads={[texts.month, texts.value]}
      />
    </section>
  );
}
