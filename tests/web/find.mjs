// From a form of the archive on, in a real browser: it is made again with a change, what became
// of it is said, and scans find their forms. Everything that axe finds, everything the browser
// complains of, is a fault.
//
//   node find.mjs START-URL FOLDER-FOR-SCREENSHOTS FORM-TO-CHANGE FORM-THAT-CAME-BACK SCAN …
import { check, ended, opened } from "./browser.mjs";

const [url, folder, changed, back, ...scans] = process.argv.slice(2);
const { page, accessible, come, shot: seen } = await opened(url, folder);
const shot = (name) => seen(name, { fullPage: true });

// Looked over as it is in the dark, at twice the size and on a telephone.
async function everywhere(name) {
  await accessible(name);
  await shot(name);
  for (const [size, width, height] of [["zoom", 720, 450], ["narrow", 390, 844]]) {
    await page.setViewportSize({ width, height });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check(over <= 0, `${name}, ${size}: the page is ${over} pixels too wide`);
    await accessible(`${name}, ${size}`);
    await shot(`${name}-${size}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible(`${name}, dark`);
  await shot(`${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

async function find(id) {
  await page.getByRole("link", { name: "Find", exact: true }).click();
  await page.getByLabel("Form id").fill(id);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: id }).click();
  await come(page.getByRole("heading", { name: "History" }));
}

// Made again with a change, by keys from the button on.
await page.goto(url);
await find(changed);
await everywhere("found");
await page.getByRole("button", { name: "Make again with a change" }).focus();
await page.keyboard.press("Enter");
await come(page.getByText("Filled in as form"));
check(await page.getByText("Not all of it is as it was").count() === 0, "something was not taken over");
check(await page.getByLabel("Family name").inputValue() !== "", "the name is not filled in");
await accessible("filled in");
await seen("filled-in");
await page.getByLabel("Surgeon’s name with title").fill("Dr. Tomas Berg");
await page.locator('#make:not([aria-disabled="true"])').waitFor();
await page.getByRole("button", { name: "Make the form" }).focus();
await page.keyboard.press("Enter");
await come(page.getByText("It takes the place of form"));
await accessible("made again");
await seen("made-again");
await page.getByRole("link", { name: changed }).click();
await come(page.getByText("Another form took its place"));

// What became of the other form: chosen and confirmed by keys.
await find(back);
await page.getByRole("radio", { name: "It is on paper" }).focus();
await page.keyboard.press("Space");
await page.getByRole("button", { name: "Go on" }).focus();
await page.keyboard.press("Enter");
await come(page.getByRole("heading", { name: "Is it so?" }));
await everywhere("sure");
await page.getByRole("button", { name: "Yes: printed" }).focus();
await page.keyboard.press("Enter");
await come(page.getByText("The log has it now: printed."));

// Scans find their forms.
await page.getByRole("link", { name: "File scans" }).click();
await come(page.getByLabel("Mark as signed what is complete"));
await everywhere("scans");
await page.getByLabel("Mark as signed what is complete").check();
await page.getByLabel("PDF, TIFF, PNG or JPEG files").setInputFiles(scans);
await page.getByRole("button", { name: "File them" }).click();
await come(page.getByRole("heading", { name: "Under way" }));
await come(page.getByText(/File \d of \d: \d+ of \d+ sheets looked at/));
await accessible("under way");
await shot("under-way");
const bar = await page.locator("#bar").evaluate((it) => [it.value, it.max]);
check(bar[1] === scans.length * 100 && bar[0] < bar[1], `the bar says ${bar}`);
await come(page.getByRole("heading", { name: "Somebody has to look" }), { timeout: 120000 });
check(await page.getByText("Signed now").count() === 1, "not one form is signed now");
const summary = page.getByText(/^See sheet/).first();
await summary.focus();
await page.keyboard.press("Enter");
const picture = page.locator("img.sheet").first();
await picture.scrollIntoViewIfNeeded();
await page.waitForFunction(() => document.querySelector("img.sheet").naturalWidth > 100);
await everywhere("filed");
await page.getByRole("link", { name: back }).click();
await come(page.getByText("The scan").or(page.getByRole("button", { name: "Save scan 1" })).first());
const saving = page.waitForEvent("download");
await page.getByRole("button", { name: "Save scan 1" }).click();
await (await saving).saveAs(`${folder}/scan.pdf`);
await everywhere("signed");

await ended();
