// Says that files are too large before they are sent; the server looks again.
"use strict";
const chosen = document.getElementById("scans");
chosen.addEventListener("change", () => {
  const megabytes = (bytes) => bytes / 1024 / 1024;
  const { limit, ofOne, files } = chosen.dataset;
  const sizes = [...chosen.files].map((file) => megabytes(file.size));
  const together = sizes.reduce((sum, size) => sum + size, 0);
  const large = [...chosen.files].find((file) => megabytes(file.size) > Number(ofOne));
  let says = "";
  if (large) says = `${large.name} has more than ${ofOne} MB.`;
  else if (together >= Number(limit)) says = `Together they have more than ${limit} MB. Bring some of them later.`;
  else if (sizes.length > Number(files)) says = `These are more than ${files} files. Bring some of them later.`;
  chosen.setCustomValidity(says);
  chosen.reportValidity();
});
