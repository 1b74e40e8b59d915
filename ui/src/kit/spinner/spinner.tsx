import { LoaderCircle } from "lucide-react";
import styles from "./spinner.module.css";

export function Spinner() {
  return <LoaderCircle aria-hidden="true" className={styles.spinner} />;
}
