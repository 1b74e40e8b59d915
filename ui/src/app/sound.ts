// Two short notes, made on the spot: no file, nothing for the security policy to allow. Browsers let
// a page sound only after somebody has touched it, so the context is made at the first touch.
let context: AudioContext | undefined;

export function allowSound(): () => void {
  const touch = (): void => {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume().catch(() => {}); // the next touch may do
  };
  addEventListener("pointerdown", touch);
  addEventListener("keydown", touch);
  return () => {
    removeEventListener("pointerdown", touch);
    removeEventListener("keydown", touch);
  };
}

export function chime(): void {
  if (context === undefined || context.state !== "running") return;
  note(context, 659, 0);
  note(context, 880, 0.14);
}

function note(on: AudioContext, frequency: number, delay: number): void {
  const start = on.currentTime + delay;
  const tone = on.createOscillator();
  const volume = on.createGain();
  tone.type = "sine";
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.18, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.45);
  tone.connect(volume).connect(on.destination);
  tone.start(start);
  tone.stop(start + 0.5);
}
