// The page of a schedule: how far a job is. Keeps nothing.
"use strict";
const day = document.getElementById("day");
if (day && "busy" in day.dataset) watch();
if (day) openMended();

function watch() {
  const words = document.getElementById("words");
  const bar = document.getElementById("bar");
  async function ask() {
    let wait = 400;
    try {
      const answer = await fetch(`/days/${day.dataset.id}/progress`, { headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) {
        words.textContent = `${said.says} ${said.hint}`;
        return;
      }
      if (said.job === null) {
        location.reload();
        return;
      }
      if (words.textContent !== said.job.words) words.textContent = said.job.words;
      if (said.job.total) {
        bar.max = said.job.total;
        bar.value = said.job.done;
      }
    } catch {
      words.textContent = "countersign does not answer. Is it still running?";
      wait = 3000;
    }
    setTimeout(ask, wait);
  }
  setTimeout(ask, 200);
}

// The row that was mended and is refused still is open, with the first wrong cell at hand.
function openMended() {
  const row = document.querySelector("article:target.refused");
  const mend = row?.querySelector("details.mend");
  if (!mend) return;
  mend.open = true;
  mend.querySelector('[aria-invalid="true"]')?.focus();
}
