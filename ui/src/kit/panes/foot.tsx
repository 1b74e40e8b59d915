import { useEffect, useRef } from "react";
import { Button } from "../button/button.tsx";
import { Spinner } from "../spinner/spinner.tsx";
import styles from "./list.module.css";

interface Props {
  more: boolean;
  failed: boolean;
  onReached: () => void;
  retryLabel: string;
  endLabel: string;
}

/** The end of what has been read of a list: reads on when it comes into sight. */
export function Foot({ more, failed, onReached, retryLabel, endLabel }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  const reached = useRef(onReached);
  useEffect(() => {
    reached.current = onReached;
  });
  useEffect(() => {
    if (ref.current === null || !more || failed) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting === true && reached.current(),
      { rootMargin: "400px" },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [more, failed]);
  return (
    <div ref={ref} className={styles.foot}>
      {failed && <Button onClick={onReached}>{retryLabel}</Button>}
      {!failed && (more ? <Spinner /> : endLabel)}
    </div>
  );
}
