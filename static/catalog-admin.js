// Helps to fill in the catalog's pages. Everything works without it, by numbers and codes: choices are
// picked by their text and read back as a sentence, sources and countries by their names, effects by small
// steps with what they would move, weights are summed and split.
"use strict";
addEventListener("DOMContentLoaded", async () => {
  const help = document.getElementById("catalog-help");
  const form = help && help.closest("form");
  if (!form) return;
  const make = (tag, values, ...children) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...children);
    return made;
  };
  const rowOf = (field) => field.closest("tr, .inline-related") || form;
  const partner = (field, names) => {
    const start = field.name.replace(/[^-]+$/, "");
    return names.map((name) => form.elements[start + name]).find(Boolean);
  };
  // What is set by us counts as typed, for the drafts and for what else listens.
  const put = (field, value) => {
    if (field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const fields = (pattern) => [...form.elements].filter((field) => pattern.test(field.name) && !field.name.includes("__prefix__"));
  const numbersIn = (field) => field.value.split(",").map((part) => part.trim()).filter(Boolean);
  const helper = (field, shown) => {
    const old = field.nextElementSibling;
    if (old && old.matches("[data-helper]")) old.remove();
    field.hidden = Boolean(shown);
    if (!shown) return;
    shown.dataset.helper = "";
    field.after(shown);
  };

  // After the session has ended the answer is that of the page to sign in, also as JSON.
  const words = await fetch(help.dataset.words, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok && !answer.redirected ? answer.json() : null)).catch(() => null);

  // Choices by their text. The number stays in the field that is sent.
  const looksAt = (field) => partner(field, /values$/.test(field.name) ? ["question"] : ["criterion", "on"]);
  const question = (field) => {
    const of = looksAt(field);
    return of && (/values$/.test(field.name) ? words.facts : words.criteria)[of.value];
  };
  const numbered = (field, number, text) => (/values$/.test(field.name) ? ` ${text}` : ` ${number}. ${text}`);
  const readBack = (field) => {
    const cell = rowOf(field).querySelector(".field-reads p, .field-reads .readonly");
    const asked = question(field);
    if (!cell || !asked || (/values$/.test(field.name) && partner(field, ["on"]))) return;
    const texts = Object.fromEntries(asked.choices);
    const wanted = numbersIn(field).map((number) => `“${texts[number] || "(no such choice)"}”`).join(" or ");
    cell.textContent = /choice$/.test(field.name) ? wanted.slice(1, -1) : wanted && `“${asked.name}” is ${/values$/.test(field.name) ? "" : "answered with "}${wanted}`;
  };
  const one = (field, asked) => {
    const list = make("select", { ariaLabel: "Answer" }, make("option", { value: "", textContent: "Choose the answer" }));
    asked.choices.forEach(([number, text]) => list.append(make("option", { value: String(number), textContent: `${number}. ${text}` })));
    if (field.value && !asked.choices.some(([number]) => String(number) === field.value)) {
      list.append(make("option", { value: field.value, textContent: `${field.value}. (no such choice)` }));
    }
    list.value = field.value;
    list.addEventListener("change", () => { put(field, list.value); readBack(field); });
    return list;
  };
  const several = (field, asked) => {
    const box = make("fieldset", { className: "catalog-choices" }, make("legend", { className: "visually-hidden", textContent: "is one of" }));
    const known = asked.choices.map(([number, text]) => [String(number), text]);
    const strange = numbersIn(field).filter((number) => !known.some(([other]) => other === number)).map((number) => [number, "(no such choice)"]);
    [...known, ...strange].forEach(([number, text]) => {
      const tick = make("input", { type: "checkbox", value: number, checked: numbersIn(field).includes(number) });
      tick.addEventListener("change", () => {
        put(field, [...box.querySelectorAll("input:checked")].map((row) => row.value).join(", "));
        readBack(field);
      });
      box.append(make("label", {}, tick, numbered(field, number, text)));
    });
    return box;
  };
  const choices = () => fields(/(^|-)(choice|choices|values)$/).forEach((field) => {
    const of = looksAt(field);
    if (!of || of === field) return;
    const asked = question(field);
    helper(field, asked && (/choice$/.test(field.name) ? one : several)(field, asked));
    readBack(field);
    if (field.dataset.helped) return;
    field.dataset.helped = "yes";
    of.addEventListener("change", () => {
      put(field, "");
      choices();
    });
  });

  // What somebody read out of the sources: each question with its answers, and the gates that fire.
  const numberOf = (field) => Object.fromEntries(field.value.split(",").map((part) => part.split(":").map((text) => text.trim())).filter(([code]) => code));
  const coding = () => fields(/^codings-\d+-answers$/).forEach((field) => {
    const given = numberOf(field);
    const asked = Object.values(words.criteria);
    const box = make("fieldset", { className: "catalog-coding" }, make("legend", { className: "visually-hidden", textContent: "Answers" }));
    const order = [...asked.map(({ code }) => code), ...Object.keys(given).filter((code) => !asked.some((row) => row.code === code))];
    order.forEach((code) => {
      const { name, choices: answers } = asked.find((row) => row.code === code) || { name: "(no such question)", choices: [] };
      const list = make("select", {}, make("option", { value: "", textContent: "Not told" }));
      const known = answers.map(([number, text]) => [String(number), `${number}. ${text}`]);
      if (given[code] && !known.some(([number]) => number === given[code])) known.push([given[code], `${given[code]}. (no such choice)`]);
      known.forEach(([value, textContent]) => list.append(make("option", { value, textContent })));
      list.value = given[code] || "";
      list.addEventListener("change", () => {
        const now = { ...numberOf(field), [code]: list.value };
        put(field, order.filter((one) => now[one]).map((one) => `${one}: ${now[one]}`).join(", "));
      });
      box.append(make("label", {}, make("span", { textContent: `${code} ${name}` }), list));
    });
    const told = rowOf(field).querySelector(".field-reads");
    if (told) told.hidden = true;
    helper(field, box);
  });
  const gates = () => fields(/^codings-\d+-fires$/).forEach((field) => {
    const fired = numbersIn(field);
    const box = make("fieldset", { className: "catalog-choices" }, make("legend", { className: "visually-hidden", textContent: "Gates that fire" }));
    const names = { ...Object.fromEntries(fired.map((code) => [code, "(no such gate)"])), ...words.gates };
    Object.entries(names).forEach(([code, name]) => {
      const tick = make("input", { type: "checkbox", value: code, checked: fired.includes(code) });
      tick.addEventListener("change", () => put(field, [...box.querySelectorAll("input:checked")].map((row) => row.value).join(", ")));
      box.append(make("label", {}, tick, ` ${code} ${name}`));
    });
    helper(field, box);
  });

  // Sources by title, countries by name. The codes stay in the field that is sent.
  const listed = (name, table) => {
    const id = `catalog-${name}`;
    if (document.getElementById(id)) return id;
    const list = make("datalist", { id });
    Object.entries(table).forEach(([code, title]) => list.append(make("option", { value: `${code} ${title}` })));
    document.body.append(list);
    return id;
  };
  const codes = (pattern, name) => fields(pattern).forEach((field) => {
    const table = words[name];
    const box = make("div", { className: "catalog-codes" });
    const label = `Add ${name === "sources" ? "a source" : "a country"} by name`;
    const add = make("input", { type: "text", placeholder: label, ariaLabel: label });
    add.setAttribute("list", listed(name, table));
    const redraw = () => { helper(field, null); codes(pattern, name); };
    const set = (list) => { put(field, list.join(", ")); redraw(); };
    numbersIn(field).forEach((code) => {
      const drop = make("button", { type: "button", ariaLabel: `Remove ${code}`, textContent: "×" });
      drop.addEventListener("click", () => set(numbersIn(field).filter((other) => other !== code)));
      box.append(make("span", { className: "catalog-code" }, `${code} ${table[code] || "(not there)"} `, drop));
    });
    // A field that is taken away while it has the focus says once more that it was changed.
    let taken = false;
    const take = () => {
      const typed = add.value.trim().toLowerCase();
      if (!typed || taken) return;
      const found = Object.keys(table).find((code) => [code, table[code], `${code} ${table[code]}`].some((text) => text.toLowerCase() === typed))
        || Object.keys(table).filter((code) => table[code].toLowerCase().includes(typed))[0];
      if (!found) { add.setCustomValidity("There is none of this name."); add.reportValidity(); return; }
      taken = true;
      set([...new Set([...numbersIn(field), found])]);
      const again = field.nextElementSibling && field.nextElementSibling.querySelector("input");
      if (again) again.focus();
    };
    add.addEventListener("input", () => add.setCustomValidity(""));
    add.addEventListener("change", take);
    add.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      take();
    });
    box.append(add);
    helper(field, box);
  });

  // Effects by steps of a half.
  const steppers = () => fields(/^choices-\d+-(sourcing|expertise|pooling|automation)$/).forEach((field) => {
    if (field.dataset.helped) return;
    field.dataset.helped = "yes";
    const step = (by, sign) => {
      const button = make("button", { type: "button", textContent: sign, tabIndex: -1, ariaLabel: `${field.getAttribute("aria-label")} ${by > 0 ? "half a step up" : "half a step down"}` });
      button.addEventListener("click", () => put(field, String(Math.max(-2, Math.min(2, (Number(field.value) || 0) + by)))));
      return button;
    };
    const box = make("span", { className: "catalog-stepper" });
    field.before(box);
    box.append(step(-0.5, "−"), field, step(0.5, "+"));
  });
  const moves = document.getElementById("moves");
  let asking = 0;
  const preview = () => {
    if (!moves) return;
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const sent = new URLSearchParams({ code: form.elements.code.value, weight: form.elements.weight.value });
      fields(/^choices-\d+-number$/).filter((field) => field.value && !(partner(field, ["DELETE"]) || {}).checked).forEach((field) => {
        sent.append("number", field.value);
        ["text", "sourcing", "expertise", "pooling", "automation"].forEach((name) => sent.append(name, partner(field, [name]).value.slice(0, 100)));
      });
      const part = await fetch(`${help.dataset.effects}?${sent}`).catch(() => null);
      if (part && part.ok && !part.redirected) moves.innerHTML = await part.text();
    }, 250);
  };

  // The weights of a table: their sum, and the same for each.
  const weights = () => {
    const rows = fields(/^weights-\d+-weight$/);
    const group = document.getElementById("weights-group");
    if (!group || !rows.length) return;
    const sum = rows.reduce((total, field) => total + (Number(field.value) || 0), 0);
    let line = group.querySelector(".catalog-sum");
    if (!line) {
      const split = make("button", { type: "button", textContent: "Split evenly" });
      split.addEventListener("click", () => {
        const all = fields(/^weights-\d+-weight$/);
        const parts = Math.round(1000 * all.reduce((found, field) => found + (Number(field.value) || 0), 0));
        const left = parts % all.length;
        all.forEach((field, place) => put(field, String(((parts - left) / all.length + (place < left ? 1 : 0)) / 1000)));
      });
      line = make("p", { className: "catalog-sum" }, make("span", {}), " ", split);
      line.firstChild.setAttribute("role", "status");
      group.append(line);
    }
    line.firstChild.textContent = `Sum of these weights: ${Math.round(1000 * sum) / 1000}`;
  };

  const all = () => {
    if (words) {
      choices();
      coding();
      gates();
      codes(/(^|[-_])sources$/, "sources");
      codes(/^(countries|usual_places)$/, "countries");
    }
    steppers();
    weights();
  };
  all();
  // A row that is added comes after all others.
  document.addEventListener("formset:added", ({ target, detail }) => {
    const prefix = detail && detail.formsetName;
    const place = target.querySelector && target.querySelector(`[name^="${prefix}-"][name$="-position"], [name^="${prefix}-"][name$="-number"]`);
    if (place) {
      const step = place.name.endsWith("-number") ? 1 : 10;
      const others = fields(new RegExp(`^${prefix}-\\d+-${place.name.split("-").pop()}$`)).filter((field) => field !== place);
      put(place, String(Math.max(0, ...others.map((field) => Number(field.value) || 0)) + step));
    }
    all();
  });
  form.addEventListener("input", ({ target }) => {
    if (/^(weight|code|choices-)/.test(target.name)) preview();
    if (/^weights-/.test(target.name)) weights();
  });
  // A draft that is put back, or discarded, fills the fields without a word.
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-draft]")) setTimeout(() => { all(); preview(); });
  });
  new MutationObserver(() => all()).observe(form, { childList: true });
});
