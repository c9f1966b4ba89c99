// What is wrong with how a page lies in its window, as a list of sentences. An expression: the tests evaluate it in the page.
(() => {
  const wrong = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) wrong.push(`${wide} pixels too wide`);

  // Text over text: pairs of texts of different elements whose boxes share more than a hair. Boxes that are cut off by their
  // surroundings count as far as they are seen.
  const clips = new Map();
  const clipOf = (element) => {
    if (!element || element === document.body) return null;
    if (clips.has(element)) return clips.get(element);
    const outer = clipOf(element.parentElement);
    const style = getComputedStyle(element);
    let clip = outer;
    if (style.overflowX !== "visible" || style.overflowY !== "visible") {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      clip = outer
        ? { left: Math.max(left, outer.left), right: Math.min(right, outer.right), top: Math.max(top, outer.top), bottom: Math.min(bottom, outer.bottom) }
        : { left, right, top, bottom };
    }
    clips.set(element, clip);
    return clip;
  };
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const element = node.parentElement;
    if (element.closest(".sr, title, desc, script") || getComputedStyle(element).visibility === "hidden") continue;
    const clip = clipOf(element);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      // The ink of a line is less high than its box.
      const trim = rect.height * 0.22;
      const box = { left: rect.left + 1, right: rect.right - 1, top: rect.top + trim, bottom: rect.bottom - trim };
      if (clip) {
        box.left = Math.max(box.left, clip.left);
        box.right = Math.min(box.right, clip.right);
        box.top = Math.max(box.top, clip.top);
        box.bottom = Math.min(box.bottom, clip.bottom);
      }
      if (box.right - box.left > 1 && box.bottom - box.top > 1) seen.push({ ...box, node });
    }
  }
  seen.sort((a, b) => a.top - b.top);
  const quote = (node) => "“" + node.data.trim().slice(0, 40) + "”";
  for (let i = 0; i < seen.length && wrong.length < 5; i++) {
    for (let j = i + 1; j < seen.length && seen[j].top < seen[i].bottom; j++) {
      if (seen[i].node === seen[j].node) continue;
      const across = Math.min(seen[i].right, seen[j].right) - Math.max(seen[i].left, seen[j].left);
      const down = Math.min(seen[i].bottom, seen[j].bottom) - Math.max(seen[i].top, seen[j].top);
      if (across > 1.5 && down > 1.5) wrong.push(`text over text: ${quote(seen[i].node)} and ${quote(seen[j].node)}`);
    }
  }

  for (const chart of document.querySelectorAll("svg.chart")) {
    const name = chart.querySelector("title")?.textContent.slice(0, 60);
    const fault = (what) => wrong.push(`chart “${name}”: ${what}`);
    // A name and a description, both of this chart and no other.
    const parts = (chart.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.querySelectorAll("#" + CSS.escape(id)));
    const told = parts.length === 2 && parts.every((found) => found.length === 1 && chart.contains(found[0]) && found[0].textContent.trim());
    if (chart.getAttribute("role") !== "img" || !told) fault("has no name or description of its own");

    const frame = chart.getBoundingClientRect();
    if (!frame.width) continue;
    for (const text of chart.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      const over = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (over > 2) fault(`“${text.textContent.slice(0, 40)}” reaches ${over.toFixed(1)} pixels out of it`);
    }

    // Every figure that stands in the chart stands in its table, too.
    const table = chart.closest("figure")?.querySelector(".sr table, table");
    if (!table) {
      fault("has no table");
      continue;
    }
    const cells = table.textContent;
    for (const text of chart.querySelectorAll("text.value")) {
      if (!cells.includes(text.textContent.replace(/…$/, ""))) fault(`“${text.textContent}” is not in its table`);
    }
  }

  // What differs in meaning differs in lightness, so that it is told apart in grey, too.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const lightness = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [light, dark] = [lightness(a), lightness(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const told = new Set();
  const paper = getComputedStyle(document.body).backgroundColor;
  for (const chart of document.querySelectorAll("svg.chart, svg.share")) {
    if (!chart.getBoundingClientRect().width) continue;
    const colour = (selector, property) => {
      const mark = chart.querySelector(selector);
      return mark && getComputedStyle(mark)[property];
    };
    const marks = {
      cohort: colour(".cohort", "fill"),
      everyone: colour(".everyone", "fill"),
      outline: colour(".everyone", "stroke"),
      track: colour(".track", "fill"),
      trail: colour(".trail", "stroke"),
      hidden: colour(".hidden", "stroke"),
      paper,
    };
    // WCAG asks for 3 between a mark and what it stands on; what stands apart by its place and outline needs less.
    for (const [a, b, least] of [
      ["cohort", "paper", 3], ["cohort", "track", 3], ["cohort", "everyone", 2], ["outline", "paper", 3],
      ["outline", "everyone", 1.5], ["trail", "paper", 3], ["hidden", "paper", 3],
    ]) {
      if (!marks[a] || !marks[b]) continue;
      const found = contrast(marks[a], marks[b]);
      const what = `${a} and ${b} are ${found.toFixed(2)} apart in lightness, less than ${least}`;
      if (found < least && !told.has(what)) wrong.push(what);
      told.add(what);
    }
  }
  return wrong;
})()
