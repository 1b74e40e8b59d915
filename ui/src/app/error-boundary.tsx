import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { Compass, TriangleAlert } from "lucide-react";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";

/** A mistake of ours that would leave the page blank. */
export function Crashed({ error }: ErrorComponentProps) {
  const { t } = useI18n();
  return (
    <Empty
      icon={<TriangleAlert aria-hidden="true" />}
      title={t.app.crashed}
      action={
        <Button variant="primary" onClick={() => location.reload()}>
          {t.app.reload}
        </Button>
      }
      testid="crashed"
    >
      {t.app.crashedText}
      <br />
      <code>{error instanceof Error ? error.message : String(error)}</code>
    </Empty>
  );
}

export function NotFound() {
  const { t } = useI18n();
  return (
    <Empty
      icon={<Compass aria-hidden="true" />}
      title={t.app.notFound}
      action={<Link to="/">{t.app.home}</Link>}
    >
      {t.app.notFoundText}
    </Empty>
  );
}
