// Small upgrades of pages that work without them: drafts of typed text, one send per form, focus on
// errors and new questions, show/hide password, announcements. docs/look.md lists the attributes.
"use strict";
(() => {
  const PREFIX = "draft:";
  const TYPED = "textarea, input:not([type]), input[type=text], input[type=email], input[type=number], input[type=search], input[type=url]";
  const user = document.body.dataset.user || "";
  let leaving = false;

  const store = (() => {
    try {
      sessionStorage.setItem("probe", "");
      sessionStorage.removeItem("probe");
      return sessionStorage;
    } catch {
      return null;
    }
  })();
  const each = (root, selector, act) => {
    if (root.matches && root.matches(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };
  const say = (words) => {
    const live = document.getElementById("live");
    if (words && live && live.textContent !== words) live.textContent = words;
  };

  // Drafts: text typed into <form data-keep-draft> is kept in this tab until the form was sent.
  const keyOf = (form) => PREFIX + location.pathname + "#" + form.dataset.keepDraft;
  const typed = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name);
  const changed = (form) => typed(form).some((field) => field.value !== field.defaultValue);
  const drafts = () => Object.keys(store || {}).filter((key) => key.startsWith(PREFIX));
  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key)) || {};
    } catch {
      return {};
    }
  };
  const keep = (form, sent) => {
    if (!store) return;
    const texts = {};
    typed(form).forEach((field) => {
      if (field.value !== field.defaultValue) texts[field.name] = field.value;
    });
    try {
      if (Object.keys(texts).length) store.setItem(keyOf(form), JSON.stringify({ user, sent, texts }));
      else store.removeItem(keyOf(form));
    } catch {
      // A full store only costs the draft; the leave warning still protects the text.
    }
  };
  const notice = (form) => {
    const box = document.createElement("div");
    box.className = "banner";
    box.innerHTML = '<p>We put back what you had typed and not saved. <button type="button" class="btn btn-link">Discard it</button></p>';
    box.querySelector("button").addEventListener("click", () => {
      typed(form).forEach((field) => { field.value = field.defaultValue; });
      keep(form);
      box.remove();
      const first = typed(form)[0];
      if (first) first.focus();
    });
    form.prepend(box);
    say("We put back what you had typed and not saved.");
  };
  const restore = (form) => {
    if (!store) return;
    const draft = read(keyOf(form));
    const echoed = draft.sent && form.querySelector(".error-summary");
    if (!draft.texts || draft.user !== user || echoed) return;
    let count = 0;
    typed(form).forEach((field) => {
      const text = draft.texts[field.name];
      if (text !== undefined && text !== field.value) {
        field.value = text;
        const details = field.closest("details");
        if (details) details.open = true;
        count += 1;
      }
    });
    if (count) notice(form);
    else if (!changed(form)) store.removeItem(keyOf(form));
  };
  // A sent draft has arrived once another page of the site opens, except where a page says that the
  // sending was interrupted (sign-in, errors): <meta name="drafts" content="keep">.
  const forgetSent = () => {
    if (!store || document.querySelector("meta[name=drafts]")) return;
    const here = PREFIX + location.pathname + "#";
    drafts().forEach((key) => {
      if (read(key).sent && !key.startsWith(here)) store.removeItem(key);
    });
  };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.dataset.keepDraft !== undefined) keep(form);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    leaving = Boolean(store && link && link.origin === location.origin && !link.target);
  });
  addEventListener("beforeunload", (event) => {
    if (leaving) return;
    if ([...document.querySelectorAll("form[data-keep-draft]")].some(changed)) event.preventDefault();
  });

  // One send: a second submit of <form data-once> is dropped while the first is on its way.
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.once !== undefined && form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    leaving = true;
    if (form.dataset.keepDraft !== undefined) keep(form, true);
    if (form.matches("[data-forget-drafts]") && store) drafts().forEach((key) => store.removeItem(key));
    if (form.dataset.once === undefined) return;
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    say(form.dataset.once || "Sending");
  }, true);
  addEventListener("pageshow", () => {
    leaving = false;
    each(document, "form[data-sent]", release);
  });

  const reveal = (field) => {
    const button = document.createElement("button");
    const row = document.createElement("div");
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-label", shown ? "Hide password" : "Show password");
    };
    button.type = "button";
    button.className = "btn btn-secondary";
    button.addEventListener("click", () => show(field.type === "password"));
    row.className = "reveal";
    field.replaceWith(row);
    row.append(field, button);
    show(false);
    if (field.form) field.form.addEventListener("submit", () => show(false));
  };

  const prepare = (root) => {
    each(root, "form[data-keep-draft]", restore);
    each(root, "input[type=password]", reveal);
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  };

  // htmx: the CSRF token for requests outside forms, focus after a swap of the whole main column.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    leaving = false;
    if (!form) return;
    release(form);
    if (event.detail.successful && store) store.removeItem(keyOf(form));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.target;
    if (!place.isConnected) return;
    prepare(place);
    each(place, "[data-announce]", (box) => say(box.dataset.announce));
    const heading = place.id === "main" && !place.querySelector(".error-summary") && place.querySelector("h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
      scrollTo(0, 0);
    }
  });

  forgetSent();
  prepare(document);
})();
