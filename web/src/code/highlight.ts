// Syntax highlighting, by the name of a file.

import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import ini from "highlight.js/lib/languages/ini";
import json from "highlight.js/lib/languages/json";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import nginx from "highlight.js/lib/languages/nginx";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const LANGUAGES = { bash, dockerfile, ini, json, makefile, markdown, nginx, python, sql, xml, yaml };

/** Longer files are shown without colours. */
const MOST_CHARACTERS = 200_000;

/** Language by the end of a file's name. */
const BY_END: [RegExp, keyof typeof LANGUAGES][] = [
  [/\.pyi?$/, "python"],
  [/\.ya?ml$/, "yaml"],
  [/\.(toml|ini|cfg|lock)$/, "ini"],
  [/(^|\/)\.(env[^/]*|editorconfig|importlinter)$/, "ini"],
  [/\.json$/, "json"],
  [/\.md$/, "markdown"],
  [/\.(sh|bash)$/, "bash"],
  [/\.sql$/, "sql"],
  [/\.(xml|html|svg)$/, "xml"],
  [/\.conf(\.template)?$/, "nginx"],
  [/(^|\/)Dockerfile$/, "dockerfile"],
  [/(^|\/)Makefile$/, "makefile"],
];

for (const [name, language] of Object.entries(LANGUAGES)) {
  hljs.registerLanguage(name, language);
}

/** The text as HTML, coloured where its language is known. */
export function highlighted(path: string, text: string): string {
  const language = text.length > MOST_CHARACTERS ? undefined : languageOf(path, text);
  return language ? hljs.highlight(text, { language }).value : escaped(text);
}

function languageOf(path: string, text: string): string | undefined {
  const known = BY_END.find(([end]) => end.test(path));
  if (known) {
    return known[1];
  }
  const [first] = text.split("\n", 1);
  if (first?.startsWith("#!")) {
    return first.includes("python") ? "python" : "bash";
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
