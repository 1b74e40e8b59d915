// What a browser says of itself, in as few words as tell one from another. Most name several others
// for the sake of old pages, so the order matters.
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ["Yandex", /YaBrowser\/(\d+)/],
  ["Edge", /Edg(?:e|A|iOS)?\/(\d+)/],
  ["Opera", /OPR\/(\d+)/],
  ["Samsung Internet", /SamsungBrowser\/(\d+)/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ["Safari", /Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/],
];
const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["Linux", /Linux|X11/],
];

/** "Chrome 156, Windows"; undefined: it does not say. */
export function browserName(agent: string | undefined): string | undefined {
  if (agent === undefined || agent === "") return undefined;
  const found = BROWSERS.map(([name, mark]) => [name, mark.exec(agent)?.[1]]).find(
    ([, version]) => version !== undefined,
  );
  const system = SYSTEMS.find(([, mark]) => mark.test(agent))?.[0];
  return [found?.join(" "), system].filter((part) => part !== undefined).join(", ") || undefined;
}
