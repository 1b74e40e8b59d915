// Charts of what benches have found, as SVG in charts/: every figure against its goal, and rates beside those of peers.
//
//     node tests/bench/charts.ts < FILE     (what ./refsys bench --json has printed)
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Peer = number | { median?: number };
type Figure = { name: string; value?: number; unit?: string; ratio?: number; goal?: string; met?: boolean; peers?: Record<string, Peer> };
/** `share`: how long the bar is, 0 to 1. */
type Bar = { label: string; text: string; share: number; colour: "met" | "missed" | "ours" | "peer" };

const FOLDER = join(import.meta.dirname, "charts");
const COLOURS = { met: "#2e7d4f", missed: "#b3442f", ours: "#2b5fa8", peer: "#8a8f98" };
const WIDTH = 1000;
const LABELS = 460;
const BARS = 380;
const ROW = 24;
const HEAD = 56;

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function chart(title: string, below: string, bars: Bar[], mark?: { at: number; text: string }): string {
  const height = HEAD + bars.length * ROW + 36;
  const rows = bars.map(({ label, text, share, colour }, n) => {
    const y = HEAD + n * ROW;
    const length = Math.max(2, share * BARS);
    return `<text x="${LABELS - 8}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>
<rect x="${LABELS}" y="${y + 4}" width="${length.toFixed(1)}" height="14" fill="${COLOURS[colour]}"/>
<text x="${(LABELS + length + 6).toFixed(1)}" y="${y + 15}">${escaped(text)}</text>`;
  });
  const x = mark && (LABELS + mark.at * BARS).toFixed(1);
  const line = mark ? `<line x1="${x}" y1="${HEAD - 6}" x2="${x}" y2="${height - 34}" stroke="#555" stroke-dasharray="3 3"/>
<text x="${x}" y="${HEAD - 10}" text-anchor="middle">${mark.text}</text>` : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="#222">
<rect width="100%" height="100%" fill="#fff"/>
<text x="16" y="24" font-size="16">${escaped(title)}</text>
${line}
${rows.join("\n")}
<text x="16" y="${height - 12}" fill="#666">${escaped(below)}</text>
</svg>
`;
}

// ---------------------------------------------------------------------------- against the goals

const LEAST = 0.1; // of the goal, and ...
const MOST = 30; // ... times the goal: where the axis ends
const place = (times: number): number => Math.log(Math.min(MOST, Math.max(LEAST, times)) / LEAST) / Math.log(MOST / LEAST);

/** How many times as good as wanted. */
function timesGoal({ goal = "", ratio, value }: Figure): number | undefined {
  const [, sign, number] = /(>=|<=|<) ([\d.]+)/.exec(goal) ?? [];
  const measured = /\bx$/.test(goal) ? (ratio ?? value) : value;
  if (!sign || !measured) return undefined;
  return sign === ">=" ? measured / Number(number) : Number(number) / measured;
}

function goals(figures: Figure[]): Bar[] {
  return figures.flatMap((one) => {
    const times = timesGoal(one);
    if (times === undefined) return [];
    const text = `${/\bx$/.test(one.goal!) ? `${one.ratio ?? one.value} x` : `${one.value} ${one.unit ?? ""}`}, goal ${one.goal}`;
    return [{ label: one.name, text, share: place(times), colour: one.met ? "met" as const : "missed" as const }];
  });
}

// ---------------------------------------------------------------------------- beside the peers

const rateOf = (peer: Peer): number | undefined => (typeof peer === "number" ? peer : peer.median);
const short = (rate: number): string => (rate >= 1e6 ? `${(rate / 1e6).toFixed(2)} M` : rate >= 1e4 ? `${(rate / 1e3).toFixed(0)} k` : String(Math.round(rate)));

/** Each figure with the best of its peers under it. */
function peers(figures: Figure[]): Bar[] {
  return figures.flatMap((one) => {
    const others = Object.entries(one.peers ?? {}).map(([name, peer]) => ({ name, rate: rateOf(peer) ?? 0 })).sort((a, b) => b.rate - a.rate);
    const [best] = others;
    if (!best?.rate || !one.value || !one.unit?.endsWith("/s")) return [];
    const most = Math.max(best.rate, one.value);
    return [
      { label: one.name, text: `${short(one.value)} ${one.unit}`, share: one.value / most, colour: "ours" as const },
      { label: best.name, text: `${short(best.rate)} ${one.unit}`, share: best.rate / most, colour: "peer" as const },
    ];
  });
}

const figures = readFileSync(0, "utf8").split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Figure);
const day = new Date().toISOString().slice(0, 10);
mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, "goals.svg"), chart("Against the goals", `${day}. Right of the line the goal is met; each step of ten is as wide.`, goals(figures), { at: place(1), text: "goal" }));
writeFileSync(join(FOLDER, "peers.svg"), chart("Beside the peers", `${day}. In turn in one run; each pair has a scale of its own.`, peers(figures)));
