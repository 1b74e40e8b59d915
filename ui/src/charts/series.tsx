// One figure over time, as a small chart. The same figures stand behind it as a table, for those who
// do not see it; with the keyboard the arrows go from point to point and the value is read out.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import { Hidden } from "#kit/hidden.tsx";
import { useColours } from "./colours.ts";
import styles from "./series.module.css";

export interface Point {
  /** "ноя. 2026" */
  label: string;
  /** undefined: there is none, and the line has a gap. */
  value: number | undefined;
  /** The value as people read it. */
  text: string;
}

interface Props {
  title: string;
  points: readonly Point[];
  /** Heads of the table behind. */
  heads: readonly [string, string];
}

const HEIGHT_PX = 96;

export function Series({ title, points, heads }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const colours = useColours();
  const [at, setAt] = useState<number>();
  const shown = at === undefined ? undefined : points[at];

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    let over = false;
    let made: uPlot | undefined;
    const watch = new ResizeObserver(() =>
      made?.setSize({ width: element.clientWidth, height: HEIGHT_PX }),
    );
    import("./plot.ts").then(({ drawPlot }) => {
      if (over) return;
      made = drawPlot(element, HEIGHT_PX, points, colours, setAt);
      plot.current = made;
      watch.observe(element);
    }, console.error);
    return () => {
      over = true;
      watch.disconnect();
      made?.destroy();
      plot.current = undefined;
    };
  }, [points, colours]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0 || points.length === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(points.length - 1, (at ?? points.length) + step));
    const { current } = plot;
    current?.setCursor({ left: current.valToPos(next, "x"), top: 0 });
    setAt(next);
  };

  return (
    <figure className={styles.figure}>
      <div
        ref={holder}
        role="img"
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows go along the points
        tabIndex={0}
        className={styles.plot}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(undefined)}
      />
      <figcaption className={styles.caption} aria-live="polite">
        {shown === undefined ? "" : `${shown.label}: ${shown.text}`}
      </figcaption>
      <Hidden>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{heads[0]}</th>
              <th scope="col">{heads[1]}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.label}>
                <th scope="row">{point.label}</th>
                <td>{point.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Hidden>
    </figure>
  );
}
