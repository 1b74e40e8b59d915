import { Skeleton } from "../skeleton/skeleton.tsx";
import styles from "./list.module.css";

/** Rows that are on their way. */
export function SkeletonRows() {
  return (
    <div aria-hidden="true">
      {[1, 2, 3, 4, 5, 6, 7, 8].map((n) => (
        <div key={n} className={styles.skeleton}>
          <Skeleton width="half" />
          <Skeleton width="third" />
        </div>
      ))}
    </div>
  );
}
