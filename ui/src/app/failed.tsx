import { CloudAlert } from "lucide-react";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import type { ErrorName } from "#wire/errors.ts";

interface Props {
  title: string;
  code: ErrorName;
  onRetry: () => void;
  testid?: string;
}

/** In place of what could not be had: why, and once more. */
export function Failed({ title, code, onRetry, testid }: Props) {
  const { t } = useI18n();
  return (
    <Empty
      icon={<CloudAlert aria-hidden="true" />}
      title={title}
      action={<Button onClick={onRetry}>{t.app.retry}</Button>}
      {...(testid !== undefined && { testid })}
    >
      {errorText(t, code)}
    </Empty>
  );
}
