import styles from "./kbd.module.css";

/** "mod+k" or "g p" as keys on a keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {keys.split(" ").map((press) => (
        <kbd key={press} className={styles.kbd}>
          {press.split("+").map(keyName).join(" ")}
        </kbd>
      ))}
    </span>
  );
}

function keyName(key: string): string {
  switch (key) {
    case "mod":
      return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
    case "enter":
      return "Enter";
    case "escape":
      return "Esc";
    default:
      return key.toLocaleUpperCase();
  }
}
