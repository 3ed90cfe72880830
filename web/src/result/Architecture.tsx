// The picture of the architecture, as `tierup diagram --format svg` draws it.

import { useEffect, useMemo } from "preact/hooks";

import { theme } from "../page/theme";
import { consequences } from "../state/store";
import { NothingYet } from "./NothingYet";

const DARK = "@media (prefers-color-scheme: dark)";

/** The style sheet of the picture; the policy of the page allows none inside of it. */
const sheet = new CSSStyleSheet();

export function Architecture() {
  const { diagram } = consequences.value;
  const picture = useMemo(() => split(diagram ?? ""), [diagram]);
  const current = theme.value;
  useEffect(() => {
    // the page's switch decides, not the system alone
    sheet.replaceSync(picture.style.replace(DARK, current === "dark" ? "@media all" : "@media not all"));
  }, [picture.style, current]);
  useEffect(() => {
    document.adoptedStyleSheets = [sheet];
  }, []);
  if (diagram === undefined) {
    return <NothingYet what="The picture is" />;
  }
  return (
    <section
      class="picture scrolls"
      tabIndex={0}
      aria-label="Architecture"
      dangerouslySetInnerHTML={{ __html: picture.svg }}
    />
  );
}

function split(svg: string): { svg: string; style: string } {
  const [before = "", rest = ""] = svg.split("<style>", 2);
  const [style = "", after = ""] = rest.split("</style>", 2);
  return { svg: before + after, style };
}
