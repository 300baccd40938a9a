"use strict";
(() => {
  const $ = (name, inside = document) => inside.querySelector(name);
  const all = (name, inside = document) => [...inside.querySelectorAll(name)];
  const facts = JSON.parse($("#meta").textContent), words = facts.words;
  const questions = all("fieldset[data-code]");
  let changed = false;

  const say = (text, wrong) => { $("#status").textContent = text; $("#status").className = wrong ? "err" : ""; };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const chosen = question => { const { value } = $("input:checked", question); return value === "later" ? null : value; };
  const answered = () => questions.filter(chosen).length;
  const counts = () => ({ n: answered(), all: questions.length });
  // `listening.1.2` is kept as `1.2` under `listening`; a level has no number.
  const place = code => { const dot = code.indexOf("."); return dot < 0 ? [code] : [code.slice(0, dot), code.slice(dot + 1)]; };
  // What a file with ratings may not hold, pasted along with a text; other ends of a line become the usual one.
  const unfit = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]/g;
  const typed = field => field.value.replace(/\r\n|[\r\x85\u2028\u2029]/g, "\n").replace(unfit, "").trim();

  function show() {
    $("progress").value = answered();
    $("#count").textContent = fill(words.count, counts());
  }

  function data() {
    const ratings = {}, texts = {};
    for (const question of questions) {
      const code = question.dataset.code, [competency, number] = place(code), rating = chosen(question);
      const said = Object.fromEntries(all("textarea", question).filter(typed).map(field => [field.className, typed(field)]));
      if (!rating && !Object.keys(said).length) continue;
      const level = number ? rating : Number(rating), one = { ...(rating && { rating: level }), ...said };
      if (number) (ratings[competency] ||= {})[number] = one;
      else ratings[competency] = Object.keys(said).length ? one : level;
      texts[code] = facts.texts[code];
    }
    const name = typed($("#rater"));
    return {
      competentie: 1, profile: facts.profile, catalogue: { version: facts.version, texts }, person: typed($("#person")),
      rater: { ...(name && { name }), relation: $("#relation").value }, date: $("#date").value, language: facts.language, ratings,
    };
  }

  function save() {
    const named = ["peer", "report"].includes($("#relation").value) ? ["rater"] : [];
    for (const field of ["person", ...named, "relation", "date"].map(id => $("#" + id))) {
      const missing = !typed(field);
      field.setAttribute("aria-invalid", missing);
      if (missing) { say(fill(words.missing, { what: $(`label[for=${field.id}]`).textContent }), true); field.focus(); return; }
    }
    // JSON is YAML 1.2, but for half a character; `competentie ratings add` reads it, and so does this page.
    const whole = (_, value) => typeof value === "string" ? value.toWellFormed?.() ?? value : value;
    const text = JSON.stringify(data(), whole, 2);
    const plain = text => text.normalize("NFKD").replace(/[^\w]+/g, "-").replace(/^-+|-+$/g, "").toLowerCase();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text + "\n"], { type: "application/json" }));
    const name = [words.file, typed($("#person")), typed($("#rater")), $("#date").value];
    link.download = name.map(plain).filter(Boolean).join("-") + ".json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    changed = false;
    say(fill(words.saved, counts()));
  }

  async function open(file) {
    let read;
    try {
      read = JSON.parse(await file.text());
      if (read.competentie !== 1 || typeof (read.ratings ?? 0) !== "object") throw 0;
    } catch { say(words.unreadable, true); return; }
    if (read.profile !== facts.profile) { say(fill(words.other, { role: String(read.profile) }), true); return; }
    $("#person").value = read.person ?? "";
    $("#rater").value = read.rater?.name ?? "";
    $("#relation").value = read.rater?.relation ?? "";
    $("#date").value = read.date ?? "";
    const levels = Object.values(read.ratings).map(one => typeof one === "object" ? Object.keys(one) : [one]);
    const given = levels.flatMap(keys => keys.every(key => /^\d+\./.test(key)) ? keys : [1]).length;
    let n = 0;
    for (const question of questions) {
      const code = question.dataset.code, [competency, number] = place(code), kept = read.ratings[competency];
      const one = number ? kept?.[number] : typeof kept === "number" ? { rating: kept } : kept;
      const same = one && [undefined, facts.texts[code]].includes(read.catalogue?.texts?.[code]);
      const rating = String(same ? one.rating ?? "later" : "later");
      for (const input of all("[type=radio]", question)) input.checked = input.value === rating;
      for (const field of all("textarea", question)) field.value = same && one[field.className] || "";
      if ($("details", question)) $("details", question).open = Boolean(same && (one.note || one.evidence));
      n += same ? 1 : 0;
    }
    show();
    changed = false;
    say(fill(words.opened, { n }) + (given > n ? " " + fill(words.lost, { n: given - n }) : ""), given > n);
    const next = questions.find(question => !chosen(question));
    if (next) $("input:checked", next).focus();
  }

  // A key answers only while a question has the focus (WCAG 2.1.4).
  const keys = { j: "shown", y: "shown", n: "not_shown", "-": "not_applicable", ".": "later" };
  document.addEventListener("keydown", event => {
    const question = event.target.type === "radio" && event.target.closest("fieldset[data-code]");
    if (!question || event.ctrlKey || event.metaKey || event.altKey) return;
    const input = all("[type=radio]", question).find(one => one.value === (keys[event.key] ?? event.key));
    if (!input) return;
    event.preventDefault();
    input.checked = changed = true;
    show();
    const next = questions[questions.indexOf(question) + 1];
    (next ? $("input:checked", next) : $("#save")).focus();
    next?.scrollIntoView({ block: "center" });
  });
  document.addEventListener("input", event => { if (event.target.id !== "open") { changed = true; show(); } });
  $("#save").addEventListener("click", save);
  $("#open").addEventListener("change", event => { if (event.target.files[0]) open(event.target.files[0]); event.target.value = ""; });
  addEventListener("beforeunload", event => { if (changed) event.preventDefault(); });

  for (const one of all(".js")) one.hidden = false;
  $("#nojs").hidden = true;
  if (!$("#date").value) $("#date").value = new Date(Date.now() - new Date().getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
  show();
})();
