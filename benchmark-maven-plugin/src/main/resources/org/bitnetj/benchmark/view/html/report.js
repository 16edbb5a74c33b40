"use strict";
(() => {
  const raw = JSON.parse(document.getElementById("raw").textContent);
  const byId = (id) => document.getElementById(id);
  const table = byId("forest");
  const bodies = [...table.tBodies];
  const input = byId("q"), verdicts = byId("verdicts"), order = byId("order"), direction = byId("direction");
  const entries = raw.rows.map((row, i) => ({
    row, i, body: bodies[i],
    name: bodies[i].querySelector(".name").textContent,
    text: (bodies[i].querySelector(".name").textContent + " " + row.x[0]).toLowerCase(),
  }));
  const ranks = ["NO_RESULT", "REGRESSED", "INCONCLUSIVE", "INCOMPARABLE", "IMPROVED", "NOT_REGRESSED", "MEASURED"];

  // ---- state: what is searched, filtered, sorted and open stands in the address, so that it can be shared

  const state = () => {
    const text = location.hash.slice(1);
    const at = new URLSearchParams(text.includes("=") ? text : "");
    return { q: at.get("q") || "", verdict: at.get("verdict") || "", sort: at.get("sort") || "", dir: at.get("dir") === "desc" ? "desc" : "asc", open: at.getAll("open") };
  };
  const remember = () => {
    const at = new URLSearchParams();
    if (input.value) at.set("q", input.value);
    if (verdicts.value) at.set("verdict", verdicts.value);
    if (order.value) { at.set("sort", order.value); at.set("dir", direction.dataset.dir); }
    entries.filter((e) => e.panel && !e.panel.hidden).forEach((e) => at.append("open", e.row.x[0]));
    const text = at.toString();
    try { history.replaceState(null, "", text ? "#" + text : location.pathname + location.search); } catch { location.hash = text; }
  };
  const chosen = (select, value) => { select.value = value; if (select.selectedIndex < 0) select.value = ""; };

  // ---- search, filter, sort

  const missingLast = (a, b, way) => (a == null) - (b == null) || (a == null ? 0 : way * (a < b ? -1 : a > b ? 1 : 0));
  const keys = { name: (e) => e.name, score: (e) => e.row.s, change: (e) => e.row.c, p: (e) => e.row.p };
  const names = new Intl.Collator("en", { numeric: true });
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const way = direction.dataset.dir === "desc" ? -1 : 1;
    const key = keys[order.value];
    const sorted = !key ? entries : [...entries].sort((a, b) =>
      (order.value === "name" ? way * names.compare(a.name, b.name) : missingLast(key(a), key(b), way)) || a.i - b.i);
    let shown = 0;
    const rows = document.createDocumentFragment();
    for (const e of sorted) {
      e.body.hidden = !(words.every((w) => e.text.includes(w)) && (!verdicts.value || ranks[e.row.v] === verdicts.value));
      shown += e.body.hidden ? 0 : 1;
      rows.append(e.body);
    }
    table.append(rows);
    byId("shown").textContent = shown + " of " + entries.length + (entries.length === 1 ? " benchmark" : " benchmarks");
    byId("nothing").hidden = shown > 0 || entries.length === 0;
    direction.textContent = way < 0 ? "descending" : "ascending";
    direction.disabled = !key;
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.order === order.value && key) head.setAttribute("aria-sort", direction.textContent);
      else head.removeAttribute("aria-sort");
    }
  };
  const sortBy = (what) => {
    direction.dataset.dir = order.value === what && direction.dataset.dir === "asc" ? "desc" : "asc";
    order.value = what;
    show(); remember();
  };

  // ---- the panel of a benchmark, drawn when it is opened

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const svg = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const number = (value) => value == null ? "" : Number(value.toPrecision(4)).toString();
  const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const W = 520, LEFT = 70, RIGHT = 10;

  const scale = (values, from, to) => {
    let low = Math.min(...values), high = Math.max(...values);
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    low -= room; high += room;
    const at = (v) => +(from + (v - low) / (high - low) * (to - from)).toFixed(1);
    at.ticks = [0.1, 0.5, 0.9].map((t) => low + t * (high - low));
    return at;
  };
  const figure = (text, height, label) => {
    const picture = svg("svg", { viewBox: "0 0 " + W + " " + height, role: "img", "aria-label": label });
    return [element("figure", {}, element("figcaption", {}, text), picture), picture];
  };

  const strips = (arms, unit) => {
    const [made, picture] = figure("Mean of each fork (" + unit + "); the stroke is the middle", 40 + 34 * arms.length, "Strip plot of fork means; the table below holds the numbers");
    const means = arms.map((arm) => arm.forks.filter((f) => f.length).map(mean));
    const all = means.flat();
    if (!all.length) return null;
    const x = scale(all, LEFT, W - RIGHT);
    const bottom = 8 + 34 * arms.length;
    picture.append(svg("path", { class: "frame", d: "M" + LEFT + " " + bottom + "H" + (W - RIGHT) }));
    x.ticks.forEach((t) => picture.append(svg("text", { x: x(t), y: bottom + 18, "text-anchor": "middle" }, number(t))));
    arms.forEach((arm, i) => {
      const y = 24 + 34 * i;
      picture.append(svg("text", { x: LEFT - 8, y: y + 4, "text-anchor": "end" }, arm.name));
      if (!means[i].length) return;
      picture.append(svg("path", { class: "forks " + arm.style, d: means[i].map((v) => "M" + x(v) + " " + y + "h0").join("") }));
      picture.append(svg("path", { class: "mean " + arm.style, d: "M" + x(Math.exp(mean(means[i].map(Math.log)))) + " " + (y - 13) + "v26" }));
    });
    return made;
  };

  const iterations = (arms, unit) => {
    const [made, picture] = figure("Iterations in the order of the run (" + unit + "); a gap parts forks", 170, "Iterations over time; the table below holds the numbers");
    const all = arms.flatMap((arm) => arm.forks.flat());
    if (all.length < 2) return null;
    const y = scale(all, 142, 10);
    const steps = arms.reduce((sum, arm) => sum + arm.forks.reduce((s, f) => s + f.length + 1, 0) + 1, -2);
    const x = (i) => +(LEFT + 6 + i / Math.max(1, steps - 1) * (W - LEFT - RIGHT - 12)).toFixed(1);
    picture.append(svg("path", { class: "frame", d: "M" + LEFT + " 8V144H" + (W - RIGHT) }));
    y.ticks.forEach((t) => picture.append(svg("text", { x: LEFT - 6, y: y(t) + 4, "text-anchor": "end" }, number(t))));
    let step = 0;
    for (const arm of arms) {
      const from = step;
      let lines = "", dots = "";
      for (const fork of arm.forks) {
        fork.forEach((v, i) => { lines += (i ? "L" : "M") + x(step) + " " + y(v); dots += "M" + x(step) + " " + y(v) + "h0"; step++; });
        step++;
      }
      picture.append(svg("path", { class: "iterations " + arm.style, d: lines }), svg("path", { class: "dots " + arm.style, d: dots }));
      picture.append(svg("text", { x: (x(from) + x(Math.max(from, step - 2))) / 2, y: 162, "text-anchor": "middle" }, arm.name));
      step++;
    }
    return made;
  };

  const samples = (arms, unit) => {
    const made = element("table", {}, element("caption", {}, raw.means ? "Means of forks (" + unit + "); iterations are in receipt.json" : "Samples (" + unit + ")"));
    made.append(element("thead", {}, element("tr", {}, ...["run", "fork", "mean", "iterations"].map((t) => element("th", { scope: "col" }, t)))));
    const body = element("tbody");
    for (const arm of arms) arm.forks.forEach((fork, i) => body.append(element("tr", {},
      element("th", { scope: "row" }, arm.name), element("td", { class: "n" }, String(i + 1)),
      element("td", { class: "n" }, fork.length ? number(mean(fork)) : "no result"), element("td", {}, raw.means ? "" : fork.map(number).join("  ")))));
    made.append(body);
    return made;
  };

  const fill = (cell, row) => {
    const arms = [{ name: "this run", style: "own", forks: row.f.map((f) => f.filter((v) => v != null)) }];
    if (row.b.length) arms.unshift({ name: "baseline", style: "base", forks: row.b.map((f) => f.filter((v) => v != null)) });
    const plots = element("div", { class: "plots" });
    if (arms.some((arm) => arm.forks.some((f) => f.length))) {
      for (const plot of [strips(arms, row.u), raw.means ? null : iterations(arms, row.u)]) if (plot) plots.append(plot);
      cell.append(plots);
    } else cell.append(element("p", {}, "There are no samples."));
    const facts = element("dl");
    row.x.forEach((value, i) => { if (value) facts.append(element("dt", {}, raw.facts[i]), element("dd", {}, value)); });
    cell.append(facts);
    if (arms.some((arm) => arm.forks.length)) cell.append(samples(arms, row.u));
  };
  const open = (e, wanted) => {
    if (wanted && !e.panel) {
      const cell = element("td", { colspan: table.tHead.rows[0].cells.length });
      e.panel = element("tr", { class: "panel", id: "panel-" + e.i }, cell);
      fill(cell, e.row);
      e.body.append(e.panel);
      e.button.setAttribute("aria-controls", e.panel.id);
    }
    if (e.panel) e.panel.hidden = !wanted;
    e.button.setAttribute("aria-expanded", String(wanted));
  };

  // ---- wiring

  for (const e of entries) {
    const span = e.body.querySelector(".name");
    e.button = element("button", { type: "button", class: "name", "aria-expanded": "false" }, e.name);
    span.replaceWith(e.button);
    e.button.addEventListener("click", () => { open(e, e.button.getAttribute("aria-expanded") === "false"); remember(); });
  }
  for (const head of table.tHead.rows[0].cells) {
    if (!head.dataset.order) continue;
    const button = element("button", { type: "button" }, head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => sortBy(head.dataset.order));
  }
  const restore = () => {
    const at = state();
    input.value = at.q;
    chosen(verdicts, at.verdict); chosen(order, at.sort);
    direction.dataset.dir = at.dir;
    for (const e of entries) if (at.open.includes(e.row.x[0])) open(e, true);
    show();
  };
  let typing;
  input.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => { show(); remember(); }, 80); });
  verdicts.addEventListener("change", () => { show(); remember(); });
  order.addEventListener("change", () => { direction.dataset.dir = "asc"; show(); remember(); });
  direction.addEventListener("click", () => { direction.dataset.dir = direction.dataset.dir === "desc" ? "asc" : "desc"; show(); remember(); });
  addEventListener("hashchange", () => { if (location.hash.includes("=")) restore(); });
  byId("tools").hidden = false;
  restore();
})();
