// Makes a day in a real browser and finds one of its forms. Everything that axe finds, everything
// the browser complains of, is a fault.
//
//   node day.mjs START-URL FOLDER-FOR-SCREENSHOTS SCHEDULE
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.env.COUNTERSIGN_NODE + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [url, folder, schedule] = process.argv.slice(2);
const faults = [];
const check = (holds, says) => { if (!holds) faults.push(says); };

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
context.setDefaultTimeout(40000);
const page = await context.newPage();
page.on("console", (said) => { if (said.type() === "error") faults.push(`console: ${said.text()}`); });
page.on("pageerror", (error) => faults.push(`script: ${error.message}`));

async function accessible(where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const it of violations) {
    faults.push(`${where}: ${it.id}: ${it.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`);
  }
}
const shot = (name) => page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
process.on("uncaughtException", (error) => {
  console.error([...faults, error.message.split("\n")[0]].join("\n"));
  process.exit(1);
});

await page.goto(url);
await page.getByRole("link", { name: "Make a day" }).click();
await accessible("upload");
await shot("day-upload");
await page.getByLabel("CSV or Excel file").setInputFiles(schedule);
await page.getByRole("button", { name: "Look at its rows" }).click();
await page.getByRole("button", { name: "Make all good rows" }).waitFor();
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
await page.getByText("Row 5 is good now").waitFor();
await page.getByRole("button", { name: "Make all good rows" }).focus();
await page.keyboard.press("Enter");
await page.getByRole("heading", { name: "The forms are made" }).waitFor();
await accessible("made");
await shot("day-made");
const saving = page.waitForEvent("download");
await page.getByRole("button", { name: /Save the day’s packet/ }).click();
await (await saving).saveAs(`${folder}/packet.pdf`);

await page.getByRole("link", { name: "Find", exact: true }).click();
await page.getByLabel("Name begins with").fill("okafor");
await page.getByRole("button", { name: "Find" }).click();
await page.locator("table a").first().waitFor();
check(await page.locator("tbody tr").count() === 1, "not one form found");
check(!page.url().includes("okafor"), "a name stands in the address");
await accessible("found");
await shot("find");
await page.locator("table a").first().click();
await page.getByRole("heading", { name: "History" }).waitFor();
await accessible("one form");
await shot("find-one");

await browser.close();
if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
