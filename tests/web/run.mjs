// A long schedule in a real browser: a workbook is dropped, a row is mended, the run is cancelled
// and goes on, the printer does not answer. Everything that axe finds, everything the browser
// complains of, is a fault.
//
//   node run.mjs START-URL FOLDER-FOR-SCREENSHOTS WORKBOOK
import { check, ended, opened } from "./browser.mjs";

const [url, folder, workbook] = process.argv.slice(2);
const { context, page, accessible, come, shot: seen } = await opened(url, folder);
const shot = (name) => seen(name, { fullPage: true });
const wide = async (where) => {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(over <= 0, `${where}: the page is ${over} pixels too wide`);
};

await page.goto(url);
await accessible("start");
await shot("run-start");
await page.getByRole("link", { name: "Bring a schedule" }).click();
// As from a folder of the desktop.
const field = page.getByLabel("CSV or Excel file");
const box = await field.boundingBox();
const devtools = await context.newCDPSession(page);
const data = { items: [], files: [workbook], dragOperationsMask: 1 };
for (const type of ["dragEnter", "dragOver", "drop"]) {
  await devtools.send("Input.dispatchDragEvent", { type, x: box.x + 200, y: box.y + 20, data });
}
check(await field.evaluate((it) => it.files.length) === 1, "a file that is dropped is not taken");
await page.getByLabel("How its columns are named").selectOption("theatre");
await page.getByRole("button", { name: "Look at its rows" }).click();

// What is wrong comes first, and its cell is marked.
await come(page.getByRole("link", { name: "Refused (2)" }), { timeout: 180000 });
check(await page.locator("article").count() === 2, "rows that are good stand before what is wrong");
check(await page.getByText("Mapping: theatre.").count() === 1, "the mapping that was chosen does not count");
const first = page.locator("article").first();
await first.getByText("Mend").click();
check(await first.getByLabel(/^Which/).getAttribute("aria-invalid") === "true", "the empty cell is not marked");
await accessible("refused rows");
await shot("run-refused");
await first.getByLabel(/^Which/).fill("Left");
await first.getByRole("button", { name: "Look again" }).click();
await come(page.getByText("is good now"));
await page.getByRole("link", { name: /^All rows/ }).click();
await come(page.locator("article").nth(99));
check(await page.locator("article").count() === 100, "not a hundred rows on a page");
await accessible("a hundred rows");
await page.setViewportSize({ width: 390, height: 844 });
await wide("a hundred rows");
await page.setViewportSize({ width: 1440, height: 900 });

// Stopped in mid-run, it goes on.
await page.getByRole("button", { name: "Make all good rows" }).click();
await page.getByText(/Making forms: [1-9]/).waitFor();
await accessible("under way");
await shot("run-under-way");
await page.getByRole("button", { name: "Cancel" }).click();
await come(page.getByText("Making the forms was stopped."));
await accessible("cancelled");
await shot("run-cancelled");
await page.getByRole("button", { name: "Make all good rows" }).click();
await come(page.getByRole("heading", { name: "The forms are made" }), { timeout: 180000 });

// A printer that is switched off.
await page.getByRole("button", { name: /Print the day’s packet on/ }).click();
await come(page.getByText("cannot be reached"));
check(await page.getByRole("alert").count() === 1, "a printer that is off is not said aloud");
await accessible("printer off");
await shot("run-printer");
await page.emulateMedia({ colorScheme: "dark" });
await accessible("printer off, dark");
await page.setViewportSize({ width: 390, height: 844 });
await wide("made");
await shot("run-narrow");
await page.emulateMedia({ media: "print", colorScheme: "light" });
await shot("run-print");

await ended();
