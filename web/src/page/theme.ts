// Light or dark: as the system is, unless the person chose.

import { computed, effect, signal } from "@preact/signals";

import { store, stored } from "./storage";

export type Theme = "light" | "dark";

const STORED = "tierup-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

const systemTheme = signal<Theme>(system.matches ? "dark" : "light");
const ownTheme = signal<Theme | null>(themeOf(stored(STORED)));

export const theme = computed(() => ownTheme.value ?? systemTheme.value);

export function switchTheme() {
  const next = theme.value === "dark" ? "light" : "dark";
  ownTheme.value = next === systemTheme.value ? null : next;
  store(STORED, ownTheme.value);
}

export function followTheme() {
  system.addEventListener("change", () => {
    systemTheme.value = system.matches ? "dark" : "light";
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

function themeOf(value: string | null): Theme | null {
  return value === "light" || value === "dark" ? value : null;
}
