"use strict";
(() => {
  const FIRST = 200; // rows that stand in the page at first; the others are built when asked for

  const END = "\u0000"; // between the cells of a row, so that "..." can ask for a whole cell

  const settled = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
  const textOf = (cell) => (typeof cell === "string" ? cell : cell[0]);

  const built = (row, heads) => {
    const line = document.createElement("tr");
    row.forEach((cell, column) => {
      const place = line.insertCell();
      place.className = heads[column].className;
      const [text, goal, mark] = typeof cell === "string" ? [cell, "", ""] : cell;
      if (!goal && !mark) {
        place.textContent = text;
        return;
      }
      const inner = document.createElement(goal ? "a" : "span");
      inner.textContent = text;
      if (/^(#|https?:)/.test(goal)) inner.setAttribute("href", goal);
      if (mark) inner.className = mark;
      place.append(inner);
    });
    return line;
  };

  class Rows {
    constructor(section) {
      this.form = section.querySelector("form");
      this.body = section.querySelector("tbody");
      this.heads = [...section.querySelectorAll("th")];
      this.status = section.querySelector("output");
      this.more = section.querySelector(".more");
      this.all = JSON.parse(section.querySelector("script").textContent);
      this.order = this.all.map((_, index) => index);
      this.wanted = this.order;
      this.most = FIRST;
      this.lines = new Map();
      this.keys = new Map();
      this.heads.forEach((head, column) => this.sortable(head, column));
      this.form.hidden = false;
      this.form.addEventListener("input", () => this.filter());
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("reset", () => setTimeout(() => this.filter(), 0));
      const button = this.more.querySelector("button");
      this.more.replaceChildren(button);
      button.hidden = false;
      button.addEventListener("click", () => {
        this.most = Infinity;
        this.show();
      });
      this.tell();
    }

    sortable(head, column) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") === "ascending";
        this.heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "descending" : "ascending");
        this.sort(column, up ? -1 : 1);
      });
    }

    texts(column) {
      if (!this.keys.has(column)) {
        this.keys.set(column, this.all.map((row) => settled(textOf(row[column]))));
      }
      return this.keys.get(column);
    }

    sort(column, sign) {
      const texts = this.texts(column);
      const numbers = this.heads[column].classList.contains("number");
      const value = (text) => (text === "" ? -Infinity : Number(text.replace(/[,%]/g, "")));
      const keys = numbers ? texts.map(value) : texts;
      this.order.sort((a, b) => {
        if (keys[a] < keys[b]) return -sign;
        if (keys[a] > keys[b]) return sign;
        return a - b;
      });
      this.show();
    }

    line(index) {
      if (!this.lines.has(index)) this.lines.set(index, built(this.all[index], this.heads));
      return this.lines.get(index);
    }

    filter() {
      this.words = this.words || this.all.map((row) => `${END}${row.map(textOf).map(settled).join(END)}${END}`);
      const asked = [...settled(this.form.elements.q.value).matchAll(/"([^"]*)"|\S+/g)].map(
        ([word, whole]) => (whole === undefined ? word : `${END}${whole}${END}`),
      );
      const chosen = [...this.form.querySelectorAll("select")]
        .filter((each) => each.value)
        .map((each) => [this.texts(Number(each.dataset.column)), settled(each.value)]);
      this.fits = this.all.map(
        (_, index) =>
          asked.every((word) => this.words[index].includes(word)) &&
          chosen.every(([texts, value]) => texts[index] === value),
      );
      this.most = FIRST;
      this.show();
    }

    show() {
      this.wanted = this.fits ? this.order.filter((index) => this.fits[index]) : this.order;
      const shown = this.wanted.slice(0, this.most);
      this.body.replaceChildren(...shown.map((index) => this.line(index)));
      this.tell();
    }

    tell() {
      const count = this.wanted.length;
      const rest = count > this.most;
      this.status.textContent =
        `${count} of ${this.all.length}` + (rest ? `, the first ${this.most} shown` : "");
      this.more.hidden = !rest;
      this.more.querySelector("button").textContent = `Show all ${count}`;
    }

    choose(asked) {
      const words = [];
      const selects = [...this.form.querySelectorAll("select")];
      selects.forEach((each) => { each.value = ""; });
      for (const [name, value] of asked) {
        const select = selects.find((each) => each.name === name);
        if (select) select.value = value;
        const chosen = select && select.selectedIndex > 0;
        if (!chosen) {
          if (select) select.value = "";
          words.push(name === "q" || value.includes('"') ? value : `"${value}"`);
        }
      }
      this.form.elements.q.value = words.join(" ");
      this.filter();
    }
  }

  const tables = new Map();
  for (const section of document.querySelectorAll("section.table")) {
    if (section.querySelector("form")) tables.set(section.id, new Rows(section));
  }

  const follow = () => {
    const [id, asked] = location.hash.slice(1).split("?");
    const section = id && document.getElementById(id);
    if (!section || asked === undefined) return;
    const table = tables.get(id);
    if (table) table.choose(new URLSearchParams(asked));
    section.scrollIntoView();
    section.focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  // A second click on the same link changes no address, and must still lead there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a");
    const goal = link && link.getAttribute("href");
    if (goal && goal === location.hash) setTimeout(follow, 0);
  });
  follow();

  let before = [];
  addEventListener("beforeprint", () => {
    before = [...tables.values()].map((each) => [each, each.most]);
    before.forEach(([each]) => { each.most = Infinity; each.show(); });
  });
  addEventListener("afterprint", () => {
    before.forEach(([each, most]) => { each.most = most; each.show(); });
  });
})();
