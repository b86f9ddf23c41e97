// Makes a day in a real browser and finds one of its forms. Everything that axe finds, everything
// the browser complains of, is a fault.
//
//   node day.mjs START-URL FOLDER-FOR-SCREENSHOTS SCHEDULE
import { check, ended, opened } from "./browser.mjs";

const [url, folder, schedule] = process.argv.slice(2);
const { page, accessible, come, shot: seen } = await opened(url, folder);
const shot = (name) => seen(name, { fullPage: true });

await page.goto(url);
await page.getByRole("link", { name: "Make a day" }).click();
await come(page.getByLabel("CSV or Excel file"));
await accessible("upload");
await shot("day-upload");
await page.getByLabel("CSV or Excel file").setInputFiles(schedule);
await page.getByRole("button", { name: "Look at its rows" }).click();
await come(page.getByRole("button", { name: "Make all good rows" }));
const row = page.locator("#row-5");
check(await row.getByText("Refused").count() === 1, "row 5 is not refused");
await page.getByText("How the columns were understood").click();
await row.getByText("Mend").click();
await accessible("looked");
await shot("day-looked");
for (const [name, width, height] of [["zoom", 720, 450], ["narrow", 390, 844]]) {
  await page.setViewportSize({ width, height });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(over <= 0, `${name}: the page is ${over} pixels too wide`);
  await accessible(name);
  await shot(`day-${name}`);
}
await page.setViewportSize({ width: 1440, height: 900 });
await page.emulateMedia({ colorScheme: "dark" });
await accessible("dark");
await shot("day-dark");
await page.emulateMedia({ colorScheme: "light" });

// By keys: the cell is mended, and Enter looks again.
await row.getByLabel(/^Laterality/).focus();
await page.keyboard.type("Left");
await page.keyboard.press("Enter");
await come(page.getByText("Row 5 is good now"));
await page.getByRole("button", { name: "Make all good rows" }).focus();
await page.keyboard.press("Enter");
await come(page.getByRole("heading", { name: "The forms are made" }));
await accessible("made");
await shot("day-made");
const saving = page.waitForEvent("download");
await page.getByRole("button", { name: /Save the day’s packet/ }).click();
await (await saving).saveAs(`${folder}/packet.pdf`);

await page.getByRole("link", { name: "Find", exact: true }).click();
await page.getByLabel("Name begins with").fill("okafor");
await page.getByRole("button", { name: "Find" }).click();
await come(page.locator("table a"));
check(await page.locator("tbody tr").count() === 1, "not one form found");
check(!page.url().includes("okafor"), "a name stands in the address");
await accessible("found");
await shot("find");
await page.locator("table a").first().click();
await come(page.getByRole("heading", { name: "History" }));
await accessible("one form");
await shot("find-one");

await ended();
