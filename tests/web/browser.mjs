// A real browser on the page. Everything that axe finds, everything the browser complains of, is
// a fault; what was found is said in whatever way a walk ends.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.env.COUNTERSIGN_NODE + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const faults = [];
export const check = (holds, says) => { if (!holds) faults.push(says); };

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

process.on("uncaughtException", (error) => {
  console.error([...faults, error.message.split("\n")[0]].join("\n"));
  process.exit(1);
});

// A window of a server; nothing may be asked of any other.
export async function opened(url, folder) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(40000);
  const page = await context.newPage();
  page.on("console", (said) => { if (said.type() === "error") faults.push(`console: ${said.text()}`); });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (asked) => { if (!asked.url().startsWith(new URL(url).origin) && !/^(data|chrome-extension):/.test(asked.url())) faults.push(`asked elsewhere: ${asked.url()}`); });
  // The policy keeps scripts out that are not ours, so axe comes in by the browser's own door.
  const accessible = async (where) => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const it of violations) {
      faults.push(`${where}: ${it.id}: ${it.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`);
    }
  };
  const shot = (name, more) => page.screenshot({ path: `${folder}/${name}.png`, ...more });
  // What shows that a page has come; all of the page is there then, and can be counted.
  const come = async (sign, more) => {
    await sign.first().waitFor(more);
    await page.waitForLoadState("domcontentloaded");
  };
  return { context, page, accessible, shot, come };
}

export async function ended() {
  await browser.close();
  if (faults.length) {
    console.error(faults.join("\n"));
    process.exit(1);
  }
}
