// What was chosen or typed and not sent survives an ended session, a gateway's error and a closed
// tab: each form that is posted keeps it in this browser, per person and page, until it has arrived.
// Passwords, codes, files and hidden fields are never kept.
"use strict";
(() => {
  const LIFE = 30 * 24 * 60 * 60 * 1000;
  const NEVER = /^(hidden|password|file|submit|button|image|reset|fieldset|output)$/;
  // Nobody finds ticked later what was ticked for an action on many rows of the admin.
  const ADMIN_ACTIONS = "#changelist-form";
  // Pages that interrupt a sending (signing in, errors): <meta name="drafts" content="keep">.
  const interrupts = document.querySelector("meta[name=drafts]");
  let store = null;
  try {
    store = localStorage;
  } catch {
    // Blocked by the person's settings: the page warns before it is left.
  }
  const user = document.querySelector("meta[name=drafts-of]");
  if (!user) {
    // The page to sign in says whether a draft of the page that led here is kept.
    const kept = document.querySelector("[data-draft-kept]");
    const from = kept && document.referrer && new URL(document.referrer).pathname;
    if (from) kept.hidden = !Object.keys(store || {}).some((key) => key.startsWith("draft:") && key.includes(`:${from}#`));
    return;
  }
  const PREFIX = `draft:${user.content}:`;

  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, draft) => {
    try {
      store.setItem(key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  };
  const drop = (key) => {
    if (store) [key, `${key}~`].forEach((name) => store.removeItem(name));
  };
  const keys = () => Object.keys(store || {}).filter((key) => key.startsWith(PREFIX));

  // The rows of a table in the admin are numbered by place; a draft knows a stored one by its key.
  const nameOf = ({ form, name }) => name.replace(/^(.+)-(\d+)-/, (all, table, place) => {
    const key = form.elements[`${table}-${place}-id`];
    return key && key.value ? `${table}-#${key.value}-` : all;
  });
  const controls = (form) => [...form.elements].filter((field) => field.name && !NEVER.test(field.type)
    && !/password|one-time/.test(field.autocomplete) && !field.matches(":disabled"));
  const pathOf = (form) => form.getAttribute("action") || "";
  const keyOf = (form) => (form.draftKey ||= `${PREFIX}${location.pathname}#${form.id || pathOf(form)}#${controls(form)[0].name}`);
  const keeps = (form) => Boolean(form && form.method === "post" && !interrupts && !form.matches(ADMIN_ACTIONS) && controls(form).length);
  const chosen = (field, saved) => {
    if (field.options) {
      const picked = [...field.options].filter((row) => (saved ? row.defaultSelected : row.selected));
      if (saved && !picked.length && field.type === "select-one") picked.push(...[...field.options].slice(0, 1));
      return picked.map((row) => row.value);
    }
    if (!/radio|checkbox/.test(field.type)) return [saved ? field.defaultValue : field.value];
    return (saved ? field.defaultChecked : field.checked) ? [field.value] : [];
  };
  // What each field of a form holds now, or held when the page was made: name to list of values.
  const state = (form, saved) => {
    const found = {};
    controls(form).forEach((field) => (found[nameOf(field)] ||= []).push(...chosen(field, saved)));
    return saved ? { ...found, ...form.stored } : found;
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const changes = (form) => {
    const was = state(form, true);
    return Object.fromEntries(Object.entries(state(form)).filter(([name, now]) => !same(now, was[name])));
  };
  // A draft was made from the versions that the form carries, and from what the changed fields held.
  const versionsOf = (form) => (form.dataset.madeFrom ? [form.dataset.madeFrom] : [...form.elements]
    .filter((field) => field.type === "hidden" && /seen|version/.test(field.name)).map((field) => field.value));
  const only = (names, values) => Object.fromEntries(names.map((name) => [name, values[name]]));
  const fill = (form, values) => {
    const left = structuredClone(values);
    controls(form).filter((field) => nameOf(field) in left).forEach((field) => {
      const list = left[nameOf(field)];
      const before = chosen(field);
      if (field.options) [...field.options].forEach((row) => { row.selected = list.includes(row.value); });
      else if (/radio|checkbox/.test(field.type)) field.checked = list.includes(field.value);
      else if (list.length) field.value = list.shift();
      const details = field.closest("details");
      if (details && !same(before, chosen(field))) details.open = true;
    });
  };
  // Whether the page has such a field, and still offers what was chosen in it.
  const takes = (form, name, values) => {
    const fields = controls(form).filter((field) => nameOf(field) === name);
    const rows = fields.flatMap((field) => (field.options ? [...field.options] : /radio|checkbox/.test(field.type) ? [field] : []));
    return fields.length > 0 && (!rows.length || values.every((value) => rows.some((row) => row.value === value)));
  };
  const plain = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const labelOf = (form, name) => {
    const field = controls(form).find((row) => nameOf(row) === name);
    const group = field.closest("fieldset");
    const legend = group && group.querySelector(":scope > legend");
    const label = !/radio|checkbox/.test(field.type) && field.labels && field.labels[0];
    const cell = field.closest("td");
    const head = cell && !label && (cell.closest("table").tHead || {}).rows;
    return [legend, label, head && head[0].cells[cell.cellIndex]].filter(Boolean).map(plain).join(", ") || name;
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-link";
    made.textContent = words;
    made.onclick = act;
    return made;
  };
  const wordsOf = (form, name, values) => values.map((value) => {
    const field = controls(form).find((row) => nameOf(row) === name && (row.options || row.value === value));
    const row = field && field.options && [...field.options].find((option) => option.value === value);
    const label = field && !field.options && /radio|checkbox/.test(field.type) && field.labels[0];
    return row || label ? plain(row || label) : value;
  }).join(", ");
  const keep = (form, sent = "") => {
    const kept = changes(form);
    const names = Object.keys(kept);
    const labels = Object.fromEntries(names.map((name) => [name, labelOf(form, name)]));
    const words = Object.fromEntries(names.map((name) => [name, wordsOf(form, name, kept[name])]));
    const draft = { at: Date.now(), sent, versions: versionsOf(form), was: only(names, state(form, true)), kept, labels, words };
    if (names.length) form.unkept = !write(keyOf(form), draft);
    else if (store) store.removeItem(keyOf(form));
  };
  const notice = (form, words, ...rest) => {
    const box = document.createElement("div");
    const text = document.createElement("p");
    box.className = "banner";
    box.dataset.draft = "";
    text.textContent = words;
    box.append(text, ...rest);
    form.prepend(box);
    const live = document.getElementById("live");
    if (live) live.textContent = words;
    return box;
  };
  const putBack = (form, kept) => {
    fill(form, kept);
    keep(form);
    const box = notice(form, "We put back what you had chosen or typed and not saved.", button("Discard it", () => {
      fill(form, state(form, true));
      keep(form);
      box.remove();
    }));
  };
  // What cannot be put back by itself is listed, and the person decides.
  const ask = (form, key, draft) => {
    const { kept, labels, words } = draft;
    const list = document.createElement("ul");
    Object.entries(kept).forEach(([name, values]) => {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = `${labels[name].replace(/([^?:])$/, "$1:")} ${(words && words[name]) || wordsOf(form, name, values) || "empty"}`;
      list.append(item);
    });
    const decide = (act) => () => {
      store.removeItem(key);
      box.remove();
      act();
    };
    const here = Object.keys(kept).filter((name) => takes(form, name, kept[name]));
    const gone = Object.keys(kept).filter((name) => !here.includes(name));
    const fillIn = button("Put it back", decide(() => {
      putBack(form, only(here, kept));
      if (!gone.length) return;
      write(key, { ...draft, kept: only(gone, kept) });
      ask(form, key, read(key));
    }));
    const why = here.length ? "Something else was saved here since, so it was not put back by itself."
      : "This page has no field or choice for it now, so it was not put back.";
    const box = notice(form, `You had chosen or typed this and not saved it. ${why}`, list,
      ...(here.length ? [fillIn] : []), button("Discard it", decide(() => {})));
  };
  // Rows that were added to a table of the admin and not saved are added again.
  const addRows = (form, names) => names.forEach((name) => {
    const [, table, place] = /^(.+)-(\d+)-/.exec(name) || [];
    const total = table && form.elements[`${table}-TOTAL_FORMS`];
    const add = total && form.querySelector(`[id="${table}-group"] .add-row a`);
    for (let left = total && place - total.value + 1; add && left > 0; left -= 1) add.click();
  });
  const jQuery = window.django && window.django.jQuery;
  const opened = performance.getEntriesByType("navigation")[0];
  // What was typed before this script came. On the way back it is the browser that fills in what was sent,
  // and the admin's own scripts change their forms while they make them ready.
  const early = (form) => (jQuery || form.stored || opened.type !== "navigate" ? {} : changes(form));
  const restore = (form) => {
    const key = keyOf(form);
    const draft = read(key);
    const typed = early(form);
    if (!draft && Object.keys(typed).length) keep(form);
    if (draft && !form.stored) addRows(form, Object.keys(draft.kept));
    const now = state(form);
    const differing = (kept) => Object.keys(kept).filter((name) => !same(kept[name], now[name]));
    if (draft && !form.stored) {
      const was = state(form, true);
      const isOld = !same(draft.versions, versionsOf(form))
        || Object.keys(draft.kept).some((name) => name in now && !same(draft.was[name], was[name]));
      const lost = differing(draft.kept).filter((name) => !(name in typed));
      const back = isOld ? [] : lost.filter((name) => takes(form, name, draft.kept[name]));
      const rest = lost.filter((name) => !back.includes(name));
      store.removeItem(key);
      if (rest.length) write(`${key}~`, { at: draft.at, kept: only(rest, draft.kept), labels: draft.labels, words: draft.words });
      if (back.length) putBack(form, only(back, draft.kept));
      else keep(form);
    }
    const old = read(`${key}~`);
    const open = old ? differing(old.kept) : [];
    if (open.length) ask(form, `${key}~`, { ...old, kept: only(open, old.kept) });
  };

  // A sent draft has arrived when the site led on to a page, or says so on this one; not when the answer is the form
  // itself with what was sent.
  const formOf = (key) => [...document.forms].find((row) => keeps(row) && keyOf(row) === key);
  const sentBack = (key) => {
    const form = formOf(key);
    const draft = read(key);
    const shown = form && state(form, true);
    if (!form || !draft || Object.entries(draft.kept).some(([name, values]) => !same(values, shown[name]))) return false;
    form.stored = draft.was;
    return write(key, { ...draft, sent: "" });
  };
  const prepare = (root) => [...root.querySelectorAll("form")].filter((form) => store && keeps(form)).forEach(restore);

  let leaving = false;
  document.addEventListener("input", ({ target }) => {
    if (keeps(target.form)) keep(target.form);
  });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href]");
    leaving = Boolean(store && link && link.origin === location.origin && !link.target);
  });
  document.addEventListener("submit", ({ target: form }) => {
    leaving = true;
    if (form.dataset.forgetDrafts !== undefined || form.id === "logout-form") keys().forEach(drop);
    else if (keeps(form)) keep(form, location.href.split("#")[0]);
  }, true);
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    const unkept = [...document.forms].some((form) => keeps(form) && (form.unkept || !store) && Object.keys(changes(form)).length);
    if (unkept && !leaving) event.preventDefault();
  });
  // Whether all of a form has arrived, and is forgotten; not what was typed while it was on its way.
  const arrived = (key) => (read(key) || { sent: 1 }).sent && !drop(key);
  const came = new Set();
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (!keeps(elt)) return;
    if (event.defaultPrevented) keep(elt);
    else if (xhr.getResponseHeader("HX-Redirect")) arrived(keyOf(elt));
    else came.add(keyOf(elt));
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    leaving = false;
    if (!target.isConnected) return;
    came.forEach((key) => sentBack(key) || arrived(key) || formOf(key)
      || notice(document.getElementById("main"), "Go back: what you typed last is kept there, and not saved."));
    came.clear();
    prepare(target);
  });

  if (interrupts || !store) return;
  const start = () => {
    keys().forEach((key) => {
      const draft = read(key);
      if (!draft || Date.now() - draft.at > LIFE) drop(key);
      else if (draft.sent && draft.sent === document.referrer && opened.type === "navigate") {
        if (opened.redirectCount || document.querySelector("[data-arrived]")) drop(key);
        else sentBack(key);
      }
    });
    prepare(document);
  };
  // The admin's own scripts make its tables ready first, and tell only each other what is chosen in its lists.
  if (!jQuery) return start();
  return jQuery(() => {
    start();
    jQuery(document).on("change", ({ target }) => { if (keeps(target.form)) keep(target.form); });
  });
})();
