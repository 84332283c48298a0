import "./shell.css";

import { useState, type ReactNode } from "react";

import { Icon } from "../ui/icon.js";
import { IconButton } from "../ui/button.js";
import { openKeyDialog } from "./key-dialog.js";
import { Lookup } from "./lookup.js";
import { Link, usePath } from "./router.js";
import { applyTheme, shownTheme } from "./theme.js";

const TABS = [
  { href: "/", label: "Value", also: "/batches" },
  { href: "/live", label: "Live" },
  { href: "/replay", label: "Replay" },
  { href: "/latency", label: "Latency" },
  { href: "/funds", label: "Funds" },
] as const;

const isAt = (path: string, tab: (typeof TABS)[number]): boolean =>
  tab.href === "/"
    ? path === "/" || path.startsWith(tab.also)
    : path === tab.href || path.startsWith(`${tab.href}/`);

/** The frame around every screen. */
export const Shell = ({ children }: { children: ReactNode }) => {
  const path = usePath();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="topbar">
        <Link className="brand" href="/">
          <Icon name="mark" />
          Assay
        </Link>
        <nav className="tabs" aria-label="Screens">
          {TABS.map((tab) => (
            <Link
              key={tab.href}
              href={tab.href}
              aria-current={isAt(path, tab) ? "page" : undefined}
            >
              {tab.label}
            </Link>
          ))}
        </nav>
        <div className="end">
          <Lookup />
          <ThemeButton />
          <IconButton icon="key" label="API key" onClick={openKeyDialog} />
        </div>
      </header>
      <main className="main" id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
};

const ThemeButton = () => {
  const [theme, setTheme] = useState(shownTheme);
  const other = theme === "dark" ? "light" : "dark";
  return (
    <IconButton
      icon={theme === "dark" ? "sun" : "moon"}
      label={`Use the ${other} theme`}
      onClick={() => {
        applyTheme(other);
        setTheme(other);
      }}
    />
  );
};
