// How far a job is that goes on while the page is looked at. Keeps nothing.
"use strict";
const place = document.querySelector("[data-progress]")?.dataset.progress;
if (place) watch();

function watch() {
  const words = document.getElementById("words");
  const bar = document.getElementById("bar");
  async function ask() {
    let wait = 400;
    try {
      const answer = await fetch(place, { headers: { Accept: "application/json" } });
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
