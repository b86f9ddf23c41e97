// Makes a form in a real browser: once with the mouse, once with keys only. Everything that
// axe finds, everything the browser complains of, is a fault.
//
//   node form.mjs START-URL FOLDER-FOR-SCREENSHOTS
import { check, ended, faults, opened } from "./browser.mjs";

const [url, folder] = process.argv.slice(2);
const { context, page, accessible, shot } = await opened(url, folder);
const settled = (text) => page.locator("#status", { hasText: text }).waitFor();

// By clicks.
await page.goto(url);
check(!page.url().includes("start"), "the token stays in the address");
await accessible("start");
await shot("start");
await page.getByRole("button", { name: "Begin a form" }).click();
await settled("cannot be made yet");
await accessible("empty form");
await shot("form-empty");
await page.getByRole("combobox", { name: "Any of its names" }).fill("nerve leaves");
await page.getByRole("option", { name: /Foraminotomy/ }).waitFor();
await shot("form-operation");
await page.getByRole("option", { name: /Foraminotomy/ }).click();
await page.getByRole("radio", { name: "Left" }).click();
check(await page.getByRole("radio", { name: "Midline" }).count() === 0, "a side that the operation has not");
await page.getByRole("checkbox", { name: "L4–L5" }).click();
await page.getByLabel("Smoking").check();
await page.getByLabel("Family name").fill("<b>O’Hara</b> {{x}}");
await page.getByLabel("Given names").fill("Maya \"Ingrid\" & Co");
await page.getByLabel("Date of birth").fill("1961-03-14");
await page.getByLabel("Record number").fill("00412907");
await page.getByLabel("Surgeon’s name with title").fill("Dr. Ines Albrecht");
await page.getByLabel("Reason for the operation").fill("Pain in the left leg for a year.");
await page.getByLabel("Planned day").fill("2027-03-01");
await settled("The form can be made");
await page.waitForFunction(() => { const image = document.querySelector("#pages img"); return image && image.complete && image.naturalWidth > 800; });
check(await page.locator("#pages img").count() > 8, "too few pages");
check(await page.locator("b").count() === 0, "a name became markup");
await accessible("complete form");
await shot("form-complete");

// What is typed shows in the pages, which stay where they are.
await page.locator("#pages").evaluate((it) => { it.scrollTop = 1500; });
const before = await page.locator("#pages img").nth(1).getAttribute("src");
await page.getByLabel("Record number").fill("00412908");
await page.waitForFunction((old) => document.querySelectorAll("#pages img")[1].src.endsWith(old) === false, before);
check(await page.locator("#pages").evaluate((it) => it.scrollTop) === 1500, "the preview jumped");

// What is wrong stands at its field.
await page.getByLabel("Date of birth").fill("2031-01-01");
await page.locator("#patient-date_of_birth-says, #procedure-planned_date-says").filter({ hasText: /\w/ }).first().waitFor();
check(await page.getByRole("button", { name: "Make the form" }).getAttribute("aria-disabled") === "true", "an impossible form can be made");
await accessible("form with a fault");
await shot("form-fault");
await page.getByLabel("Date of birth").fill("1961-03-14");
await settled("The form can be made");

// A closed window loses nothing, and nothing is in the browser's storage.
const address = page.url();
await page.goto("about:blank");
await page.goto(address);
check(await page.getByLabel("Record number").inputValue() === "00412908", "the draft is gone");
const stored = await page.evaluate(() => localStorage.length + sessionStorage.length);
check(stored === 0, "something is in the browser's storage");
await settled("The form can be made");

// Other looks.
await page.emulateMedia({ colorScheme: "dark" });
await accessible("dark");
await shot("form-dark");
await page.emulateMedia({ colorScheme: "light" });
for (const [name, width, height] of [["zoom", 720, 450], ["narrow", 390, 844]]) {
  await page.setViewportSize({ width, height });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(over <= 0, `${name}: the page is ${over} pixels too wide`);
  await accessible(name);
  await page.screenshot({ path: `${folder}/form-${name}.png`, fullPage: name === "narrow" });
}
await page.setViewportSize({ width: 1440, height: 900 });

await page.getByRole("button", { name: "Make the form" }).click();
await page.waitForURL(/\/made$/);
await accessible("made");
await shot("made");
const saving = page.waitForEvent("download");
await page.getByRole("button", { name: "Save as a file" }).click();
const file = await saving;
check(/^[A-Z0-9-]+\.pdf$/i.test(file.suggestedFilename()), `a strange name: ${file.suggestedFilename()}`);
await file.saveAs(`${folder}/saved.pdf`);
const opening = context.waitForEvent("page");
await page.getByRole("button", { name: "Print from the browser" }).click();
await (await opening).close();

// By keys only.
const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
const tabTo = async (find, most = 90) => {
  for (let count = 0; count < most; count += 1) {
    if (await page.evaluate((it) => document.activeElement.matches(it), find)) return;
    await press("Tab");
  }
  faults.push(`no way by keys to ${find}`);
};
await page.goto(new URL("/forms", url).href);
await tabTo("main form[action='/forms'] button");
await press("Enter");
await settled("cannot be made yet");
await tabTo("#procedure-pack");
await page.keyboard.type("carpal");
await page.getByRole("option").first().waitFor();
await press("ArrowDown", "Enter");
await page.locator("#procedure-side").waitFor();
await tabTo("#procedure-side");
await press("Space");
for (const [id, text] of [["patient-family_name", "Keys"], ["patient-given_names", "Only"], ["patient-date_of_birth", "03141961"], ["patient-record_number", "77"], ["surgeon-name", "Dr. Osei"], ["procedure-indication", "Numb hand."]]) {
  await tabTo(`#${id}`);
  await page.keyboard.type(text);
  if (id === "surgeon-name") await press("Escape");
}
await settled("The form can be made");
await tabTo("#make");
await press("Enter");
await page.waitForURL(/\/made$/);
await shot("made-by-keys");

await ended();
