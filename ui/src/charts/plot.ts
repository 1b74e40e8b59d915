// The drawing itself: apart, so that the library comes only to pages with charts.
import uPlot from "uplot";
import type { Colours } from "./colours.ts";
import type { Point } from "./series.tsx";

/** Values without a neighbour to draw a line to. */
function lonely(points: readonly Point[]): number[] {
  return [...points.keys()].filter(
    (n) =>
      points[n]?.value !== undefined &&
      points[n - 1]?.value === undefined &&
      points[n + 1]?.value === undefined,
  );
}

/** Draws into `element`; `onCursor` hears over which point the pointer is. */
export function drawPlot(
  element: HTMLElement,
  height: number,
  points: readonly Point[],
  colours: Colours,
  onCursor: (index: number | undefined) => void,
): uPlot {
  const options: uPlot.Options = {
    width: element.clientWidth,
    height,
    pxAlign: false,
    legend: { show: false },
    padding: [6, 4, 4, 4],
    scales: {
      x: { time: false },
      // A flat line at zero stands at the bottom, not in the middle.
      y: { range: (_, min, max) => [Math.min(0, min), max > 0 ? max * 1.05 : Math.max(1, max)] },
    },
    axes: [{ show: false }, { show: false }],
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    series: [
      {},
      {
        stroke: colours.line,
        fill: colours.area,
        width: 2,
        // A line takes two; a value between gaps is a dot.
        points: { show: true, fill: colours.line, filter: () => lonely(points) },
      },
    ],
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? undefined)] },
  };
  const data: uPlot.AlignedData = [
    points.map((_, n) => n),
    points.map((point) => point.value ?? null),
  ];
  return new uPlot(options, data, element);
}
