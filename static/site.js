// Small upgrades of pages that work without them; docs/look.md lists the attributes.
"use strict";
(() => {
  const user = document.body.dataset.user || "";
  let store;
  let leaving = false;
  try {
    store = sessionStorage;
    store.setItem("probe", "");
    store.removeItem("probe");
  } catch {
    store = null;
  }

  const each = (root, selector, act) => {
    if (root.matches && root.matches(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };
  const live = document.getElementById("live");
  const say = (words) => {
    if (live && words && live.textContent !== words) live.textContent = words;
  };

  // Text typed into <form data-keep-draft> stays in this tab until it was sent.
  const keyOf = (form) => (form.draftKey ||= `draft:${location.pathname}#${form.dataset.keepDraft}`);
  const keeps = (form) => form && form.dataset.keepDraft !== undefined;
  const typed = (form) => [...form.elements].filter(
    (field) => field.name && /^(text|email|number|search|url|textarea|select-one)$/.test(field.type));
  const start = (field) => field.defaultValue ?? (field.querySelector("[selected]") || field[0] || field).value;
  const changed = (form) => typed(form).filter((field) => field.value !== start(field));
  const drafts = () => Object.keys(store || {}).filter((key) => key.startsWith("draft:"));
  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key)) || {};
    } catch {
      return {};
    }
  };
  const keep = (form, sent) => {
    const texts = Object.fromEntries(changed(form).map((field) => [field.name, field.value]));
    try {
      if (Object.keys(texts).length) store.setItem(keyOf(form), JSON.stringify({ user, sent, texts }));
      else store.removeItem(keyOf(form));
    } catch {
      // No room: only the draft is lost, the leave warning still protects the text.
    }
  };
  const notice = (form) => {
    const box = document.createElement("p");
    const words = "We put back what you had typed and not saved.";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link";
    button.textContent = "Discard it";
    button.onclick = () => {
      const fields = changed(form);
      fields.forEach((field) => { field.value = start(field); });
      keep(form);
      box.remove();
      if (fields[0]) fields[0].focus();
    };
    box.className = "banner";
    box.append(words, " ", button);
    form.prepend(box);
    say(words);
  };
  const restore = (form) => {
    const { sent, texts, user: writer } = store ? read(keyOf(form)) : {};
    if (!texts || writer !== user || (sent && form.querySelector(".error-summary"))) return;
    const lost = typed(form).filter((field) => field.name in texts && texts[field.name] !== field.value);
    lost.forEach((field) => {
      field.value = texts[field.name];
      const details = field.closest("details");
      if (details) details.open = true;
    });
    if (lost.length) notice(form);
    else if (!changed(form).length) store.removeItem(keyOf(form));
  };
  // A sent draft has arrived once another page opens, unless that page says that the sending was
  // interrupted (sign-in, errors): <meta name="drafts" content="keep">.
  if (!document.querySelector("meta[name=drafts]")) {
    drafts().forEach((key) => {
      if (read(key).sent && !key.startsWith(`draft:${location.pathname}#`)) store.removeItem(key);
    });
  }
  document.addEventListener("input", ({ target }) => {
    if (keeps(target.form)) keep(target.form);
  });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href]");
    const away = link && link.href.split("#")[0] !== location.href.split("#")[0];
    leaving = Boolean(store && away && link.origin === location.origin && !link.target);
  });
  addEventListener("beforeunload", (event) => {
    const unsent = [...document.querySelectorAll("form[data-keep-draft]")].some((form) => changed(form).length);
    if (unsent && !leaving) event.preventDefault();
  });

  // A second submit of <form data-once> is dropped while the first is on its way.
  const release = (form) => {
    delete form.dataset.sent;
    each(form, "[aria-busy]", (button) => button.removeAttribute("aria-busy"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const once = form.dataset.once;
    if (once !== undefined && form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    leaving = true;
    if (keeps(form)) keep(form, true);
    if (form.dataset.forgetDrafts !== undefined) drafts().forEach((key) => store.removeItem(key));
    if (once === undefined) return;
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    say(once || "Sending");
  }, true);
  addEventListener("pageshow", () => {
    leaving = false;
    each(document, "form[data-sent]", release);
  });

  const reveal = (field) => {
    const row = document.createElement("div");
    const button = document.createElement("button");
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-label", `${button.textContent} password`);
    };
    row.className = "reveal";
    button.type = "button";
    button.className = "btn btn-secondary";
    button.onclick = () => show(field.type === "password");
    field.replaceWith(row);
    row.append(field, button);
    show(false);
    if (field.form) field.form.addEventListener("submit", () => show(false));
  };

  // <input data-narrow> hides the rows ([data-also]) of its form that lack a word typed into it.
  const narrow = (input) => {
    const { form, parentNode: box } = input;
    const rows = [...form.querySelectorAll("[data-also]")];
    const details = form.querySelector("details");
    box.hidden = false;
    input.onkeydown = (event) => {
      if (event.key === "Enter") event.preventDefault();
    };
    input.oninput = () => {
      const words = input.value.trim().toLowerCase();
      const found = rows.filter((row) => {
        const text = (row.textContent + row.dataset.also).toLowerCase();
        const fits = words.split(/\s+/).every((word) => text.includes(word));
        row.hidden = !fits && !row.querySelector(":checked");
        return fits;
      });
      each(form, "[role=group]", (group) => { group.hidden = !group.querySelector("[data-also]:not([hidden])"); });
      details.open = details.querySelector(words ? "[data-also]:not([hidden])" : ":checked");
      box.lastElementChild.textContent = words && `${found.length} of ${rows.length} match.`;
      say(box.lastElementChild.textContent);
    };
  };

  const prepare = (root) => {
    each(root, "form[data-keep-draft]", restore);
    each(root, "input[type=password]:not(.reveal > *)", reveal);
    each(root, "input[data-narrow]", narrow);
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
    return summary;
  };

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token.value;
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    const form = target.closest("form");
    leaving = false;
    if (!form) return;
    release(form);
    if (detail.successful && keeps(form) && store) store.removeItem(keyOf(form));
  });
  document.addEventListener("htmx:sendError", ({ target }) => {
    const form = target.closest("form");
    if (!form || form.querySelector("[data-unsent]")) return;
    const box = document.createElement("p");
    box.className = "banner banner-warn";
    box.dataset.unsent = "";
    box.setAttribute("role", "alert");
    box.textContent = "Not saved: the site cannot be reached. What you typed is still here. Try again in a moment.";
    form.prepend(box);
  });
  // After a swap of the whole main column the new question's heading gets the focus.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (!target.isConnected) return;
    const summary = prepare(target);
    each(target, "[data-announce]", (box) => say(box.dataset.announce));
    const heading = target.id === "main" && !summary && target.querySelector("h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
    scrollTo(0, 0);
  });

  prepare(document);
})();
