// The page of a schedule. Keeps nothing.
"use strict";
if (document.getElementById("day")) openMended();

// The row that was mended and is refused still is open, with the first wrong cell at hand.
function openMended() {
  const row = document.querySelector("article:target.refused");
  const mend = row?.querySelector("details.mend");
  if (!mend) return;
  mend.open = true;
  mend.querySelector('[aria-invalid="true"]')?.focus();
}
