// What hangs on messages of a dialogue, as an operator sees it: pictures are there, files are saved, sounds play, what is
// not to be had says why; in a real browser.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { deflateSync, crc32 } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const INNA = 502; // answers in support
const VERA = 701;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

/** A picture of waves, so that somebody who looks sees that it is one. */
function picture(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const wave = Math.round(64 * Math.sin(x / 40) + 64 * Math.cos(y / 30));
      rows.set([128 + wave / 2, 140, 200 - wave / 2], y * (1 + 3 * width) + 1 + 3 * x);
    }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function width(page: Page, selector: string): Promise<number> {
  return await page.locator(selector).last().evaluate((image) => {
    const { complete, naturalWidth } = image as unknown as { complete: boolean; naturalWidth: number };
    return complete ? naturalWidth : 0;
  });
}

test("pictures of a dialogue are seen, small and whole; files are saved as they are; what is not to be had says why", async () => {
  const system = await System.start();
  const { control } = system.telegram;
  const sends = (more: object) => control.send({ person: VERA, bot: HELP_BOT, ...more });
  const file = (bytes: Buffer, name?: string, mime?: string) =>
    ({ base64: bytes.toString("base64"), ...(name !== undefined && { name }), ...(mime !== undefined && { mime }) });
  await system.during(async () => {
    control.addPerson({ id: INNA, first_name: "Инна" });
    control.addPerson({ id: VERA, first_name: "Вера", language_code: "ru" });
    await system.ready();
    await system.ctlOk("admins", "add", String(INNA), "Инна", "support");
    const inna = await Admin.login(system, browser, INNA);
    const { page } = inna;
    const reads = new Set<string>();
    page.on("request", (request) => { if (request.url().includes("/files/")) reads.add(new URL(request.url()).pathname); });

    sends({ text: "Не приходят баллы, вот снимок экрана и чек" });
    await page.getByTestId("room-row").click();
    sends({ caption: "снимок экрана", photo: file(picture(900, 600)) });
    await until("the picture to be seen", async () => (await width(page, '[data-testid="picture-open"] img')) === 900);
    assert.ok(await page.locator('[data-testid="message"]', { hasText: "снимок экрана" }).last().isVisible());

    // A file is not asked for before somebody wants it; its name shows neither tricks nor a false ending.
    const receipt = randomBytes(700_000);
    sends({ document: file(receipt, "чек\u202efdp.exe", "application/pdf") });
    const line = page.getByTestId("file").last();
    await line.waitFor();
    assert.match(await line.innerText(), /чекfdp\.exe\s+684 КБ/);
    assert.equal(reads.size, 1);
    const [download] = await Promise.all([page.waitForEvent("download"), line.getByTestId("save").click()]);
    assert.equal(download.suggestedFilename(), "чекfdp.exe");
    assert.equal(digest(await readFile(await download.path())), digest(receipt));

    // A page that says it is a picture is a file.
    sends({ document: file(Buffer.from("<script>alert(1)</script>"), "кот.png", "image/png") });
    await page.getByTestId("file").getByText("кот.png").waitFor();
    await page.getByText("В браузере не открывается").waitFor();

    // What was edited says so, and shows on a click what it said and what hung there before.
    const post = sends({ caption: "чек, кажеться", photo: file(picture(640, 480)) });
    const message = page.locator('[data-testid="message"]', { hasText: "чек, кажет" });
    await message.waitFor();
    control.edit({ person: VERA, bot: HELP_BOT, message_id: post.id, text: "чек, кажется" });
    await page.getByText("чек, кажется", { exact: true }).waitFor();
    control.edit({ person: VERA, bot: HELP_BOT, message_id: post.id, text: "чек, кажется", document: file(receipt, "чек целиком.pdf", "application/pdf") });
    await page.getByTestId("file").getByText("чек целиком.pdf").waitFor();
    await message.getByTestId("edited").click();
    await until("both earlier ones", async () => (await page.getByTestId("wording").count()) === 2);
    const earlier = await page.getByTestId("wording").allInnerTexts();
    assert.match(earlier[0] ?? "", /чек, кажется$/);
    assert.match(earlier[1] ?? "", /чек, кажеться$/);
    await until("the picture that was there", async () => (await width(page, '[data-testid="wordings"] [data-testid="picture-open"] img')) === 640);
    await look(inna, "message-before", "wording");
    await page.keyboard.press("Escape");
    await page.getByTestId("wordings").waitFor({ state: "detached" });

    sends({ voice: file(Buffer.concat([Buffer.from("OggS\0\x02"), randomBytes(3000)])) });
    await page.getByTestId("play").click();
    await page.getByTestId("sound").waitFor();

    // Of the largest, of what Telegram has no more, and while the bot is away.
    sends({ document: file(Buffer.alloc((20 << 20) + 1), "видео.mov") });
    const large = page.getByTestId("file").filter({ hasText: "видео.mov" });
    await large.getByTestId("save").click();
    assert.match(await large.getByTestId("file-error").innerText(), /Больше 20 МБ/);
    assert.equal(await large.getByTestId("file-again").count(), 0);
    control.fault({ kind: "gone", bot: HELP_BOT, method: "download" });
    sends({ photo: file(picture(300, 500)) });
    const gone = page.getByTestId("picture").last();
    await gone.getByTestId("file-error").waitFor();
    assert.match(await gone.innerText(), /Telegram больше не хранит этот файл/);
    await look(inna, "files-chat", "file-error");
    await gone.getByTestId("file-again").click();
    await until("the second picture", async () => (await width(page, '[data-testid="picture-open"] img')) === 300);

    sends({ document: file(Buffer.from("%PDF-1.7"), "заявление.pdf", "application/pdf") });
    const later = page.getByTestId("file").filter({ hasText: "заявление.pdf" });
    await later.waitFor();
    await system.process("support").stop("SIGKILL");
    await later.getByTestId("save").click();
    await until("the reason", async () => /Бот не запущен или Telegram не отвечает/.test(await later.innerText()));
    system.process("support").start();
    const [saved] = await Promise.all([page.waitForEvent("download"), later.getByTestId("file-again").click()]);
    assert.equal(saved.suggestedFilename(), "заявление.pdf");

    // The end of the dialogue stays in view, whatever has come into it; a click shows the whole picture.
    const left = await page.getByRole("log").evaluate((log) => {
      const box = log as unknown as { scrollHeight: number; scrollTop: number; clientHeight: number };
      return box.scrollHeight - box.scrollTop - box.clientHeight;
    });
    assert.ok(left < 60, `${left} px from the end`);
    await page.getByTestId("picture-open").first().click();
    await until("the whole picture", async () => (await width(page, '[data-testid="viewer-picture"]')) === 900);
    await look(inna, "files-viewer", "viewer-picture");
    const box = await page.getByTestId("viewer-picture").boundingBox();
    assert.ok(box && box.width > 600);
    const [copy] = await Promise.all([page.waitForEvent("download"), page.getByTestId("viewer").getByText("Скачать").click()]);
    assert.match(copy.suggestedFilename(), /^photo-\d+\.png$/);
    await page.keyboard.press("Escape");
    await page.getByTestId("viewer").waitFor({ state: "detached" });

    // Anew, everything is there again, and nothing is kept in the browser's cache.
    await page.reload();
    await until("the pictures again", async () => (await page.locator('[data-testid="picture-open"] img').count()) >= 1);

    assert.deepEqual(inna.troubles, []);
    await inna.close();
  });
});
