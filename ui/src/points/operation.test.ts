import { describe, expect, it } from "vitest";
import { points } from "#i18n/ru/points.ts";
import { ru as common } from "#i18n/ru.ts";
import { TransferKind } from "#wire/protocol.ts";
import { operationText } from "./operation.ts";

const ru = { ...common, points };

describe("operations", () => {
  it("are told by kind and level", () => {
    const told = (kind: keyof typeof TransferKind, level?: number): string =>
      operationText(ru, { kind: TransferKind[kind], ...(level !== undefined && { level }) });
    expect(told("accrual")).toBe("Начислено за покупку");
    expect(told("accrual", 2)).toBe("Начислено за рефералов 2 уровня");
    expect(told("take_back")).toBe("Списано за возврат");
    expect(told("payout_paid")).toBe("Списано при выводе");
    expect(told("correction")).toBe("Ручная корректировка");
  });
});
