// Licentia. Everything works without this script; it only adds speed: theme without reloading,
// dialogs over the page, keys, ticking many rows, copying, no second click on a sent form, and
// messages that appear on open pages at once.
"use strict";
(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const scope = () => all("dialog:modal").pop() ?? one(".app") ?? document.body;
  root.classList.add("js");

  // The zone of the reader's clock, for servers that show moments of the whole world.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `licentia_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`;

  // Said to screen readers; emptied first, so that the same words are said again.
  const say = (words, region = one("#say")) => {
    if (region) region.textContent = "";
    setTimeout(() => { if (region) region.textContent = words; }, 60);
  };

  // Theme: system, light, dark in turn, kept in the cookie that the server reads.
  const order = ["system", "light", "dark"];
  const theme = (button) => {
    const now = button.value;
    button.value = order[(order.indexOf(now) + 1) % order.length];
    if (now === "system") delete root.dataset.theme; else root.dataset.theme = now;
    document.cookie = `licentia_theme=${now}; Path=/; Max-Age=31536000; SameSite=Lax`;
    button.title = button.dataset[now];
    button.setAttribute("aria-label", button.dataset[now]);
  };

  // Dialogs have addresses. A link opens the same dialog over this page and keeps the address;
  // one that the server sent open becomes modal. Closing goes back, and the focus with it.
  const closer = (dialog) => one("header a[href]", dialog);
  const modal = (dialog, leave) => {
    dialog.removeAttribute("open");
    dialog.showModal();
    const back = closer(dialog)?.getAttribute("href");
    const close = (event) => { event?.preventDefault(); dialog.close(); leave(); };
    dialog.addEventListener("cancel", close);
    all("header a[href], footer a[href]", dialog).filter((link) => link.getAttribute("href") === back)
      .forEach((link) => link.addEventListener("click", close));
  };
  // Another page, and the icons that it has and this one has not.
  const fetched = async (address) => {
    const answer = await fetch(address).catch(() => null);
    return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  };
  const icons = (page) => {
    const sprite = one("body > svg");
    all("body > svg > symbol", page).filter((shape) => !document.getElementById(shape.id))
      .forEach((shape) => sprite?.append(document.importNode(shape, true)));
  };
  const open = async (link) => {
    const page = await fetched(link.href);
    const dialog = page && one("dialog#dialog", page);
    if (!dialog) { location.href = link.href; return; }
    if (one("dialog#dialog")) return; // A second click while the first was on its way.
    icons(page);
    const shown = document.importNode(dialog, true);
    document.body.append(shown);
    history.pushState({ dialog: true }, "", link.href);
    const leave = () => {
      removeEventListener("popstate", leave);
      if (history.state?.dialog) history.back();
      shown.remove();
      link.focus();
    };
    addEventListener("popstate", leave);
    modal(shown, leave);
  };
  const served = one("dialog#dialog[open]");
  if (served) modal(served, () => { location.href = closer(served)?.href ?? location.pathname; });

  // Ticking: all of the page, a stretch with Shift, and how many are ticked.
  const boxes = (table) => all("tbody .check input", table);
  const counted = (table) => {
    const list = boxes(table);
    const ticked = list.filter((box) => box.checked).length;
    const whole = one("[data-choose-all]", table);
    if (whole) { whole.checked = ticked > 0 && ticked === list.length; whole.indeterminate = ticked > 0 && ticked < list.length; }
    const bar = one(".bulk", table.parentElement);
    const label = bar && one("[data-chosen]", bar);
    if (!label || one("input[name=all]", bar)) return;
    bar.classList.remove("stays");
    const many = label.dataset.chosen.replace("#", ticked.toLocaleString(root.lang));
    if (ticked) label.textContent = ticked === 1 ? label.dataset.chosenOne : many;
  };
  let last = null;
  const ticked = (box, event) => {
    const list = boxes(box.closest("table"));
    if (event.shiftKey && list.includes(last)) {
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
      list.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
    }
    last = box;
    counted(box.closest("table"));
  };

  // Prerequisites: a child can be ticked once its parent is.
  const grown = (list) => all("li > ul", list).forEach((children) => {
    const parent = one(":scope > label > input", children.parentElement);
    all(":scope > li > label > input:not([data-fixed])", children).forEach((child) => {
      child.disabled = !parent.checked;
      if (child.disabled) child.checked = false;
    });
  });

  // A link in a row, or in the bar over the table, that draws this page anew gets the focus back where it stood.
  const focusKept = "licentia-focus";
  const keepFocus = (link) => {
    if (link.pathname !== location.pathname || link.hasAttribute("data-dialog")) return;
    const line = link.closest("tbody tr");
    const place = line ? one("th a[href]", line)?.pathname : link.closest(".bulk") && "bulk";
    try { if (place) sessionStorage.setItem(focusKept, JSON.stringify([location.pathname, place])); } catch { /* Only speed. */ }
  };
  const refocus = () => {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(focusKept)); sessionStorage.removeItem(focusKept); } catch { /* Only speed. */ }
    if (kept?.[0] !== location.pathname || document.activeElement !== document.body) return;
    const line = all("tbody tr").find((each) => one("th a[href]", each)?.pathname === kept[1]);
    const places = line ? [...all(".acts a", line), one("th a", line)]
      : kept[1] === "bulk" ? [...all(".bulk :is(select, button, a)"), one("[data-choose-all]")] : [];
    places.find((each) => { each?.focus(); return each && document.activeElement === each; });
  };

  const copy = async (button) => {
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch {
      const value = button.previousElementSibling;
      if (value) getSelection().selectAllChildren(value);
      return;
    }
    button.dataset.copied = "";
    say(button.dataset.done);
    setTimeout(() => delete button.dataset.copied, 1600);
  };

  // Keys. Those of a single letter can be switched off, and never act while somebody types.
  const letters = (set) => {
    try {
      if (set) localStorage.setItem("licentia-letters", set);
      return localStorage.getItem("licentia-letters") !== "off";
    } catch { return set !== "off"; }
  };
  const row = (step) => {
    const links = all("tbody tr:not(.group)", scope()).map((line) => one("th a", line) ?? one("a, input", line)).filter(Boolean);
    const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  };
  const arrows = { ArrowDown: 1, ArrowUp: -1 };
  const keys = {
    "/": () => one("[data-search]", scope())?.focus(),
    "?": () => one("#keys")?.showModal(),
    j: () => row(1), k: () => row(-1),
    x: () => document.activeElement.closest("tr")?.querySelector(".check input")?.click(),
    e: () => one("[aria-keyshortcuts~='e']", scope())?.click(),
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      one("[data-search-all]")?.focus();
      one("[data-search-all]")?.select();
    } else if (event.ctrlKey || event.metaKey || event.altKey || (typing && !(event.key === "Escape" && typing.matches("select")))) {
      return;
    } else if (event.key === "Escape" && !one("dialog:modal, [popover]:popover-open") && !one(".staged.dirty")) {
      const whole = one(".bulk input[name=all]")?.closest(".bulk");
      if (whole) all("a[href]", whole).pop()?.click();
      all("table:has(.check :checked)").forEach((table) => { boxes(table).forEach((box) => { box.checked = false; }); counted(table); });
    } else if (arrows[event.key] && event.target.closest?.("tbody tr")) {
      event.preventDefault();
      row(arrows[event.key]);
    } else if (keys[event.key] && letters()) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest?.(selector);
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (hit("[data-theme-button]")) { event.preventDefault(); theme(hit("[data-theme-button]")); }
    else if (hit("a[data-dialog]") && !hit("dialog") && plain) { event.preventDefault(); open(hit("a[data-dialog]")); }
    else if (hit("[data-copy]")) copy(hit("[data-copy]"));
    else if (hit("[data-open]")) document.getElementById(hit("[data-open]").dataset.open)?.showModal();
    else if (hit("tbody .check input")) ticked(hit("tbody .check input"), event);
    else if (hit("a[href]") && plain) keepFocus(hit("a[href]"));
  });
  addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-choose-all]")) { const table = field.closest("table"); boxes(table).forEach((box) => { box.checked = field.checked; }); counted(table); }
    if (field.closest("[data-tree]")) grown(field.closest("[data-tree]"));
    if (field.matches("[data-letters]")) letters(field.checked ? "on" : "off");
  });

  // A number in the store: its row is marked while it is more, or fewer, than was agreed.
  addEventListener("input", ({ target }) => {
    const { was } = target.dataset, line = target.closest("tr");
    if (was === undefined || !line) return;
    const more = (target.type === "checkbox" ? target.checked : target.value || was) - was;
    line.classList.toggle("adding", more > 0);
    line.classList.toggle("leaving", more < 0);
  });

  // A form is sent once, until the answer is here, the page is shown again, or it was a download.
  const again = (form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    form.dataset.sent = "";
    form.setAttribute("aria-busy", "true");
    setTimeout(again, 10000, form);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach(again));

  // System events: when the server says that something changed, banners and lists of events are drawn anew.
  // A page that nobody looks at listens to nothing, for a browser has few connections; it catches up when it is shown.
  const app = one(".app[data-stream]");
  const redrawn = (region, fresh) => {
    if (!fresh || fresh.isEqualNode(region)) return;
    const told = all(".notice p", region).map((words) => words.textContent);
    const focus = region.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const now = document.importNode(fresh, true);
    region.replaceWith(now);
    if (focus) all("a[href]", now).find((link) => link.getAttribute("href") === focus)?.focus();
    const news = all(".notice p", now).map((words) => words.textContent).filter((words) => !told.includes(words));
    if (news.length) say(news.join(" "));
  };
  let heard = app?.dataset.mark, stream = null, drawing = false, behind = false;
  const draw = async () => {
    behind = true;
    if (drawing) return;
    for (drawing = true; behind;) {
      behind = false;
      const page = await fetched(one("[data-live=events]", app) ? location.href : app.dataset.banners);
      if (!page) { setTimeout(draw, 3000); continue; } // What changed is not lost because nobody answered just now.
      icons(page);
      all("[data-live]", app).forEach((region) => redrawn(region, one(`.app [data-live=${region.dataset.live}]`, page)));
    }
    drawing = false;
  };
  const listen = () => {
    if (!app || document.hidden) { stream?.close(); stream = null; return; }
    if (stream && stream.readyState !== EventSource.CLOSED) return;
    stream = new EventSource(app.dataset.stream);
    stream.addEventListener("events", ({ data }) => { if (data !== heard) { heard = data; draw(); } });
  };
  if (app) {
    listen();
    document.addEventListener("visibilitychange", listen);
    addEventListener("pagehide", () => { stream?.close(); stream = null; });
    addEventListener("pageshow", listen);
    setInterval(listen, 60000); // A server that refused for a while is asked again.
  }

  all("[data-tree]").forEach(grown);
  all("table:has(tbody .check)").forEach((table) => { if (one(".check :checked", table)) counted(table); });
  const switchLetters = one("[data-letters]");
  if (switchLetters) switchLetters.checked = letters();
  one("dialog:modal [autofocus], main [autofocus]")?.focus();
  refocus();
})();
