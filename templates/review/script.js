// Filters the findings. Without this script, the page shows all of them.
"use strict";
(() => {
  const articles = [...document.querySelectorAll("article")].map((el) => [el, el.textContent.toLowerCase()]);
  const chips = [...document.querySelectorAll("button[data-severity]")];
  const codes = document.querySelector("button[data-codes]");
  const search = document.getElementById("search"), status = document.getElementById("shown");
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  function update() {
    const severities = new Set(chips.filter(pressed).map((chip) => chip.dataset.severity));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const [el, text] of articles) {
      const fits = severities.has(el.dataset.severity) && (!codes || !pressed(codes) || "codes" in el.dataset) &&
        words.every((word) => text.includes(word));
      el.hidden = !fits;
      count += fits ? 1 : 0;
    }
    document.getElementById("none").hidden = count > 0 || articles.length === 0;
    status.textContent = "Shown: " + count + " of " + status.dataset.total + " findings";
  }

  // A link to a hidden finding changes the filter so that the finding appears.
  function reveal() {
    const el = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!el?.hidden || el.localName !== "article") return;
    search.value = "";
    if (codes) press(codes, false);
    for (const chip of chips) {
      if (chip.dataset.severity === el.dataset.severity) press(chip, true);
    }
    update();
    el.scrollIntoView();
  }

  // At first, only the findings that need a reader are shown, if there are any.
  const severe = chips.filter((chip) => ["break", "risk"].includes(chip.dataset.severity));
  if (severe.length > 0) {
    for (const chip of chips) press(chip, severe.includes(chip));
  }
  for (const button of [...chips, ...(codes ? [codes] : [])]) {
    button.addEventListener("click", () => {
      press(button, !pressed(button));
      update();
    });
  }
  search.addEventListener("input", update);
  addEventListener("hashchange", reveal);
  document.querySelector(".filter").hidden = articles.length === 0;
  update();
  reveal();
})();
