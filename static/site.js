// Small upgrades of pages that work without them; docs/look.md lists the attributes.
"use strict";
(() => {
  const each = (root, selector, act) => {
    if (root.matches && root.matches(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };
  const live = document.getElementById("live");
  const say = (words) => {
    if (live && words && live.textContent !== words) live.textContent = words;
  };

  // A second submit of <form data-once> is dropped while the first is on its way.
  const release = (form) => {
    delete form.dataset.sent;
    each(form, "[aria-busy]", (button) => button.removeAttribute("aria-busy"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const once = form.dataset.once;
    if (once === undefined) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    say(once || "Sending");
    const other = document.getElementById(form.dataset.keeps);
    if (other) form.query.value = new URLSearchParams(new FormData(other));
  }, true);
  // The second click of a double click lies on the page that the first one brought.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("form[data-once] [type=submit]")) event.preventDefault();
  }, true);
  addEventListener("pageshow", () => each(document, "form[data-sent]", release));

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

  const offerCopy = (row) => {
    const field = row.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary";
    button.textContent = "Copy";
    button.setAttribute("aria-describedby", field.labels[0].id);
    button.onclick = async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        // There is no clipboard without HTTPS.
        document.execCommand("copy");
      }
      button.textContent = "Copied";
      say("Copied");
    };
    row.append(button);
  };

  const prepare = (root) => {
    each(root, "input[type=password]:not(.reveal > *)", reveal);
    each(root, "[data-copy]:not(:has(button))", offerCopy);
    const summary = root.querySelector(".error-summary, [data-focus]");
    if (summary) summary.focus();
    return summary;
  };

  // What htmx gets is put into the page only when this site made it for that place, as the server marks it
  // (config.middleware.mark_parts). Anything else leaves the page as it is; a notice offers the way on.
  const isOurs = ({ xhr, target }) => xhr.getResponseHeader("X-Part") && (xhr.status === 204
    || xhr.getResponseHeader("HX-Redirect") || xhr.responseText.includes(`id="${target.id}"`));
  const SAID = {
    0: "The site cannot be reached.",
    400: "The site could not read what was sent. Shorten or retype the text.",
    401: "You are signed out.",
    403: "This page is out of date, or you may no longer do this.",
    404: "This is no longer here.",
    413: "This is too large to be sent. Shorten the text.",
    429: "That was too often in a short time. Wait a minute.",
  };
  const reasonFor = (status) => SAID[status] || (status < 500
    ? "Another page came in place of this site, such as the sign-in of a network."
    : `The site could not answer (error ${status}).`);
  const wayOn = ({ xhr, requestConfig, pathInfo }, box) => {
    const { status } = xhr;
    const cause = requestConfig.triggeringEvent;
    const again = !status || (status >= 400 && ![401, 403, 404].includes(status));
    const way = document.createElement(again ? "button" : "a");
    if (again) {
      way.type = "button";
      way.textContent = "Try again";
      way.onclick = () => {
        box.remove();
        if (cause.type === "submit") cause.target.requestSubmit(cause.submitter);
        else if (cause.type === "click") cause.target.click();
        else cause.target.dispatchEvent(new Event(cause.type, { bubbles: true }));
      };
    } else {
      const here = requestConfig.verb === "get" ? pathInfo.finalRequestPath : location.href;
      way.href = (status === 401 && xhr.getResponseHeader("X-Sign-In")) || here;
      way.textContent = status === 401 ? "Sign in and go on" : "Load this page again";
    }
    way.className = "btn btn-secondary";
    return way;
  };
  const noticesOf = (target) => [...document.querySelectorAll("[data-interrupted]")]
    .filter((box) => box.dataset.part === target.id);
  const tell = (detail) => {
    const { xhr, target, elt, requestConfig } = detail;
    const cause = requestConfig.triggeringEvent;
    const kept = requestConfig.verb === "get"
      ? "What you see is as it was before."
      : "Nothing is lost: what you chose and typed is still here. Sending it twice counts once.";
    const reason = reasonFor(xhr.status);
    const [old] = noticesOf(target);
    // A paper being made is asked for again, unless that would never be answered.
    if (!cause && xhr.status >= 400 && xhr.status < 500) elt.dataset.ended = "";
    if (old && old.dataset.interrupted === reason && !cause) return;
    if (old) old.remove();
    const box = document.createElement("div");
    const words = document.createElement("p");
    box.className = "banner banner-warn";
    box.dataset.interrupted = reason;
    box.dataset.part = target.id;
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    words.textContent = `${reason} ${kept}`;
    box.append(words);
    if (cause || elt.dataset.ended !== undefined) box.append(wayOn(detail, box));
    // Far from what the answer would have changed it is told beside the field.
    const beside = cause && cause.type === "change" && cause.target.closest("fieldset, .whatif-row");
    if (beside) beside.append(box);
    else (target.cells ? target.cells[0] : target).prepend(box);
    if (cause && /submit|click/.test(cause.type)) box.focus();
  };
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { detail } = event;
    if (isOurs(detail)) {
      noticesOf(detail.target).forEach((box) => box.remove());
      return;
    }
    event.preventDefault();
    tell(detail);
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) => {
    document.addEventListener(name, ({ detail }) => tell(detail));
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (elt.dataset.ended !== undefined && !requestConfig.triggeringEvent) event.preventDefault();
  });

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token.value;
  });
  document.addEventListener("htmx:afterRequest", ({ target }) => {
    const form = target.closest("form");
    if (form) release(form);
  });
  // After a swap of the main column its heading gets the focus.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (!target.isConnected) return;
    const summary = prepare(target);
    const news = [];
    each(target, "[data-announce]", (box) => news.push(box.dataset.announce));
    say(news.join(" "));
    const heading = target.id === "main" && !summary && target.querySelector("h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
    scrollTo(0, 0);
  });

  // After signing in or up the browser goes to the part that the link had named.
  if (location.hash) {
    each(document, "input[name=next]", (field) => { field.value += location.hash; });
    each(document, "a[href*='?next=']", (link) => { link.href += encodeURIComponent(location.hash); });
  }
  // On a phone the row of a result's pages shows the page that is open.
  each(document, ".result-nav [aria-current]", (link) => {
    const row = link.closest("ul");
    row.scrollLeft = link.offsetLeft + link.offsetWidth + 20 - row.clientWidth;
  });
  prepare(document);
})();
