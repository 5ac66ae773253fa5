// Checks the current page in the current window and color scheme, mostly for
// WCAG 2.2 level AA. The value is a list of lines, one for each problem. These checks
// also run without a network, where axe-core cannot be fetched.
(() => {
  const problems = [];
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const shown = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const oneLine = (text) => text.replace(/\s+/g, " ").trim();

  // where describes an element by its tag, ID, classes, and text.
  function where(el) {
    const id = el.id ? "#" + el.id : "";
    const classes = [...el.classList].map((name) => "." + name).join("");
    return `<${el.localName}${id}${classes}> "${oneLine(el.textContent).slice(0, 40)}"`;
  }

  const report = (el, text) => problems.push(`${where(el)}: ${text}`);

  // nameOf returns the accessible name of an element. It implements only the rules that
  // these pages need.
  function nameOf(el) {
    const by = el.getAttribute("aria-labelledby");
    if (by) return oneLine(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" "));
    const label = el.getAttribute("aria-label");
    if (label?.trim()) return oneLine(label);
    if (el.labels?.length) return oneLine([...el.labels].map((l) => l.textContent).join(" "));
    if (el.localName === "img") return oneLine(el.alt ?? "");
    const text = [...el.childNodes].map((node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data;
      if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
      return node.localName === "select" ? "" : nameOf(node);
    }).join(" ");
    return oneLine(text || el.getAttribute("title") || "");
  }

  // ---- The document.

  function checkDocument() {
    const lang = document.documentElement.lang;
    try {
      if (!lang || Intl.getCanonicalLocales(lang)[0] !== lang) problems.push(`html: lang is "${lang}"`);
    } catch {
      problems.push(`html: lang is "${lang}"`);
    }
    if (!document.title.trim()) problems.push("no title");
    if (!document.querySelector("meta[name=viewport]")) problems.push("no viewport");
    for (const el of all("[lang]")) {
      if (!el.lang) report(el, "empty lang");
    }
    const ids = new Set();
    for (const el of all("[id]")) {
      if (ids.has(el.id)) report(el, `duplicate ID "${el.id}"`);
      ids.add(el.id);
    }
    for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for", "aria-owns"]) {
      for (const el of all(`[${attribute}]`)) {
        for (const id of el.getAttribute(attribute).split(/\s+/)) {
          if (!document.getElementById(id)) report(el, `${attribute} names the missing ID "${id}"`);
        }
      }
    }
    for (const el of all("a[href^='#']")) {
      const id = decodeURIComponent(el.hash.slice(1));
      if (id && !document.getElementById(id)) report(el, `links to the missing ID "#${id}"`);
    }
  }

  // ---- Landmarks and headings, which screen readers use for navigation.

  function checkLandmarks() {
    const mains = all("main, [role=main]").filter(shown);
    if (mains.length !== 1) problems.push(`${mains.length} main landmarks`);
    const navigations = all("nav, [role=navigation]").filter(shown);
    if (navigations.length === 0) problems.push("no navigation");
    for (const nav of navigations) {
      if (navigations.length > 1 && !nav.getAttribute("aria-label") && !nav.getAttribute("aria-labelledby")) {
        report(nav, "one of several nav elements, without a label");
      }
    }
    if (all("body > header, [role=banner]").length !== 1) problems.push("expected one page header");
    const text = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (text.nextNode()) {
      const el = text.currentNode.parentElement;
      if (text.currentNode.data.trim() && shown(el) && !el.closest("main, nav, body > header, body > footer, aside, dialog, [role=search], [role=region], a[href^='#'], script, style, noscript")) {
        report(el, "text outside all landmarks");
      }
    }
  }

  function checkHeadings() {
    const headings = all("h1, h2, h3, h4, h5, h6").filter(shown);
    const firsts = headings.filter((h) => h.localName === "h1");
    if (firsts.length !== 1) problems.push(`${firsts.length} h1 headings`);
    let level = 0;
    for (const h of headings) {
      const next = Number(h.localName[1]);
      if (next > level + 1) report(h, `level ${next} follows level ${level}`);
      if (!nameOf(h)) report(h, "empty heading");
      level = next;
    }
  }

  // ---- Controls have a name and a minimum size.

  function checkControls() {
    for (const el of all("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex]").filter(shown)) {
      if (!nameOf(el) && !el.matches("[tabindex='-1']")) report(el, "no name");
      if (el.tabIndex > 0) report(el, `tabindex ${el.tabIndex}`);
      if (el.closest("[aria-hidden=true]") && el.tabIndex >= 0) report(el, "focusable, but hidden from screen readers");
      if (el.parentElement.closest("a[href], button")) report(el, "inside another link or button");
      const inText = el.localName === "a" && getComputedStyle(el).display.startsWith("inline") && !el.closest("nav");
      const box = el.getBoundingClientRect();
      if (!inText && el.tabIndex >= 0 && el.matches("button, select, input, summary, nav a") && box.height > 1 && (box.height < 24 || box.width < 24)) {
        report(el, `only ${Math.round(box.width)} x ${Math.round(box.height)} px`);
      }
    }
    for (const img of all("img")) {
      if (!img.hasAttribute("alt")) report(img, "no alt");
    }
    for (const svg of all("svg")) {
      if (shown(svg) && svg.getAttribute("aria-hidden") !== "true" && !nameOf(svg)) report(svg, "neither hidden nor named");
    }
    for (const table of all("table").filter(shown)) {
      const heads = all("th", table);
      if (heads.length === 0) report(table, "no header cells");
      for (const th of heads) {
        if (!th.scope && !oneLine(th.textContent)) report(th, "empty header cell");
      }
    }
    for (const list of all("ul, ol")) {
      if ([...list.children].some((child) => !["li", "script", "template"].includes(child.localName))) report(list, "a child of a list is not an item");
    }
  }

  // ---- Layout: no element is wider than the window, and elements that scroll can be
  // scrolled with the keyboard.

  function checkRoom() {
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      problems.push(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`);
      for (const el of all("body *")) {
        const box = el.getBoundingClientRect();
        if (shown(el) && box.right > root.clientWidth + 1 && !clipped(el)) report(el, `ends at ${Math.round(box.right)} px`);
      }
    }
    for (const el of all("body *").filter(shown)) {
      const style = getComputedStyle(el);
      const scrolls = (style.overflowX === "auto" || style.overflowX === "scroll") && el.scrollWidth > el.clientWidth + 1;
      if (!scrolls || el.localName === "select" || el.localName === "input") continue;
      if (el.tabIndex < 0 && !el.querySelector("a[href], button, input, select, [tabindex='0']")) report(el, "scrolls horizontally, but is not focusable");
    }
    for (const el of all("button, select, summary, h1, h2, h3, nav a, label").filter(shown)) {
      const style = getComputedStyle(el);
      if (el.scrollWidth > el.clientWidth + 1 && style.overflowX !== "visible" && style.textOverflow !== "ellipsis" && el.clientWidth > 1) {
        report(el, `text is cut off (${el.scrollWidth} px in ${el.clientWidth})`);
      }
    }
  }

  function clipped(el) {
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  }

  // ---- Contrast between visible text and its background.

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colors = new Map();

  // colorOf converts any CSS color to red, green, blue (0 to 255), and alpha.
  function colorOf(css) {
    if (!colors.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      colors.set(css, [r, g, b, a / 255]);
    }
    return colors.get(css);
  }

  const over = ([r, g, b, a], under) => [r, g, b].map((c, i) => c * a + under[i] * (1 - a)).concat(1);

  function behind(el) {
    const layers = [];
    for (let up = el; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.backgroundImage !== "none" && !style.backgroundImage.startsWith("url")) return null; // a gradient, which axe-core checks
      const layer = colorOf(style.backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((under, layer) => over(layer, under), colorOf(getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "black" : "white"));
  }

  function opacity(el) {
    let value = 1;
    for (let up = el; up; up = up.parentElement) value *= Number(getComputedStyle(up).opacity);
    return value;
  }

  function luminance([r, g, b]) {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }

  function contrast(a, b) {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  }

  function checkContrast() {
    const seen = new Set();
    const text = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (text.nextNode()) {
      const el = text.currentNode.parentElement;
      if (!text.currentNode.data.trim() || seen.has(el) || !shown(el) || el.matches("script, style, noscript, option")) continue;
      seen.add(el);
      const style = getComputedStyle(el);
      const ground = behind(el);
      if (!ground || el.matches(":disabled")) continue;
      const [r, g, b, a] = colorOf(style.color);
      const ratio = contrast(over([r, g, b, a * opacity(el)], ground), ground);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) report(el, `contrast ${ratio.toFixed(2)} (${style.color} on rgb(${ground.slice(0, 3).map(Math.round)}))`);
      if (size < 11) report(el, `font size ${size} px`);
    }
    for (const input of all("input, select").filter(shown)) {
      const style = getComputedStyle(input);
      const around = behind(input.parentElement);
      if (!around) continue;
      const edge = contrast(over(colorOf(style.borderTopColor), around), around);
      const fill = contrast(over(colorOf(style.backgroundColor), around), around);
      if (Math.max(parseFloat(style.borderTopWidth) > 0 ? edge : 1, fill) < 3) report(input, `border contrast ${edge.toFixed(2)}`);
    }
  }

  checkDocument();
  checkLandmarks();
  checkHeadings();
  checkControls();
  checkRoom();
  checkContrast();
  return problems;
})()
